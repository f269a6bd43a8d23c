--- The keys of the options, in the buffers that Beamcoder completes. A key for which there is
--- nothing to do at the moment means what it always means; if that is to insert an odd character,
--- it does nothing.

local api = vim.api

local M = {}

local DESCRIPTIONS = {
  accept = "accept the ghost text",
  accept_word = "accept a word of the ghost text",
  accept_line = "accept a line of the ghost text",
  next = "next ghost text",
  previous = "previous ghost text",
  dismiss = "dismiss the ghost text",
  menu = "open the completion menu",
}

--- Whether Vim, without a mapping, would put a character into the text that nobody wants there.
local function is_odd(key)
  key = key:lower()
  return key:match("^<[mat]%-") ~= nil or key:match("^<c%-[bflsz_]>$") ~= nil
end

---@param bufnr integer
---@param options beamcoder.Options
function M.start(bufnr, options)
  for action, description in pairs(DESCRIPTIONS) do
    local key = options.keys[action]
    local wanted = action ~= "menu" or require("beamcoder.menu").engine(options.menu) == "native"
    if key and wanted then
      vim.keymap.set("i", key, function()
        if not require("beamcoder")[action]() and not is_odd(key) then
          api.nvim_feedkeys(vim.keycode(key), "ni", false) -- before what was typed since
        end
      end, { buffer = bufnr, desc = "Beamcoder: " .. description })
    end
  end
end

return M
