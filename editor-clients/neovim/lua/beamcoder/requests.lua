--- What the server answers beyond LSP; editor-clients/PROTOCOL.md specifies it. A server that does
--- not name a method among its capabilities is not asked.

local M = {}

---@param client vim.lsp.Client
---@param method string
---@return boolean
function M.supports(client, method)
  local experimental = client.server_capabilities.experimental
  local methods = type(experimental) == "table" and experimental.beamcoder
  return type(methods) == "table" and vim.tbl_contains(methods, method)
end

---@param bufnr integer
function M.document(bufnr)
  return { uri = vim.uri_from_bufnr(bufnr) }
end

---@param client vim.lsp.Client
---@param bufnr integer
---@param params { event: string, id?: string, length?: integer }
function M.feedback(client, bufnr, params)
  local method = "beamcoder/feedback"
  if params.id and M.supports(client, method) then
    params.textDocument = M.document(bufnr)
    client:notify(method, params)
  end
end

--- Ask, and show what comes back; a sentence to the user where that cannot be.
---@param method string
---@param params table
---@param show fun(result: any)
function M.ask(method, params, show)
  local client = require("beamcoder.server").client()
  if not client then
    vim.notify("Beamcoder: no server runs; see :checkhealth beamcoder", vim.log.levels.WARN)
  elseif not M.supports(client, method) then
    local message = "Beamcoder: this server does not know %s; upgrade it (:help beamcoder-install)"
    vim.notify(message:format(method), vim.log.levels.WARN)
  else
    client:request(method, params, function(err, result)
      if err then
        vim.notify("Beamcoder: " .. err.message, vim.log.levels.WARN)
      else
        show(result)
      end
    end)
  end
end

return M
