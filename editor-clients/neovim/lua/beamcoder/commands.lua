--- `:Beamcoder SUBCOMMAND`.

local M = {}

local SUBCOMMANDS = {
  toggle = function()
    require("beamcoder").toggle()
  end,
  restart = function()
    require("beamcoder.server").restart()
  end,
  log = function()
    vim.cmd.tabnew(vim.fn.fnameescape(vim.lsp.log.get_filename()))
    vim.cmd("normal! G")
  end,
}

local function names()
  local found = {}
  for name in pairs(SUBCOMMANDS) do
    table.insert(found, name)
  end
  table.sort(found)
  return found
end

---@return string the names that begin with what is typed are chosen by Vim
function M.complete()
  return table.concat(names(), "\n")
end

---@param arguments string[]
function M.run(arguments)
  local subcommand = SUBCOMMANDS[arguments[1] or ""]
  if not subcommand then
    local known = table.concat(names(), ", ")
    vim.notify("Beamcoder: usage: :Beamcoder " .. known, vim.log.levels.WARN)
  elseif not require("beamcoder").options then
    local mend = 'Beamcoder is not set up: call require("beamcoder").setup{} in your init.lua'
    vim.notify(mend, vim.log.levels.WARN)
  else
    subcommand()
  end
end

return M
