--- What `setup` takes: the fields, a default each, and how each is checked.
--- A bad option becomes a sentence and the default; nothing here touches the editor.

---@class beamcoder.GhostTextOptions
---@field enabled boolean ghost text at all
---@field engine "auto"|"native"|"extmarks" auto: vim.lsp.inline_completion where there is one
---@field debounce_ms integer extmarks only: so long after a key the server is asked
---@field with_menu boolean show it while a completion menu is open, too

---@class beamcoder.MenuOptions
---@field engine "auto"|"native"|"off" auto: Neovim's own unless nvim-cmp or blink.cmp is there
---@field autotrigger boolean native only: open at each letter of a name, not on the key alone

---@class beamcoder.KeyOptions false maps nothing
---@field accept string|false
---@field accept_word string|false
---@field accept_line string|false
---@field next string|false
---@field previous string|false
---@field dismiss string|false
---@field menu string|false

---@class beamcoder.Options
---@field cmd string[] command line of the server; empty: found in the active environment or on PATH
---@field filetypes string[]
---@field root_markers string[] what marks the folder whose Java files are recalled
---@field ghost_text beamcoder.GhostTextOptions
---@field menu beamcoder.MenuOptions
---@field keys beamcoder.KeyOptions
---@field settings table<string, any> settings of the server, which checks them itself

---@class beamcoder.options.Leaf
---@field default any
---@field wanted string ends the sentence "NAME must be ..."
---@field check fun(value: any): boolean

local M = {}

local function leaf(default, wanted, check)
  return { leaf = true, default = default, wanted = wanted, check = check }
end

local function switch(default)
  return leaf(default, "true or false", function(value)
    return type(value) == "boolean"
  end)
end

local function choice(default, ...)
  local allowed = { ... }
  return leaf(default, "one of " .. table.concat(allowed, ", "), function(value)
    return vim.tbl_contains(allowed, value)
  end)
end

local function strings(default)
  return leaf(default, "a list of strings", function(value)
    if type(value) ~= "table" or not vim.islist(value) then
      return false
    end
    return vim.iter(value):all(function(each)
      return type(each) == "string"
    end)
  end)
end

local function key(default)
  return leaf(default, "a key such as <C-l>, or false", function(value)
    return value == false or (type(value) == "string" and value ~= "")
  end)
end

local function whole_number(default, low, high)
  return leaf(default, ("a whole number from %d to %d"):format(low, high), function(value)
    return type(value) == "number" and value % 1 == 0 and value >= low and value <= high
  end)
end

local SPEC = {
  cmd = strings({}),
  filetypes = strings({ "java" }),
  root_markers = strings({ ".git" }),
  ghost_text = {
    enabled = switch(true),
    engine = choice("auto", "auto", "native", "extmarks"),
    debounce_ms = whole_number(40, 0, 5000),
    with_menu = switch(false),
  },
  menu = {
    engine = choice("auto", "auto", "native", "off"),
    autotrigger = switch(false),
  },
  keys = {
    accept = key("<C-l>"),
    accept_word = key("<M-w>"),
    accept_line = key("<M-l>"),
    next = key("<M-n>"),
    previous = key("<M-p>"),
    dismiss = key("<C-]>"),
    menu = key("<C-Space>"),
  },
  settings = leaf({}, "a table of the server's settings", function(value)
    return type(value) == "table" and (vim.tbl_isempty(value) or not vim.islist(value))
  end),
}

local function written(value)
  local text = vim.inspect(value, { newline = " ", indent = "" })
  return #text <= 60 and text or text:sub(1, 60) .. "…"
end

---@param node table
---@param given any
---@param name string the option's name so far, with a dot at its end unless empty
---@param complaints string[]
local function read(node, given, name, complaints)
  if node.leaf then
    if given == nil or node.check(given) then
      return vim.deepcopy(given == nil and node.default or given)
    end
    local sentence = "%s must be %s, not %s; %s is used"
    local option = name:sub(1, -2)
    table.insert(
      complaints,
      sentence:format(option, node.wanted, written(given), written(node.default))
    )
    return vim.deepcopy(node.default)
  end
  if given ~= nil and type(given) ~= "table" then
    local option = name == "" and "what setup is given" or name:sub(1, -2)
    table.insert(complaints, ("%s must be a table, not %s"):format(option, written(given)))
    given = nil
  end
  given = given or {}
  for each in vim.spairs(given) do
    if not node[each] then
      local known = table.concat(vim.fn.sort(vim.tbl_keys(node)), ", ")
      table.insert(complaints, ("%s%s is no option; there are %s"):format(name, each, known))
    end
  end
  local values = {}
  for each, below in vim.spairs(node) do
    values[each] = read(below, given[each], name .. each .. ".", complaints)
  end
  return values
end

--- The options that hold, and a sentence for each one that is bad.
---@param given any what the user gave to `setup`
---@return beamcoder.Options, string[]
function M.read(given)
  local complaints = {}
  return read(SPEC, given, "", complaints), complaints
end

return M
