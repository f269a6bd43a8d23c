--- What the server has offered as ghost text in each buffer, and whether it still fits there.
---
--- Rows and columns count from 0, columns in bytes. Does not know how ghost text is painted.

local api = vim.api

---@class beamcoder.Offered
---@field text string what comes right of the offer's place
---@field typed string what of the server's item stood left of it already
---@field after string what right of the cursor it replaces: blanks, on a line of blanks
---@field command? table lsp.Command, to be run when it is taken; its second argument names it

---@class beamcoder.Offer
---@field row integer
---@field col integer where the text of each item begins
---@field items beamcoder.Offered[]
---@field taking? beamcoder.Offered what the user is taking part by part

local M = {}

---@type table<integer, beamcoder.Offer?>
local offers = {}

-- Lines, as they would read, that the user has refused: dismissed, or taken and then deleted.
---@type table<integer, { row: integer, lines: table<string, true> }>
local refused = {}

---@param bufnr integer
---@return integer? row, integer? col nil where the buffer is not the one that is typed in
function M.cursor(bufnr)
  if api.nvim_get_current_buf() ~= bufnr then
    return nil
  end
  local place = api.nvim_win_get_cursor(0)
  return place[1] - 1, place[2]
end

---@param bufnr integer
---@param row integer
---@return string
function M.line(bufnr, row)
  return api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1] or ""
end

local function is_refused(bufnr, row, whole)
  local here = refused[bufnr]
  return here ~= nil and here.row == row and here.lines[whole] ~= nil
end

--- The same text is not to come again on this line.
---@param bufnr integer
---@param row integer
---@param whole string the line up to the end of the refused text
function M.refuse(bufnr, row, whole)
  if not refused[bufnr] or refused[bufnr].row ~= row then
    refused[bufnr] = { row = row, lines = {} }
  end
  refused[bufnr].lines[whole] = true
end

--- What the user is taking word by word stays, whatever the server thinks of meanwhile.
---@return beamcoder.Offered?
local function kept(offer, line, row, col)
  local item = offer and offer.row == row and offer.taking
  if not item or col < offer.col then
    return nil
  end
  local since = line:sub(offer.col + 1, col)
  if #since < #item.text and vim.startswith(item.text, since) then
    local rest = item.text:sub(#since + 1)
    local typed = item.typed .. since
    return { text = rest, typed = typed, after = item.after, command = item.command }
  end
end

--- Read an answer at the cursor as it is now: what was typed since the question is taken off, and
--- what no longer fits is left out.
---@param bufnr integer
---@param result table? lsp.InlineCompletionList, or its items
---@param encoding "utf-8"|"utf-16"|"utf-32"
---@return table[] items lsp.InlineCompletionItem, each an insertion at the cursor
function M.receive(bufnr, result, encoding)
  local before = offers[bufnr]
  offers[bufnr] = nil
  local row, col = M.cursor(bufnr)
  if not row or not result then
    return {}
  end
  local line = M.line(bufnr, row)
  local first = kept(before, line, row, col)
  local items = { first }
  for _, item in ipairs(result.items or result) do
    local typed, rest, after = M.parts(line, row, col, item, encoding)
    local is_new = not first or rest ~= first.text
    if typed and rest and is_new and not is_refused(bufnr, row, line:sub(1, col) .. rest) then
      local offered = { text = rest, typed = typed, after = after, command = item.command }
      table.insert(items, offered)
    end
  end
  offers[bufnr] = items[1] and { row = row, col = col, items = items, taking = first }
  local here = { line = row, character = vim.str_utfindex(line, encoding, col, false) }
  return vim.tbl_map(function(item)
    local range = { start = here, ["end"] = here }
    return { insertText = item.text, range = range, command = item.command }
  end, items)
end

--- What of an item stands left of the cursor, what is still to come, and what right of the cursor it
--- is to replace; nil if something else was typed.
---@param line string
---@param row integer
---@param col integer
---@param item table lsp.InlineCompletionItem
---@param encoding "utf-8"|"utf-16"|"utf-32"
---@return string? typed, string? rest, string? after
function M.parts(line, row, col, item, encoding)
  local text = item.insertText
  if type(text) ~= "string" then
    return nil -- a snippet; our server sends none
  end
  text = text:gsub("\r", "")
  local from, to = col, col
  if item.range then
    if item.range.start.line ~= row or item.range["end"].line ~= row then
      return nil
    end
    from = vim.str_byteindex(line, encoding, item.range.start.character, false)
    to = vim.str_byteindex(line, encoding, item.range["end"].character, false)
  end
  local typed = from <= col and line:sub(from + 1, col)
  if typed and #text > #typed and vim.startswith(text, typed) then
    local rest, after = text:sub(#typed + 1), line:sub(col + 1, to)
    if after:match("%S") then -- it would change what is not shown
      if not vim.endswith(rest, after) or #rest == #after then
        return nil
      end
      rest, after = rest:sub(1, #rest - #after), ""
    end
    return typed, rest, after
  end
end

---@param bufnr integer
---@return beamcoder.Offer?
function M.get(bufnr)
  return offers[bufnr]
end

--- The item that reads `text` at this place, after what was typed or taken of it.
---@param bufnr integer
---@param row integer
---@param col integer
---@param text string
---@return beamcoder.Offered?
function M.item_at(bufnr, row, col, text)
  local offer = offers[bufnr]
  if not offer or offer.row ~= row or col < offer.col then
    return nil
  end
  local whole = M.line(bufnr, row):sub(offer.col + 1, col) .. text
  return vim.iter(offer.items):find(function(item)
    return item.text == whole
  end)
end

--- The item whose end reads `text` and whose beginning stands left of this place, and its rest.
---@param bufnr integer
---@param row integer
---@param col integer
---@param text string
---@return beamcoder.Offered? item, string? rest
function M.item_ending(bufnr, row, col, text)
  local offer = offers[bufnr]
  if not offer or offer.row ~= row or col < offer.col then
    return nil
  end
  local since = M.line(bufnr, row):sub(offer.col + 1, col)
  for _, item in ipairs(offer.items) do
    local fits = #since < #item.text and vim.startswith(item.text, since)
    if fits and vim.endswith(item.text, text) then
      return item, item.text:sub(#since + 1)
    end
  end
end

---@param bufnr integer
function M.drop(bufnr)
  offers[bufnr] = nil
end

--- The buffer is gone.
---@param bufnr integer
function M.forget(bufnr)
  offers[bufnr], refused[bufnr] = nil, nil
end

return M
