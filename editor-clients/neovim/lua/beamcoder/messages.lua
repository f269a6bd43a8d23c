--- What can be wrong, one sentence each, with the mend.

local M = {}

M.NOT_FOUND = "Beamcoder: %s, so there are no completions. Install it (`python3 -m venv .venv && "
  .. ".venv/bin/pip install .` in the clone of Beamcoder) or name it in setup{ cmd = { ... } }; "
  .. "then :Beamcoder restart"
M.FELL = "Beamcoder: the server stopped %d times in a row (%s). Run `beamcoder doctor` in a terminal, "
  .. "look at :Beamcoder log, then :Beamcoder restart"
M.OLD = "Beamcoder: the server (version %s) is older than this plugin, so some of it will not work. "
  .. "Upgrade it (`.venv/bin/pip install .` in a newer clone of Beamcoder), then :Beamcoder restart"
M.FOREIGN = "Beamcoder: `%s` ended before it answered (%s); it may be no Beamcoder server. Look at "
  .. "setup{ cmd = ... } and :checkhealth beamcoder"

local said = {} ---@type table<string, true>

--- Warn; of the same thing once only.
---@param sentence string
function M.complain(sentence)
  if not said[sentence] then
    said[sentence] = true
    vim.notify(sentence, vim.log.levels.WARN)
  end
end

--- What was complained of may have been mended: say it anew if not.
function M.forget()
  said = {}
end

return M
