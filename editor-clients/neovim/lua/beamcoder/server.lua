--- The server: found, started through `vim.lsp.config`, started again when it falls, one for all
--- buffers.

local api = vim.api

local M = {}

M.NAME = "beamcoder"
--- The oldest server that answers what this plugin asks.
M.OLDEST = { 0, 2, 0 }

-- Seconds before each new start; after the last one we give up. One that ran for a minute is well.
local BACK_OFF_S = { 0.5, 1, 2, 4, 8 }
local WELL_AFTER_S = 60

local NOT_FOUND = "Beamcoder: %s, so there are no completions. Install it with `pip install beamcoder`, or "
  .. "name it in setup{ cmd = { ... } }; then :Beamcoder restart. See :help beamcoder-install"
local GAVE_UP = "Beamcoder: the server stopped %d times in a row (%s). Look at :Beamcoder log, run "
  .. "`beamcoder doctor`, then :Beamcoder restart"
local OLD = "Beamcoder: the server is version %s, this plugin needs %s. Run `pip install --upgrade beamcoder`, "
  .. "then :Beamcoder restart"
local FOREIGN = "Beamcoder: %s is not a Beamcoder server that answers (%s). Look at setup{ cmd = ... } and at "
  .. ":checkhealth beamcoder"

local n_falls = 0
local started_at = 0
local stopping = false
local said = {} ---@type table<string, true> each complaint is made once

local function complain(message)
  if not said[message] then
    said[message] = true
    vim.notify(message, vim.log.levels.WARN)
  end
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
  for _, place in ipairs(places()) do
    if vim.fn.executable(place) == 1 then
      return { vim.fn.exepath(place), "serve" }
    end
  end
  return nil, "no command `beamcoder` was found"
end

---@return vim.lsp.Client?
function M.client()
  return vim.lsp.get_clients({ name = M.NAME })[1]
end

local function start_again()
  if vim.lsp.is_enabled and vim.lsp.is_enabled(M.NAME) then
    vim.lsp.enable(M.NAME)
  end
end

--- A server that ended although nobody told it to: begin again, later each time, and at last stop.
local function fell(why)
  if os.time() - started_at > WELL_AFTER_S then
    n_falls = 0
  end
  n_falls = n_falls + 1
  local wait_s = BACK_OFF_S[n_falls]
  if not wait_s then
    complain(GAVE_UP:format(n_falls, why))
    return
  end
  vim.lsp.log.info("beamcoder: the server stopped,", why, "starting again in", wait_s, "s")
  vim.defer_fn(start_again, wait_s * 1000)
end

--- The transport, with two ears: what is answered to requests for ghost text, and the end.
---@param argv string[]
---@param dispatchers vim.lsp.rpc.Dispatchers
local function transport(argv, dispatchers)
  local on_exit = dispatchers.on_exit
  stopping = false
  started_at = os.time()
  local initialized = false
  dispatchers.on_exit = function(code, signal)
    local why = signal ~= 0 and ("signal " .. signal) or ("exit code " .. code)
    local asked_for = stopping or vim.v.exiting ~= vim.NIL
    if not asked_for then
      vim.schedule(function()
        if initialized then
          fell(why)
        else
          complain(FOREIGN:format(table.concat(argv, " "), why))
        end
      end)
    end
    on_exit(0, 0) -- what there is to say has been said
  end
  local rpc = vim.lsp.rpc.start(argv, dispatchers)
  local request = rpc.request
  rpc.request = function(method, params, callback, ...)
    local heard = callback
    if method == "initialize" then
      heard = function(err, result, ...)
        initialized = err == nil
        return callback(err, result, ...)
      end
    elseif method == "textDocument/inlineCompletion" then
      heard = function(err, result, ...)
        local client = M.client()
        if client and not err then
          local bufnr = vim.uri_to_bufnr(params.textDocument.uri)
          result = require("beamcoder.ghost").answer(client, bufnr, result)
        end
        return callback(err, result, ...)
      end
    end
    return request(method, params, heard, ...)
  end
  return rpc
end

--- One server for all folders: a model is loaded once. A new folder is told to the one that runs.
local function tell_folder(client, bufnr)
  local root = vim.fs.root(bufnr, require("beamcoder").options.root_markers)
  local known = vim.tbl_map(function(folder)
    return folder.name
  end, client.workspace_folders or {})
  if root and not vim.tbl_contains(known, root) then
    local added = { { uri = vim.uri_from_fname(root), name = root } }
    client.workspace_folders = vim.list_extend(client.workspace_folders or {}, added)
    local event = { added = added, removed = {} }
    client:notify("workspace/didChangeWorkspaceFolders", { event = event })
  end
end

