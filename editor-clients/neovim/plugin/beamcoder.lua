vim.api.nvim_create_user_command("Beamcoder", function(call)
  require("beamcoder.commands").run(call.fargs)
end, { nargs = "*", complete = "custom,v:lua.require'beamcoder.commands'.complete" })
