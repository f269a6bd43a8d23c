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

---@param client vim.lsp.Client
---@param bufnr integer
---@param event "shown"|"accepted"|"partlyAccepted"|"dismissed"
---@param id any the server's name for the item; nothing is told of one that has none
function M.feedback(client, bufnr, event, id)
  local method = "beamcoder/feedback"
  if id == nil or not M.supports(client, method) then
    return
  end
  local document = { uri = vim.uri_from_bufnr(bufnr) }
  client:notify(method, { textDocument = document, event = event, id = id })
end

return M
