--- Closers of what an accepted text leaves open. Vim itself closes no bracket; where a plugin for
--- pairs or the user has mapped it, the last one is given to that mapping, as if it were typed: it is
--- closed and typed over as others are. A closer that the buffer has already is used.

local api = vim.api
local offers = require("beamcoder.offers")

local M = {}

local CLOSERS = { ["("] = ")", ["["] = "]", ["{"] = "}", ['"'] = '"', ["'"] = "'" }

--- Code alone: literals and comments have brackets that close nothing.
local function plain(lines)
  local text = table.concat(lines, "\n")
  text = text:gsub("\\.", ""):gsub('"[^"\n]*"', ""):gsub("'[^'\n]*'", "")
  return text:gsub("//[^\n]*", ""):gsub("/%*.-%*/", "")
end

--- How many brackets a text leaves open, and how many it closes that it has not opened.
local function count(lines)
  local n_open, n_closed = 0, 0
  for sign in plain(lines):gmatch("[%(%)%[%]{}]") do
    if CLOSERS[sign] then
      n_open = n_open + 1
    elseif n_open > 0 then
      n_open = n_open - 1
    else
      n_closed = n_closed + 1
    end
  end
  return n_open, n_closed
end

--- Whether what stands behind a place closes all that is open where a text has come to it.
local function is_closed_behind(bufnr, row, col, text)
  local before = api.nvim_buf_get_text(bufnr, 0, 0, row, col, {})
  before[#before] = before[#before] .. text
  local n_open = count(before)
  local _, n_closed = count(api.nvim_buf_get_text(bufnr, row, col, -1, -1, {}))
  return n_closed >= n_open
end

--- The bracket or quote at the end of a text that comes to a place, if a mapping closes it there.
---@param bufnr integer
---@param row integer
---@param col integer bytes
---@param text string
---@return string? opener
function M.opener(bufnr, row, col, text)
  local sign = text:sub(-1)
  if not CLOSERS[sign] or next(vim.fn.maparg(sign, "i", false, true)) == nil then
    return nil
  end
  if CLOSERS[sign] == sign then
    local line = offers.line(bufnr, row):sub(1, col) .. text
    local _, n = line:gsub(sign, "")
    return n % 2 == 1 and sign or nil -- else it closes
  end
  if is_closed_behind(bufnr, row, col, text) then
    return nil
  end
  return sign
end

--- As if it were typed, before whatever has been typed since.
---@param opener string
function M.type(opener)
  api.nvim_feedkeys(opener, "im", false)
end

--- An item of the menu went in: give its last bracket to the mapping.
---@param bufnr integer
function M.retype(bufnr)
  local row, col = offers.cursor(bufnr)
  local sign = row and offers.line(bufnr, row):sub(col, col) or ""
  if CLOSERS[sign] then
    api.nvim_buf_set_text(bufnr, row, col - 1, row, col, {})
    local is_mapped = M.opener(bufnr, row, col - 1, sign)
    if is_mapped then
      M.type(sign)
    else
      api.nvim_buf_set_text(bufnr, row, col - 1, row, col - 1, { sign })
      api.nvim_win_set_cursor(0, { row + 1, col })
    end
  end
end

return M
