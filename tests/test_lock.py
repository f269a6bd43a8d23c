"""The lock file holds what pyproject.toml asks for, with sums, and nothing of one machine."""

import re
import tomllib
from typing import Final

from packaging.requirements import Requirement
from packaging.version import Version

from tests.house import ROOT

LOCK: Final = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
UNLOCKED: Final = {"torch"}  # pip takes the build that fits the machine


def locked() -> dict[str, list[Version]]:
    """Name -> the versions that are locked, one for each range of Pythons."""
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^ ;\\]+)", LOCK, re.MULTILINE):
        found.setdefault(name.lower(), []).append(Version(version))
    return found


def test_whatever_the_project_asks_for_is_locked_in_a_version_that_it_allows() -> None:
    extras = PROJECT["optional-dependencies"]
    plain = (*PROJECT["dependencies"], *extras["train"], *extras["team"])
    asked = [Requirement(each) for each in plain]
    asked += [Requirement(each) for each in extras["dev"] if not each.startswith("beamcoder")]
    versions = locked()
    lacking = [
        str(each)
        for each in asked
        if each.name not in UNLOCKED
        and not any(version in each.specifier for version in versions.get(each.name.lower(), ()))
    ]
    assert len(asked) > 20
    assert lacking == []


def test_every_version_has_its_sums_and_none_says_where_it_came_from() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) > 40
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in LOCK and "--index" not in LOCK
