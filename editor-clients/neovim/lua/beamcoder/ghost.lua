--- Ghost text: what is on the screen is what is taken, as a whole, by word or by line.
---
--- `native` or `extmarks` asks and paints; `offers` knows what fits.

local api = vim.api
local offers = require("beamcoder.offers")

---@class beamcoder.Shown
---@field row integer
---@field col integer bytes
---@field text string
---@field item beamcoder.Offered

local M = {}

local on = true

---@type table<integer, vim.lsp.Client> the client of each buffer where ghost text is on
local buffers = {}

-- A run of letters or a run of anything else, with the blanks before it; Vim's own 'iskeyword'.
local WORD = [[^\_s*\%(\k\+\|\%(\k\@!\S\)\+\)]]

local PARTS = {
  all = function(text)
    return text
  end,
  line = function(text)
    return text:match("^\n?[^\n]*")
  end,
  word = function(text)
    local word = vim.fn.matchstr(text, WORD)
    return word ~= "" and word or text
  end,
}

local function options()
  return require("beamcoder").options
end

local function painter()
  local native = require("beamcoder.native")
  local engine = options().ghost_text.engine
  if engine ~= "extmarks" and native.available() then
    return native
  end
  return require("beamcoder.extmarks")
end

--- What paints ghost text here.
---@return "native"|"extmarks"
function M.engine()
  return painter() == require("beamcoder.native") and "native" or "extmarks"
end

--- The text that a painter has put on the cursor's line, and where.
---@return integer? row, integer? col, string? text
local function painted(bufnr)
  local row = offers.cursor(bufnr)
  if not row then
    return nil
  end
  local paint = painter()
  local found = api.nvim_buf_get_extmarks(
    bufnr,
    paint.namespace,
    { row, 0 },
    { row, -1 },
    { details = true }
  )
  local mark = found[1]
  if not mark then
    return nil
  end
  local lines = { mark[4].virt_text or {}, unpack(mark[4].virt_lines or {}) }
  local texts = vim.tbl_map(function(chunks)
    local kept = vim.tbl_filter(function(chunk)
      return chunk[2] ~= paint.counter_highlight
    end, chunks)
    return table.concat(vim.tbl_map(function(chunk)
      return chunk[1]
    end, kept))
  end, lines)
  return row, mark[3], table.concat(texts, "\n")
end

--- Keys that came along what is shown, so quickly that it was not painted anew.
---@return beamcoder.Shown?
local function typed_along(bufnr, text)
  local row, col = offers.cursor(bufnr)
  local item, rest = offers.item_ending(bufnr, row, col, text)
  return item and { row = row, col = col, text = rest, item = item }
end

--- What can be taken now; nil where nothing of ours is shown.
---@param bufnr integer
---@return beamcoder.Shown?
function M.shown(bufnr)
  if not buffers[bufnr] then
    return nil
  end
  local row, col, text = painted(bufnr)
  if not row or text == "" then
    return nil
  end
  local item = offers.item_at(bufnr, row, col, text)
  if item then
    return { row = row, col = col, text = text, item = item }
  end
  return typed_along(bufnr, text)
end

---@param bufnr integer
---@param event "shown"|"accepted"|"partlyAccepted"|"dismissed"
---@param item beamcoder.Offered
---@param length? integer
local function tell(bufnr, event, item, length)
  local arguments = item.command and item.command.arguments or {}
  local params = { event = event, id = arguments[2], length = length }
  require("beamcoder.requests").feedback(buffers[bufnr], bufnr, params)
end

