--- What the server has offered as ghost text in each buffer, and whether it still fits there.
---
--- Rows and columns count from 0, columns in bytes. Does not know how ghost text is painted.

local api = vim.api

---@class beamcoder.Offered
---@field text string what comes right of the offer's place
---@field id? any the server's name for it

---@class beamcoder.Offer
---@field row integer
---@field col integer where the text of each item begins
---@field items beamcoder.Offered[]
---@field client_id integer

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

--- Read an answer at the cursor as it is now: what was typed since the question is taken off, and
--- what no longer fits is left out.
---@param bufnr integer
---@param result table? lsp.InlineCompletionList, or its items
---@param client vim.lsp.Client
---@return table[] items lsp.InlineCompletionItem, each an insertion at the cursor
function M.receive(bufnr, result, client)
  offers[bufnr] = nil
  local row, col = M.cursor(bufnr)
  if not row or not result then
    return {}
  end
  local line, encoding = M.line(bufnr, row), client.offset_encoding
  local here = { line = row, character = vim.str_utfindex(line, encoding, col, false) }
  local offer = { row = row, col = col, items = {}, client_id = client.id }
  local fitting = {}
  for _, item in ipairs(result.items or result) do
    local rest = M.rest(line, row, col, item, encoding)
    if rest and not is_refused(bufnr, row, line:sub(1, col) .. rest) then
      table.insert(offer.items, { text = rest, id = item.data and item.data.id or item.id })
      local range = { start = here, ["end"] = here }
      table.insert(fitting, vim.tbl_extend("force", item, { insertText = rest, range = range }))
    end
  end
  offers[bufnr] = #offer.items > 0 and offer or nil
  return fitting
end

--- What of an item is still to come at the cursor; nil if something else was typed.
---@return string?
function M.rest(line, row, col, item, encoding)
  local text = item.insertText
  if type(text) ~= "string" then
    return nil -- a snippet; our server sends none
  end
  text = text:gsub("\r", "")
  local from = col
  if item.range then
    if item.range.start.line ~= row then
      return nil
    end
    from = vim.str_byteindex(line, encoding, item.range.start.character, false)
  end
  local typed = from <= col and line:sub(from + 1, col)
  if typed and #text > #typed and vim.startswith(text, typed) then
    return text:sub(#typed + 1)
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
