--- Beamcoder in Neovim: `require("beamcoder").setup{}` and what keys can be bound to.
---
--- The work is done by the server, `beamcoder serve`; this shows what it says. See
--- `:help beamcoder`.

local M = {}

--- What holds since `setup`; nil before it, or where Neovim is too old.
---@type beamcoder.Options?
M.options = nil

local TOO_OLD = "Beamcoder needs Neovim 0.11 or newer, and this is %s, so nothing was set up. Get a "
  .. "newer one from https://neovim.io, or use Beamcoder in another editor"

local function version()
  local found = vim.version and vim.version() or { major = 0, minor = 0, patch = 0 }
  return ("%d.%d.%d"):format(found.major, found.minor, found.patch)
end

--- Start Beamcoder for the buffers of its file types; a second call sets it up anew.
---@param given? table see |beamcoder-options|; everything has a default
function M.setup(given)
  if vim.fn.has("nvim-0.11") == 0 then
    vim.notify(TOO_OLD:format(version()), vim.log.levels.WARN)
    return
  end
  local options, complaints = require("beamcoder.options").read(given)
  M.options = options
  if #complaints > 0 then
    local message = "Beamcoder: setup: " .. table.concat(complaints, "\nBeamcoder: setup: ")
    vim.notify(message, vim.log.levels.WARN)
  end
  require("beamcoder.server").enable(options)
end

--- Each takes what is shown as ghost text and returns false where nothing is shown.
function M.accept()
  return require("beamcoder.ghost").accept("all")
end

function M.accept_word()
  return require("beamcoder.ghost").accept("word")
end

function M.accept_line()
  return require("beamcoder.ghost").accept("line")
end

function M.next()
  return require("beamcoder.ghost").step(1)
end

function M.previous()
  return require("beamcoder.ghost").step(-1)
end

--- Take it off the screen; the same is not offered again on this line.
function M.dismiss()
  return require("beamcoder.ghost").dismiss()
end

--- Open the completion menu at the cursor.
function M.menu()
  vim.lsp.completion.get()
  return true
end

--- Turn ghost text off or on, in all buffers, until the next call.
function M.toggle()
  require("beamcoder.ghost").toggle()
end

--- For a status line: "beamcoder", "beamcoder…" while the model is loaded, "beamcoder!" where it
--- could not be, "" where there is no server.
---@return string
function M.status()
  return M.options and require("beamcoder.server").status(0) or ""
end

return M
