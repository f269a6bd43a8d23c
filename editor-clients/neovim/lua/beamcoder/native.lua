--- Ghost text by `vim.lsp.inline_completion`, from Neovim 0.12 on: it asks, waits and paints.

local api = vim.api

local M = {}

--- Where Neovim paints it; asking for a namespace by name gives the one that is there.
M.namespace = api.nvim_create_namespace("nvim.lsp.inline_completion")
M.counter_highlight = "ComplHintMore"

function M.available()
  return vim.lsp.inline_completion ~= nil
end

---@param client vim.lsp.Client
---@param bufnr integer
function M.start(client, bufnr)
  -- Neovim takes either a buffer or a client for a filter. The buffer, so that a toggle of the
  -- user's for one buffer works as Neovim's manual says.
  vim.lsp.inline_completion.enable(true, { bufnr = bufnr })
end

---@param bufnr integer
function M.stop(bufnr)
  vim.lsp.inline_completion.enable(false, { bufnr = bufnr })
end

---@param bufnr integer
---@param count integer
function M.step(bufnr, count)
  vim.lsp.inline_completion.select({ bufnr = bufnr, count = count })
end

---@param bufnr integer
function M.hide(bufnr)
  api.nvim_buf_clear_namespace(bufnr, M.namespace, 0, -1)
end

--- Nothing to do: Neovim paints the rest when the cursor has moved.
function M.repaint() end

return M
