--- `:Beamcoder search WORDS`: what the server finds in the open folders, to choose from.

local M = {}

--- Where a result's file has this many parts, its last ones say enough.
local PARTS = 3

---@param hit { path: string, line: integer, kind: string, signature: string, class: string }
local function line_of(hit)
  local parts = vim.split(hit.path, "[/\\]")
  local path = table.concat(parts, "/", math.max(1, #parts - PARTS + 1))
  local owner = hit.class ~= "" and ("  in " .. hit.class) or ""
  return ("%s  %s%s  %s:%d"):format(hit.kind, hit.signature, owner, path, hit.line)
end

---@param hit { uri: string, line: integer }
local function jump(hit)
  local bufnr = vim.uri_to_bufnr(hit.uri)
  vim.bo[bufnr].buflisted = true
  vim.cmd("normal! m'") -- CTRL-O comes back
  vim.api.nvim_win_set_buf(0, bufnr)
  local last = vim.api.nvim_buf_line_count(bufnr)
  vim.api.nvim_win_set_cursor(0, { math.min(hit.line, last), 0 })
  vim.cmd("normal! ^zv")
end

--- What the server says of an answer that may be none; an older server says nothing.
local function doubt_of(answer)
  local doubt = answer.doubt
  return type(doubt) == "table" and doubt.text or nil
end

---@param answer { results: table[], indexed: { units: integer }, doubt: table? }
local function choose(answer)
  if #answer.results == 0 then
    local sentence = "Beamcoder: nothing found in %d functions, classes and uses"
    vim.notify(sentence:format(answer.indexed.units))
    return
  end
  local prompt = doubt_of(answer) and ("Beamcoder: " .. doubt_of(answer)) or "Beamcoder"
  local options = { prompt = prompt, format_item = line_of, kind = "beamcoder_search" }
  vim.ui.select(answer.results, options, function(hit)
    if hit then
      jump(hit)
    end
  end)
end

---@param query? string
function M.search(query)
  if query and query ~= "" then
    require("beamcoder.requests").ask("beamcoder/search", { query = query, count = 30 }, choose)
  end
end

--- Ask the user for the words.
function M.prompt()
  vim.ui.input({ prompt = "Search: " }, M.search)
end

return M
