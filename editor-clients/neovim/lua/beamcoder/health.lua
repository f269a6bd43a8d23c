--- `:checkhealth beamcoder`.

local M = {}

local health = vim.health or {}

local function check_editor()
  if vim.fn.has("nvim-0.11") == 0 then
    local start = health.start or health.report_start
    local fail = health.error or health.report_error
    start("beamcoder")
    fail("Neovim 0.11 or newer is needed", { "Install a newer one from https://neovim.io" })
    return false
  end
  health.start("beamcoder: editor")
  local version = tostring(vim.version())
  if require("beamcoder.native").available() then
    health.ok(("Neovim %s, with vim.lsp.inline_completion"):format(version))
  else
    health.ok(("Neovim %s: ghost text by extmarks"):format(version))
  end
  return true
end

local function check_setup(beamcoder)
  if not beamcoder.options then
    health.error("not set up", { 'call require("beamcoder").setup{} in your init.lua' })
    return
  end
  local ghost_text = beamcoder.options.ghost_text
  local engine = require("beamcoder.ghost").engine()
  health.info(ghost_text.enabled and "ghost text: " .. engine or "ghost text: off")
  local menu = require("beamcoder.menu")
  local plugin = menu.plugin()
  if plugin then
    health.info(plugin .. " asks the server itself; see :help beamcoder-menu")
  else
    health.info("menu: " .. menu.engine(beamcoder.options.menu))
  end
  for action, key in vim.spairs(beamcoder.options.keys) do
    health.info(("%s: %s"):format(action, key or "no key"))
  end
end

--- @return string[]? argv
local function check_command(options)
  local argv, why = require("beamcoder.process").find(options.cmd)
  if not argv then
    local install = "`python3 -m venv .venv && .venv/bin/pip install .` in the clone of Beamcoder"
    health.error(why, { install, "or name it in setup{ cmd = { ... } }" })
    return nil
  end
  local ran, done = pcall(function()
    return vim.system({ argv[1], "--version" }, { text = true }):wait(10000)
  end)
  if ran and done.code == 0 then
    health.ok(("%s (%s)"):format(argv[1], vim.trim(done.stdout)))
  else
    local said = ran and vim.trim(done.stderr or "") or done
    health.error(argv[1] .. " does not run: " .. said, { "run `beamcoder doctor` in a terminal" })
  end
  return argv
end

local function check_client()
  local client = require("beamcoder.server").client()
  if not client then
    health.warn("no server runs", { "open a Java file; then :Beamcoder log tells more" })
    return
  end
  local n_buffers = vim.tbl_count(client.attached_buffers)
  health.ok(("server %s runs for %d buffers"):format((client.server_info or {}).version, n_buffers))
  local requests = require("beamcoder.requests")
  if not requests.supports(client, "beamcoder/status") then
    health.warn("the server is old: it has no status to tell", { "upgrade it" })
    return
  end
  local response = client:request_sync("beamcoder/status", vim.empty_dict(), 5000)
  local status = response and response.result
  if not status then
    health.warn("the server does not answer", { ":Beamcoder restart" })
  elseif status.state == "failed" then
    health.error(status.message, { "run `beamcoder doctor` in a terminal" })
  else
    health.ok(table.concat(require("beamcoder.reports").status(status), "; "))
  end
end

function M.check()
  if not check_editor() then
    return
  end
  local beamcoder = require("beamcoder")
  check_setup(beamcoder)
  if beamcoder.options then
    health.start("beamcoder: server")
    if check_command(beamcoder.options) then
      check_client()
    end
  end
end

return M