--- How much of the server's item stands in the buffer, as the server counts.
local function n_units(bufnr, item, rest)
  local text = item.typed .. item.text:sub(1, #item.text - #rest)
  return vim.str_utfindex(text, buffers[bufnr].offset_encoding)
end

local function whole_line(bufnr, shown)
  return offers.line(bufnr, shown.row):sub(1, shown.col) .. shown.text
end

local function insert(bufnr, shown, text, is_last)
  vim.bo[bufnr].undolevels = vim.bo[bufnr].undolevels -- one undo takes back this and no more
  local lines = vim.split(text, "\n", { plain = true })
  local right, after = offers.line(bufnr, shown.row):sub(shown.col + 1), shown.item.after
  local to = shown.col + (is_last and vim.startswith(right, after) and #after or 0)
  api.nvim_buf_set_text(bufnr, shown.row, shown.col, shown.row, to, lines)
  local col = #lines[#lines] + (#lines == 1 and shown.col or 0)
  api.nvim_win_set_cursor(0, { shown.row + #lines, col })
end

---@param part "all"|"word"|"line"
---@return boolean taken
function M.accept(part)
  local bufnr = api.nvim_get_current_buf()
  local shown = M.shown(bufnr)
  if not shown or not vim.bo[bufnr].modifiable then
    return false
  end
  local text = PARTS[part](shown.text)
  local before = offers.line(bufnr, shown.row):sub(1, shown.col)
  local closers = require("beamcoder.closers")
  local opener = text == shown.text and closers.opener(bufnr, shown.row, shown.col, text)
  insert(bufnr, shown, opener and text:sub(1, -2) or text, #text == #shown.text)
  if text == shown.text then
    local n_above = require("beamcoder.imports").bring(bufnr, shown.item, buffers[bufnr])
    -- If the user deletes it, it is not wanted.
    offers.refuse(bufnr, shown.row + n_above, before .. text)
    offers.drop(bufnr)
    painter().hide(bufnr)
    tell(bufnr, "accepted", shown.item)
    if opener then
      closers.type(opener)
    end
  else
    offers.get(bufnr).taking = shown.item
    painter().repaint(bufnr)
    local rest = shown.text:sub(#text + 1)
    tell(bufnr, "partlyAccepted", shown.item, n_units(bufnr, shown.item, rest))
  end
  return true
end

---@param count integer
---@return boolean
function M.step(count)
  local bufnr = api.nvim_get_current_buf()
  if not M.shown(bufnr) then
    return false
  end
  painter().step(bufnr, count)
  return true
end

---@return boolean
function M.dismiss()
  local bufnr = api.nvim_get_current_buf()
  local shown = M.shown(bufnr)
  if not shown then
    return false
  end
  offers.refuse(bufnr, shown.row, whole_line(bufnr, shown))
  offers.drop(bufnr)
  painter().hide(bufnr)
  tell(bufnr, "dismissed", shown.item)
  return true
end

--- Between the server and whoever asked: the items that fit and may be shown.
---@param client vim.lsp.Client
---@param bufnr integer
---@param result table?
---@return table result
function M.answer(client, bufnr, result)
  local hidden = not on or not vim.bo[bufnr].modifiable
  hidden = hidden or (require("beamcoder.menu").is_open() and not options().ghost_text.with_menu)
  local items = offers.receive(bufnr, not hidden and result or nil, client.offset_encoding)
  if items[1] then
    tell(bufnr, "shown", offers.get(bufnr).items[1])
  end
  return { items = items }
end

--- Take off what another key has made wrong: a painter shows what it has until the next answer.
local function clear_stale(bufnr)
  local paint = painter()
  if require("beamcoder.menu").is_open() and not options().ghost_text.with_menu then
    paint.hide(bufnr)
  elseif painted(bufnr) and not M.shown(bufnr) then
    local clients = vim.lsp.get_clients({ bufnr = bufnr, method = "textDocument/inlineCompletion" })
    if #clients == 1 then -- with another server's ghost text in the buffer it may be theirs
      paint.hide(bufnr)
    end
  end
end

--- As if the cursor had moved, which is when every painter asks.
local function ask_again(bufnr)
  if api.nvim_get_current_buf() == bufnr and vim.startswith(api.nvim_get_mode().mode, "i") then
    api.nvim_exec_autocmds("CursorMovedI", { buffer = bufnr, modeline = false })
  end
end

---@param client vim.lsp.Client
---@param bufnr integer
function M.start(client, bufnr)
  buffers[bufnr] = client
  painter().start(client, bufnr, options().ghost_text.debounce_ms)
  -- After the painter's own, so that they run after those.
  api.nvim_create_autocmd({ "CursorMovedI", "TextChangedI", "TextChangedP", "CompleteChanged" }, {
    group = api.nvim_create_augroup("beamcoder.ghost." .. bufnr, {}),
    buffer = bufnr,
    callback = function()
      clear_stale(bufnr)
    end,
  })
  -- Who types already while the server starts shall not have to press another key.
  ask_again(bufnr)
end

--- A block has grown behind what stands at a place: ask again, if the cursor is still there.
---@param place table the parameters of beamcoder/blockReady
function M.grown(place)
  local bufnr = vim.uri_to_bufnr(place.textDocument.uri)
  local row, col = offers.cursor(bufnr)
  if not buffers[bufnr] or row ~= place.position.line then
    return
  end
  local encoding = buffers[bufnr].offset_encoding
  local character = vim.str_utfindex(offers.line(bufnr, row), encoding, col, false)
  if character == place.position.character then
    ask_again(bufnr)
  end
end

---@param bufnr integer
function M.stop(bufnr)
  if not buffers[bufnr] then
    return
  end
  buffers[bufnr] = nil
  offers.drop(bufnr)
  pcall(api.nvim_del_augroup_by_name, "beamcoder.ghost." .. bufnr)
  if api.nvim_buf_is_valid(bufnr) then
    painter().stop(bufnr)
  end
end

---@return boolean on
function M.toggle()
  on = not on
  for bufnr in pairs(buffers) do
    offers.drop(bufnr)
    painter().hide(bufnr)
  end
  vim.notify("Beamcoder: ghost text is " .. (on and "on" or "off"), vim.log.levels.INFO)
  return on
end

return M
