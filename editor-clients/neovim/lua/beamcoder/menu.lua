--- The completion menu: Neovim's own, or that of nvim-cmp or blink.cmp, which ask every LSP client
--- by themselves and need nothing from us.

local api = vim.api

local M = {}

local LETTERS = vim.split("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_", "")

--- The completion plugin that is there, if any.
---@return "nvim-cmp"|"blink.cmp"|nil
function M.plugin()
  for name, module in pairs({ ["nvim-cmp"] = "cmp", ["blink.cmp"] = "blink.cmp" }) do
    local file = "lua/" .. module:gsub("%.", "/") .. "/init.lua"
    if package.loaded[module] or #api.nvim_get_runtime_file(file, false) > 0 then
      return name
    end
  end
end

---@param menu beamcoder.MenuOptions
---@return "native"|"off"
function M.engine(menu)
  if menu.engine == "auto" then
    return M.plugin() and "off" or "native"
  end
  return menu.engine
end

--- All of an item goes in: Neovim 0.11 takes its text up to the first blank, so of a line one word,
--- and nothing of what begins with its indentation. A line is called one: LSP has no such kind.
---@param item table lsp.CompletionItem
local function convert(item)
  local is_line = item.data and item.data.isLine
  return { word = item.textEdit and item.textEdit.newText, kind = is_line and "Line" or nil }
end

--- Whether any menu is on the screen.
function M.is_open()
  if vim.fn.pumvisible() == 1 then
    return true
  end
  local cmp, blink = package.loaded["cmp"], package.loaded["blink.cmp"]
  return (cmp ~= nil and cmp.visible()) or (blink ~= nil and blink.is_visible())
end

---@param client vim.lsp.Client
---@param bufnr integer
---@param menu beamcoder.MenuOptions
function M.start(client, bufnr, menu)
  if M.engine(menu) == "off" then
    return
  end
  if menu.autotrigger then -- the server has none of its own, not to slow another Java server
    client.server_capabilities.completionProvider.triggerCharacters = LETTERS
  end
  if not api.nvim_get_option_info2("completeopt", {}).was_set then
    vim.bo[bufnr].completeopt = "menuone,noselect,popup" -- Vim's own inserts the first item unasked
  end
  local how = { autotrigger = true, convert = convert }
  vim.lsp.completion.enable(true, client.id, bufnr, how)
  -- After Neovim's own, which brings the imports.
  api.nvim_create_autocmd("CompleteDone", {
    group = api.nvim_create_augroup("beamcoder.menu." .. bufnr, {}),
    buffer = bufnr,
    callback = function()
      local of = vim.tbl_get(vim.v.completed_item, "user_data", "nvim", "lsp", "client_id")
      if of == client.id and vim.v.event.reason == "accept" then
        require("beamcoder.closers").retype(bufnr)
      end
    end,
  })
end

return M
