"""The step of a wheel that brings the editors' clients along; all else stands in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from beamcoder.setup.clients import pack  # noqa: E402  a build has no path to what it builds


class BuildWithClients(build_py):
    """An editable install reads `editor-clients` where it lies."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            pack(ROOT / "editor-clients", Path(self.build_lib) / "beamcoder" / "setup" / "clients")


setup(cmdclass={"build_py": BuildWithClients})
