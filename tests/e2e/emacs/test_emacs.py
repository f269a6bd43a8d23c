"""Emacs with eglot, set up by `beamcoder setup`: it starts the server and completes by it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.editors

ROOT: Final = Path(__file__).resolve().parents[3]
EMACS: Final = ROOT / ".cache/editors/emacs-30/run"
SOLUTION: Final = """\
import java.util.Scanner;

public class Cups {
    public static void main(String[] args) {
        Scanner scanner = new Scanner(System.in);
        int n = scan
    }
}
"""
# What a user does: open the file, go behind the half word, press the key that completes.
SESSION: Final = """\
(require 'project)
(find-file "Cups.java")
(unless eglot--managed-mode
  (eglot--connect '(java-mode) (project-current t) 'eglot-lsp-server
                  (alist-get '(java-mode java-ts-mode) eglot-server-programs nil nil #'equal)
                  '("java")))
(dotimes (_ 600) (unless (eglot-managed-p) (accept-process-output nil 0.1)))
(message "managed: %s" (eglot-managed-p))
(search-forward "int n = scan")
(let* ((found (eglot-completion-at-point)) (items (all-completions "scan" (nth 2 found))))
  (message "offered: %s" (length items))
  (message "first: %s" (car items)))
(completion-at-point)
(message "line: %s" (string-trim (thing-at-point 'line t)))
"""


def test_eglot_completes(tmp_path: Path) -> None:
    if not EMACS.exists():
        sentence = "no Emacs with eglot here: run bash tests/e2e/install_neovim.sh"
        if os.environ.get("BEAMCODER_REQUIRE_EDITORS") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    (tmp_path / "Cups.java").write_text(SOLUTION, encoding="utf-8")
    (tmp_path / "session.el").write_text(SESSION, encoding="utf-8")
    (tmp_path / ".emacs.d").mkdir()
    git = shutil.which("git")
    assert git is not None
    subprocess.run([git, "init", "-q", str(tmp_path)], check=True)
    environment = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    setup = [sys.executable, "-m", "beamcoder", "setup", "emacs", "--program", str(EMACS)]
    subprocess.run(setup, env=environment, check=True)
    done = subprocess.run(
        [EMACS, "-Q", "--batch", "-l", ".emacs.d/init.el", "-l", "session.el"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    said = dict(line.split(": ", 1) for line in done.stderr.splitlines() if ": " in line)
    assert said.get("managed") == "t", done.stderr
    assert int(said["offered"]) > 0, done.stderr
    assert said["first"].startswith("scan")
    assert said["line"].startswith("int n = scanner"), done.stderr
