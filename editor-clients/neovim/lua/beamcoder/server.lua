--- The language client: one server for all buffers, through `vim.lsp.config`.

local api = vim.api
local messages = require("beamcoder.messages")
local process = require("beamcoder.process")

local M = {}

M.NAME = "beamcoder"

--- What the server said of itself last, as PROTOCOL.md has it; nil before it said anything.
---@type { state: "loading"|"ready"|"failed", message: string }?
M.last_status = nil

---@return vim.lsp.Client?
function M.client()
  return vim.lsp.get_clients({ name = M.NAME })[1]
end

local function start_again()
  if not vim.lsp.is_enabled or vim.lsp.is_enabled(M.NAME) then
    vim.lsp.enable(M.NAME)
  end
end

---@return beamcoder.Ears
local function ears()
  return {
    start_again = start_again,
    -- Only where one types now can anything be shown. A buffer without a name has an address, too,
    -- but none that leads back to it.
    answered = function(params, result)
      local client, bufnr = M.client(), api.nvim_get_current_buf()
      if not client or params.textDocument.uri ~= vim.uri_from_bufnr(bufnr) then
        return { items = {} }
      end
      return require("beamcoder.ghost").answer(client, bufnr, result)
    end,
  }
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

local function check_age(client)
  local experimental = client.server_capabilities.experimental
  if type(experimental) ~= "table" or not experimental.beamcoder then
    local info = client.server_info or {}
    messages.complain(messages.OLD:format(info.version or "unknown"))
  end
end

---@param options beamcoder.Options
local function on_attach(client, bufnr, options)
  check_age(client)
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
  ours.experimental = { beamcoder = { blockReady = true, statusChanged = true } }
  ours.textDocument.inlineCompletion = ours.textDocument.inlineCompletion
    or { dynamicRegistration = false }
  return ours
end

---@param options beamcoder.Options
function M.enable(options)
  watch(options)
  messages.forget()
  local argv
  local settings = vim.tbl_isempty(options.settings) and vim.empty_dict() or options.settings
  vim.lsp.config(M.NAME, {
    cmd = function(dispatchers)
      M.last_status = nil
      return process.start(argv, dispatchers, ears())
    end,
    filetypes = options.filetypes,
    capabilities = capabilities(),
    handlers = {
      ["beamcoder/blockReady"] = function(_, place)
        require("beamcoder.ghost").grown(place)
      end,
      ["beamcoder/statusChanged"] = function(_, status)
        M.last_status = status
        vim.cmd.redrawstatus()
      end,
    },
    init_options = settings,
    settings = { beamcoder = settings },
    reuse_client = function(client, config)
      return client.name == config.name
    end,
    -- Neovim starts the server when this calls back, and not where it does not.
    root_dir = function(bufnr, start)
      local why
      argv, why = process.find(options.cmd)
      if argv then
        start(vim.fs.root(bufnr, options.root_markers))
      else
        messages.complain(messages.NOT_FOUND:format(why))
      end
    end,
  })
  vim.lsp.enable(M.NAME)
end

--- Stop the server, if it runs, and start it anew with what holds now.
function M.restart()
  messages.forget()
  process.expect_end()
  local client = M.client()
  if client then
    client:stop(true)
  end
  vim.wait(2000, function()
    return M.client() == nil
  end, 20)
  start_again()
end

local SIGNS = { loading = "beamcoder…", ready = "beamcoder", failed = "beamcoder!" }

---@param bufnr integer
---@return string
function M.status(bufnr)
  local client = vim.lsp.get_clients({ name = M.NAME, bufnr = bufnr, _uninitialized = true })[1]
  if not client then
    return ""
  end
  return SIGNS[M.last_status and M.last_status.state or ""]
    or (client.initialized and "beamcoder" or "beamcoder…")
end

return M
