--- Ghost text by extmarks, for Neovim 0.11, which has no `vim.lsp.inline_completion`, and for who
--- does not want to wait its 200 ms after each key.

local api = vim.api
local offers = require("beamcoder.offers")

local METHOD = "textDocument/inlineCompletion"
local AUTOMATIC = 2 -- InlineCompletionTriggerKind, as LSP 3.18 numbers it

---@class beamcoder.extmarks.State
---@field client vim.lsp.Client
---@field group integer
---@field index integer of the item that is shown, from 1
---@field timer? uv.uv_timer_t
---@field request? integer

local M = {}

M.namespace = api.nvim_create_namespace("beamcoder.ghost_text")
M.counter_highlight = "BeamcoderGhostCounter"

---@type table<integer, beamcoder.extmarks.State?>
local states = {}

function M.available()
  return true
end

---@param bufnr integer
function M.hide(bufnr)
  api.nvim_buf_clear_namespace(bufnr, M.namespace, 0, -1)
end

local function forget_question(state)
  if state.timer then
    state.timer:stop()
    state.timer:close()
    state.timer = nil
  end
  if state.request then
    state.client:cancel_request(state.request)
    state.request = nil
  end
end

--- Paint what is left of the chosen item right of the cursor, or nothing if it does not fit.
---@param bufnr integer
---@param counter? boolean say which one of how many it is
function M.repaint(bufnr, counter)
  M.hide(bufnr)
  local state, offer = states[bufnr], offers.get(bufnr)
  local row, col = offers.cursor(bufnr)
  if not state or not offer or row ~= offer.row or col < offer.col then
    return
  end
  local typed = offers.line(bufnr, row):sub(offer.col + 1, col)
  local text = offer.items[state.index].text
  if #typed >= #text or not vim.startswith(text, typed) then
    return
  end
  local chunks = vim.tbl_map(function(line)
    return { { line, "BeamcoderGhost" } }
  end, vim.split(text:sub(#typed + 1), "\n", { plain = true }))
  if counter then
    local hint = (" (%d/%d)"):format(state.index, #offer.items)
    table.insert(chunks[#chunks], { hint, M.counter_highlight })
  end
  api.nvim_buf_set_extmark(bufnr, M.namespace, row, col, {
    virt_text = chunks[1],
    virt_text_pos = "inline",
    virt_lines = vim.list_slice(chunks, 2),
    hl_mode = "combine",
  })
end

---@param bufnr integer
local function ask(bufnr)
  local state = states[bufnr]
  if not state or api.nvim_get_current_buf() ~= bufnr or state.client:is_stopped() then
    return
  end
  forget_question(state)
  local params = vim.lsp.util.make_position_params(0, state.client.offset_encoding)
  params.context = { triggerKind = AUTOMATIC }
  local _, request = state.client:request(METHOD, params, function(err)
    state.request = nil
    if not err and vim.startswith(api.nvim_get_mode().mode, "i") then
      state.index = 1
      M.repaint(bufnr)
    end
  end, bufnr)
  state.request = request
end

local function ask_soon(bufnr, debounce_ms)
  local state = states[bufnr]
  M.repaint(bufnr)
  forget_question(state)
  state.timer = vim.defer_fn(function()
    state.timer = nil
    ask(bufnr)
  end, debounce_ms)
end

---@param client vim.lsp.Client
---@param bufnr integer
---@param debounce_ms integer
function M.start(client, bufnr, debounce_ms)
  api.nvim_set_hl(0, "BeamcoderGhost", { default = true, link = "NonText" })
  api.nvim_set_hl(0, "BeamcoderGhostCounter", { default = true, link = "MoreMsg" })
  local group = api.nvim_create_augroup("beamcoder.extmarks." .. bufnr, {})
  states[bufnr] = { client = client, group = group, index = 1 }
  api.nvim_create_autocmd({ "InsertEnter", "CursorMovedI", "TextChangedP" }, {
    group = group,
    buffer = bufnr,
    callback = function()
      ask_soon(bufnr, debounce_ms)
    end,
  })
  api.nvim_create_autocmd("InsertLeave", {
    group = group,
    buffer = bufnr,
    callback = function()
      forget_question(states[bufnr])
      M.hide(bufnr)
    end,
  })
end

---@param bufnr integer
function M.stop(bufnr)
  local state = states[bufnr]
  if state then
    forget_question(state)
    api.nvim_del_augroup_by_id(state.group)
    states[bufnr] = nil
    M.hide(bufnr)
  end
end

---@param bufnr integer
---@param count integer
function M.step(bufnr, count)
  local state, offer = states[bufnr], offers.get(bufnr)
  if state and offer then
    state.index = (state.index - 1 + count) % #offer.items + 1
    M.repaint(bufnr, true)
  end
end

return M
