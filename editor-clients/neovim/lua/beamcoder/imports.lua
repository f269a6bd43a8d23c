--- Imports that come with ghost text: LSP gives it no edits of its own, so they are an argument of
--- its command. Of an item of the menu Neovim applies them by itself.

local api = vim.api
local offers = require("beamcoder.offers")

local M = {}

--- Put in what an accepted item needs, all above it; the cursor stays where it is in the text.
---@param bufnr integer
---@param item beamcoder.Offered
---@param client vim.lsp.Client
---@return integer n_lines that have come above it
function M.bring(bufnr, item, client)
  local edits = vim.tbl_get(item, "command", "arguments", 3) or {}
  local n_lines = 0
  for index = #edits, 1, -1 do -- the last first: none shifts
    local edit = edits[index]
    local row, character = edit.range.start.line, edit.range.start.character
    local line = offers.line(bufnr, row)
    local col = vim.str_byteindex(line, client.offset_encoding, character, false)
    local lines = vim.split(edit.newText:gsub("\r\n?", "\n"), "\n", { plain = true })
    api.nvim_buf_set_text(bufnr, row, col, row, col, lines)
    n_lines = n_lines + #lines - 1
  end
  return n_lines
end

return M
