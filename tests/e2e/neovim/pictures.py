"""Screens of the terminal as pictures, in the folder that BEAMCODER_PICTURES names: docs/pictures.

The screen goes through rich to HTML, and Chromium takes its picture; the cursor, which a terminal
draws by itself, is drawn as a bar.
"""

import os
import shutil
import subprocess
from io import StringIO
from pathlib import Path
from typing import Final

from rich.ansi import AnsiDecoder
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from tests.e2e.neovim.terminal import HEIGHT, ROOT, WIDTH, Neovim

FONT_PX, LINE_PX, PADDING_PX = 15, 20, 16
# The ground of the colour scheme in the pictures; the sixteen colours are hardly used with
# `termguicolors`.
THEME: Final = TerminalTheme(
    (28, 28, 28),
    (188, 188, 188),
    [(7, 8, 13), (255, 192, 185), (179, 246, 192), (252, 224, 148)]
    + [(166, 219, 255), (255, 202, 255), (140, 248, 247), (238, 241, 248)],
)
PAGE: Final = f"""\
<meta charset="utf-8">
<style>
body {{{{ margin: 0; padding: {PADDING_PX}px; background: {{background}}; color: {{foreground}} }}}}
pre {{{{ margin: 0; position: relative; font: {FONT_PX}px/{LINE_PX}px "DejaVu Sans Mono" }}}}
i {{{{ position: absolute; left: {{{{x}}}}ch; top: {{{{y}}}}px; width: 2px; height: {LINE_PX}px;
  background: {{foreground}} }}}}
</style>
<style>span {{{{ padding: 1px 0 2px }}}}</style>
<pre><code style="font-family: inherit">{{code}}</code><i></i></pre>
"""


def keep(neovim: Neovim, name: str) -> None:
    pictures = os.environ.get("BEAMCODER_PICTURES")
    if not pictures:
        return
    x, y = neovim.caret()
    console = Console(record=True, width=WIDTH, file=StringIO(), legacy_windows=False)
    decoder = AnsiDecoder()  # one for all: a colour holds until the next, below the line's end too
    for line in neovim.colours().splitlines():
        console.print(decoder.decode_line(line), soft_wrap=True)
    page = console.export_html(theme=THEME, code_format=PAGE, inline_styles=True)
    page = page.replace("{x}", str(x)).replace("{y}", str(y * LINE_PX))
    shoot(page, neovim.folder, ROOT / pictures / f"{name}.png")


def shoot(page: str, folder: Path, out: Path) -> None:
    chromium = shutil.which("chromium")
    assert chromium is not None, "pictures need Chromium"
    source = folder / "screen.html"
    source.write_text(page, encoding="utf-8")
    width = round(WIDTH * FONT_PX * 0.602) + 2 * PADDING_PX
    height = HEIGHT * LINE_PX + 2 * PADDING_PX
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    options += [f"--user-data-dir={folder / 'chromium'}", f"--window-size={width},{height}"]
    command = [chromium, *options, f"--screenshot={out}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
