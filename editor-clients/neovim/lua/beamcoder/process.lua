--- The server's process: found, listened to, and started again when it falls.

local messages = require("beamcoder.messages")

local M = {}

-- Seconds before each new start; after the last one we give up. One that ran for a minute is well.
M.BACK_OFF_S = { 0.5, 1, 2, 4, 8 }
local WELL_AFTER_S = 60

local n_falls = 0
local started_at = 0
local stopping = false

--- The clone of Beamcoder that this file belongs to, wherever it is linked from.
local function clone()
  local file = vim.uv.fs_realpath(debug.getinfo(1, "S").source:sub(2))
  return file and vim.fn.fnamemodify(file, ":h:h:h:h:h") or ""
end

--- The commands that `beamcoder setup` has written down, the likeliest first.
local function set_up()
  local home, folder = vim.env.HOME or "", vim.env.XDG_STATE_HOME or ""
  if vim.fn.has("win32") == 1 then
    folder = vim.env.LOCALAPPDATA or ""
  elseif folder == "" then
    local parts = vim.fn.has("mac") == 1 and { "Library", "Application Support" }
      or { ".local", "state" }
    folder = vim.fs.joinpath(home, unpack(parts))
  end
  local file = io.open(vim.fs.joinpath(folder, "beamcoder", "setup.json"))
  if not file then
    return {}
  end
  local read, record = pcall(vim.json.decode, file:read("*a"))
  file:close()
  return read and type(record) == "table" and type(record.commands) == "table" and record.commands
    or {}
end

--- Where `beamcoder` is looked for, the active environment first.
local function places()
  local found = {}
  for _, variable in ipairs({ "VIRTUAL_ENV", "CONDA_PREFIX" }) do
    if vim.env[variable] then
      table.insert(found, vim.fs.joinpath(vim.env[variable], "bin", "beamcoder"))
      table.insert(found, vim.fs.joinpath(vim.env[variable], "Scripts", "beamcoder.exe"))
    end
  end
  table.insert(found, "beamcoder")
  table.insert(found, vim.fs.joinpath(vim.env.HOME or "", ".local", "bin", "beamcoder"))
  table.insert(found, vim.fs.joinpath(clone(), ".venv", "bin", "beamcoder"))
  return found
end

--- The command line of the server, or nil and why there is none.
---@param cmd string[] what the user has named; empty if nothing
---@return string[]?, string?
function M.find(cmd)
  if cmd[1] then
    if vim.fn.executable(cmd[1]) == 1 then
      return cmd
    end
    return nil, ("the command `%s` cannot be run"):format(cmd[1])
  end
  for _, command in ipairs(set_up()) do
    local program = type(command) == "table" and command[1]
    if type(program) == "string" and vim.fn.executable(program) == 1 then
      return vim.list_extend(vim.deepcopy(command), { "serve" })
    end
  end
  for _, place in ipairs(places()) do
    if vim.fn.executable(place) == 1 then
      return { vim.fn.exepath(place), "serve" }
    end
  end
  return nil, "no command `beamcoder` was found"
end

--- It ended although nobody told it to: begin again, later each time, and at last no more.
---@param why string
---@param start_again fun()
local function fell(why, start_again)
  if os.time() - started_at > WELL_AFTER_S then
    n_falls = 0
  end
  n_falls = n_falls + 1
  local wait_s = M.BACK_OFF_S[n_falls]
  if not wait_s then
    messages.complain(messages.FELL:format(n_falls, why))
    return
  end
  vim.lsp.log.info("beamcoder: the server stopped,", why, "starting again in", wait_s, "s")
  vim.defer_fn(start_again, wait_s * 1000)
end

---@class beamcoder.Ears
---@field answered fun(params: table, result: table?): table? what is made of ghost text
---@field start_again fun()

---@param argv string[]
---@param dispatchers vim.lsp.rpc.Dispatchers
---@param start_again fun()
---@return fun() answered to be called when the server has answered for the first time
local function watch_exit(argv, dispatchers, start_again)
  local on_exit, has_answered = dispatchers.on_exit, false
  dispatchers.on_exit = function(code, signal)
    local why = signal ~= 0 and ("signal " .. signal) or ("exit code " .. code)
    vim.schedule(function()
      local in_order = has_answered and code == 0 and signal == 0
      if stopping or in_order or vim.v.exiting ~= vim.NIL then
        return
      elseif has_answered then
        fell(why, start_again)
      else
        messages.complain(messages.FOREIGN:format(table.concat(argv, " "), why))
      end
    end)
    on_exit(0, 0) -- what there is to say has been said
  end
  return function()
    has_answered = true
  end
end

--- Start it, as `cmd` of `vim.lsp.config`: with an ear on its end and on what it answers.
---@param argv string[]
---@param dispatchers vim.lsp.rpc.Dispatchers
---@param ears beamcoder.Ears
---@return vim.lsp.rpc.PublicClient
function M.start(argv, dispatchers, ears)
  stopping, started_at = false, os.time()
  local answered = watch_exit(argv, dispatchers, ears.start_again)
  local rpc = vim.lsp.rpc.start(argv, dispatchers)
  local request = rpc.request
  rpc.request = function(method, params, callback, ...)
    return request(method, params, function(err, result, ...)
      if method == "initialize" and not err then
        answered()
      elseif method == "textDocument/inlineCompletion" and not err then
        result = ears.answered(params, result)
      end
      return callback(err, result, ...)
    end, ...)
  end
  return rpc
end

--- The next end is wanted.
function M.expect_end()
  stopping, n_falls = true, 0
end

return M
