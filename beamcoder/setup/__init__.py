"""`beamcoder setup` and `beamcoder doctor`: clients put into editors, and the installation checked.

clients    Clients of editors that come along: in a wheel, or in the checkout
command    `beamcoder setup`: options, and the steps done or said
doctor     `beamcoder doctor`: checks of the installation, each with its mend
extension  Extension for VS Code as one file, built with Node
launch     Command lines that start this installation's server from an editor
neovim     Plugin in Neovim's package folder, and the file that calls its setup
programs   Programs of editors, found on PATH and where installers put them
record     Record of what set-up did on this machine, which editors' clients read
snippets   Snippets in the configuration of Helix, Emacs, Sublime Text and Kate
step       Steps of a set-up: said before they are done, or instead
vscode     Extension in VS Code and the editors made of it
"""
