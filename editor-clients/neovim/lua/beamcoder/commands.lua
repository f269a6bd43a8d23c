--- `:Beamcoder SUBCOMMAND`.

local M = {}

local api = vim.api

--- In a floating window that the next move of the cursor closes.
---@param lines string[]
local function show(lines)
  vim.lsp.util.open_floating_preview(lines, "", {
    wrap = false,
    focus_id = "beamcoder",
    max_width = math.floor(vim.o.columns * 0.9),
    max_height = math.floor(vim.o.lines * 0.7),
  })
end

--- A subcommand that asks the server about the current file and shows the answer.
---@param name string
---@param more? fun(arguments: string[]): table
local function report(name, more)
  return function(arguments)
    local requests = require("beamcoder.requests")
    local params = more and more(arguments) or {}
    params.textDocument = requests.document(api.nvim_get_current_buf())
    requests.ask("beamcoder/" .. name, params, function(answer)
      show(require("beamcoder.reports")[name](answer))
    end)
  end
end

--- `:Beamcoder statement FILE` sets it, `:Beamcoder statement` tells what is in force.
local function statement_of(arguments)
  local file = arguments[2]
  if not file then
    return {}
  end
  return { statement = table.concat(vim.fn.readfile(vim.fn.expand(file)), "\n") }
end

local SUBCOMMANDS = {
  explain = report("explain"),
  beam = report("beam"),
  status = report("status"),
  statistics = report("statistics"),
  statement = report("statement", statement_of),
  search = function(arguments)
    local finder, words = require("beamcoder.finder"), table.concat(arguments, " ", 2)
    if words == "" then
      finder.prompt()
    else
      finder.search(words)
    end
  end,
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

---@return string the names; Vim chooses those that begin with what is typed
function M.complete()
  return table.concat(names(), "\n")
end

---@param arguments string[]
function M.run(arguments)
  local subcommand = SUBCOMMANDS[arguments[1] or ""]
  if not subcommand then
    local known = table.concat(names(), ", ")
    vim.notify("Beamcoder: usage: :Beamcoder with one of " .. known, vim.log.levels.WARN)
  elseif not require("beamcoder").options then
    local mend = 'Beamcoder is not set up: call require("beamcoder").setup{} in your init.lua'
    vim.notify(mend, vim.log.levels.WARN)
  else
    subcommand(arguments)
  end
end

return M
