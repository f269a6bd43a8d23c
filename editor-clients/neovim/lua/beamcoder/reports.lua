--- Lines to read, made of what the server answers. Knows nothing of windows.

local M = {}

local function is_given(value)
  return value ~= nil and value ~= vim.NIL
end

local function percent(probability)
  return is_given(probability) and ("%5.1f %%"):format(100 * probability) or "      –"
end

local function ms(value)
  return is_given(value) and ("%.1f ms"):format(value) or "–"
end

local function items(title, found)
  local lines = { ("%-9s%7s  %6s"):format(title, "model", "weight") }
  for _, item in ipairs(found) do
    local figures = ("%s  %s  %6.2f"):format(
      percent(item.probability),
      percent(item.modelProbability),
      item.weight
    )
    table.insert(lines, ("%s  %s"):format(figures, (item.text:gsub("\n", "⏎"))))
  end
  return #found > 0 and lines or { title, "  none" }
end

---@param answer any of beamcoder/explain
---@return string[]
function M.explain(answer)
  if not is_given(answer) then
    return { "Nothing has been asked in this file yet." }
  end
  local place = answer.position
  local lines = {
    ("Answer at line %d, column %d"):format(place.line + 1, place.character + 1),
    "",
  }
  if is_given(answer.reason) then
    table.insert(lines, "No items: " .. answer.reason)
  end
  table.insert(lines, "Ghost text: " .. answer.ghost.why)
  vim.list_extend(lines, { "" })
  vim.list_extend(lines, items("Lines", answer.lines))
  vim.list_extend(lines, items("Tokens", answer.tokens))
  local statement = "Statement: %s, %d words"
  vim.list_extend(lines, {
    "",
    statement:format(answer.statement.origin, answer.statement.words),
    ("Time: %s on %s"):format(ms(answer.timingsMs.total), answer.device),
  })
  return lines
end

local function counts(name, group)
  local shape = "%-8s offered %d, shown %d, accepted %d, partly accepted %d, dismissed %d, kept %d"
  return shape:format(
    name,
    group.offered,
    group.shown,
    group.accepted,
    group.partlyAccepted,
    group.dismissed,
    group.kept
  )
end

---@param answer table of beamcoder/statistics
---@return string[]
function M.statistics(answer)
  local latency = answer.latencyMs
  return {
    is_given(answer.since) and "Counted on this machine since " .. answer.since
      or "Nothing has been counted yet",
    answer.isOn and "" or "Counting is off (setting `statistics`).",
    counts("list", answer.list),
    counts("ghost", answer.ghost),
    ("keys saved %d, typed %d"):format(answer.keysSaved, answer.keysTyped),
    ("latency  p50 %s, p90 %s, p99 %s over %d answers"):format(
      ms(latency.p50),
      ms(latency.p90),
      ms(latency.p99),
      latency.answers
    ),
    "",
    "Only counts are kept, and only here. `beamcoder stats --wipe` deletes them.",
  }
end

--- The nodes below each, likeliest first, and the one that has nothing above.
local function as_tree(nodes)
  local children, root = {}, nil
  for _, node in ipairs(nodes) do
    children[node.id] = children[node.id] or {}
    if is_given(node.parent) then
      children[node.parent] = children[node.parent] or {}
      table.insert(children[node.parent], node)
    else
      root = node
    end
  end
  for _, below in pairs(children) do
    table.sort(below, function(a, b)
      return a.logProbability > b.logProbability
    end)
  end
  return children, root
end

--- Pieces that nothing branches off from stand in one row.
---@param answer table of beamcoder/beam
---@return string[]
function M.beam(answer)
  local children, root = as_tree(answer.nodes)
  if not root then
    return { "There was no search for the last answer." }
  end
  local lines = { "probability of the row, log-probability of its path; ◀ a finished line" }
  local function walk(node, above, indent)
    local texts = { node == root and "┬" or node.text }
    while #children[node.id] == 1 and not node.isLine do
      node = children[node.id][1]
      table.insert(texts, node.text)
    end
    local probability = math.exp(node.logProbability - above)
    local shape = "%s %7.2f  %s%s%s"
    local text, finished = table.concat(texts, " "), node.isLine and "  ◀" or ""
    table.insert(
      lines,
      shape:format(percent(probability), node.logProbability, indent, text, finished)
    )
    for _, child in ipairs(children[node.id]) do
      walk(child, node.logProbability, indent .. "│ ")
    end
  end
  walk(root, 0, "")
  return lines
end

---@param answer table of beamcoder/statement
---@return string[]
function M.statement(answer)
  local origin = ("Statement: %s, %d words"):format(answer.origin, answer.words)
  return vim.list_extend({ origin, "" }, vim.split(answer.text, "\n", { plain = true }))
end

---@param answer table of beamcoder/status
---@return string[]
function M.status(answer)
  local model = "none"
  if is_given(answer.model) then
    local millions = answer.model.parameters / 1e6
    model = ("%s, %.1f M parameters"):format(answer.model.name, millions)
  end
  local lines = {
    ("Server %s: %s"):format(answer.version, answer.state),
    ("Model: %s, on %s"):format(model, answer.device),
    "Last answer: " .. ms(answer.lastLatencyMs),
  }
  if answer.message ~= "" then
    table.insert(lines, answer.message)
  end
  return lines
end

return M