local function check_version(client)
  local info = client.server_info or {}
  local found = vim.version.parse(info.version or "", { strict = false })
  if info.name == M.NAME and found and vim.version.lt(found, M.OLDEST) then
    complain(OLD:format(info.version, table.concat(M.OLDEST, ".")))
  end
end

---@param options beamcoder.Options
local function on_attach(client, bufnr, options)
  check_version(client)
  tell_folder(client, bufnr)
  if client:supports_method("textDocument/completion", bufnr) then
    require("beamcoder.menu").start(client, bufnr, options.menu)
  end
  if
    options.ghost_text.enabled and client:supports_method("textDocument/inlineCompletion", bufnr)
  then
    require("beamcoder.ghost").start(client, bufnr)
  end
  require("beamcoder.keys").start(bufnr, options)
end

--- Neovim tells the server of a new name only when the file is written; until then it would ask
--- about a file that the server does not know.
local function renamed(bufnr, old_uri)
  local client, uri = M.client(), vim.uri_from_bufnr(bufnr)
  if not client or not client.attached_buffers[bufnr] or uri == old_uri then
    return
  end
  client:notify("textDocument/didClose", { textDocument = { uri = old_uri } })
  client:notify("textDocument/didOpen", {
    textDocument = {
      uri = uri,
      languageId = vim.bo[bufnr].filetype,
      version = vim.lsp.util.buf_versions[bufnr] or 0,
      text = M.text_of(bufnr),
    },
  })
end

--- The buffer as the server has it, with the line ends of its file.
---@return string
function M.text_of(bufnr)
  local newline = ({ dos = "\r\n", mac = "\r" })[vim.bo[bufnr].fileformat] or "\n"
  local text = table.concat(api.nvim_buf_get_lines(bufnr, 0, -1, true), newline)
  return vim.bo[bufnr].endofline and text .. newline or text
end

---@param options beamcoder.Options
local function watch(options)
  local group = api.nvim_create_augroup("beamcoder", {})
  api.nvim_create_autocmd("LspAttach", {
    group = group,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == M.NAME then
        on_attach(client, event.buf, options)
      end
    end,
  })
  api.nvim_create_autocmd("LspDetach", {
    group = group,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == M.NAME then
        require("beamcoder.ghost").stop(event.buf)
      end
    end,
  })
  api.nvim_create_autocmd("BufWipeout", {
    group = group,
    callback = function(event)
      require("beamcoder.offers").forget(event.buf)
    end,
  })
  local old_uris = {}
  api.nvim_create_autocmd("BufFilePre", {
    group = group,
    callback = function(event)
      old_uris[event.buf] = vim.uri_from_bufnr(event.buf)
    end,
  })
  api.nvim_create_autocmd("BufFilePost", {
    group = group,
    callback = function(event)
      renamed(event.buf, old_uris[event.buf])
    end,
  })
end

--- What the editor can do, with positions in UTF-16 as every Java server counts: Neovim warns of
--- two servers in a buffer that count differently.
local function capabilities()
  local ours = vim.lsp.protocol.make_client_capabilities()
  ours.general.positionEncodings = { "utf-16" }
  ours.textDocument.inlineCompletion = ours.textDocument.inlineCompletion
    or { dynamicRegistration = false }
  return ours
end

---@param options beamcoder.Options
function M.enable(options)
  watch(options)
  said, n_falls = {}, 0
  local argv
  local settings = vim.tbl_isempty(options.settings) and vim.empty_dict() or options.settings
  vim.lsp.config(M.NAME, {
    cmd = function(dispatchers)
      return transport(argv, dispatchers)
    end,
    filetypes = options.filetypes,
    capabilities = capabilities(),
    init_options = settings,
    settings = { beamcoder = settings },
    reuse_client = function(client, config)
      return client.name == config.name
    end,
    -- Neovim starts the server when this calls back, and not where it does not.
    root_dir = function(bufnr, start)
      local why
      argv, why = M.find(options.cmd)
      if argv then
        start(vim.fs.root(bufnr, options.root_markers))
      else
        complain(NOT_FOUND:format(why))
      end
    end,
  })
  vim.lsp.enable(M.NAME)
end

--- Stop the server, if it runs, and start it anew with what holds now.
function M.restart()
  said, n_falls, stopping = {}, 0, true
  local client = M.client()
  if client then
    client:stop(true)
  end
  vim.wait(2000, function()
    return M.client() == nil
  end, 20)
  start_again()
end

---@param bufnr integer
---@return string
function M.status(bufnr)
  local client = vim.lsp.get_clients({ name = M.NAME, bufnr = bufnr, _uninitialized = true })[1]
  if not client then
    return ""
  end
  return client.initialized and "beamcoder" or "beamcoder…"
end

return M
