"""Tokens of people: what a file holds of them, and whom it lets in as it changes."""

import json
import os
import stat
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.cli import main
from beamcoder.errors import UsageError
from beamcoder.server.team import people
from beamcoder.server.team.people import MAX_DAYS, People, Person, add, read, revoke

TODAY = date.today()
posix = pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "tokens.json"


def test_a_token_is_its_holders_until_it_is_revoked(file: Path) -> None:
    tokens = {name: add(file, name, TODAY) for name in ("ada", "grace@example.org", "x_1-2.3+4")}
    running = People(file)
    assert [running.holder(token) for token in tokens.values()] == list(tokens)
    revoke(file, "ada")
    assert running.holder(tokens["ada"]) is None and not running.still_admits("ada")
    assert running.holder(tokens["x_1-2.3+4"]) == "x_1-2.3+4"
    again = add(file, "ada", TODAY)
    assert running.holder(again) == "ada" and running.holder(tokens["ada"]) is None


def test_a_server_that_began_without_people_hears_of_them(file: Path) -> None:
    running = People(file)
    assert running.holder("anything") is None
    assert running.holder(add(file, "ada", TODAY)) == "ada"


@pytest.mark.parametrize(("n_days", "is_good"), [(1, True), (90, True), (-1, False)])
def test_a_token_is_good_to_its_last_day(file: Path, n_days: int, is_good: bool) -> None:
    token = add(file, "ada", TODAY - timedelta(days=10), 10 + n_days if is_good else 9)
    assert People(file).still_admits("ada") is is_good
    assert People(file).holder(token) == ("ada" if is_good else None)


@given(st.text())
def test_what_is_no_token_is_nobodys(written: str) -> None:
    person = Person("ada", people.hashed("a token"), f"{TODAY}", f"{TODAY}")
    running = People(Path("there is no such file"))
    running._people = [person]
    assert running.holder(written) is None
    assert running.holder("a token") == "ada"


@posix
def test_the_file_has_no_token_and_is_its_users(file: Path) -> None:
    os.umask(0)
    token = add(file, "ada", TODAY)
    written = file.read_text()
    assert token not in written and people.hashed(token) in written
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["tokens.json"]


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_of_others_lets_nobody_in(file: Path, mode: int) -> None:
    token = add(file, "ada", TODAY)
    running = People(file)
    file.chmod(mode)
    assert running.holder(token) is None and not running.still_admits("ada")
    with pytest.raises(UsageError, match="chmod 600"):
        People(file)
    file.chmod(0o600)
    assert running.holder(token) == "ada"


ENTRY: dict[str, Any] = {
    "name": "ada",
    "sha256": "0" * 64,
    "made": "2026-01-01",
    "expires": "2026-01-01",
}


FORMS = ["", "[]", "null", "[" * 100_000, '{"version": 2, "tokens": []}', '{"version": 1}']
WRONG: list[Any] = [None, [], "x", {}, ENTRY | {"more": 1}, ENTRY | {"name": "a b"}]
WRONG += [ENTRY | {"name": ""}, ENTRY | {"name": 1}, ENTRY | {"sha256": "0"}]
WRONG += [ENTRY | {"expires": "soon"}, ENTRY | {"expires": None}]
FORMS += [json.dumps({"version": 1, "tokens": [each]}) for each in WRONG]


@pytest.mark.parametrize("written", FORMS)
def test_a_broken_file_is_one_sentence(file: Path, written: str) -> None:
    file.parent.mkdir()
    file.write_text(written)
    file.chmod(0o600)
    with pytest.raises(UsageError, match="holds no tokens"):
        People(file)
    with pytest.raises(UsageError, match="holds no tokens"):
        add(file, "grace", TODAY)
    assert file.read_text() == written and len(list(file.parent.iterdir())) == 1


def test_one_change_at_a_time(file: Path) -> None:
    with people.changing(file) as one:
        one.append(Person(**ENTRY))
        with pytest.raises(UsageError, match="somebody else is changing"):
            add(file, "grace", TODAY)
    assert [asdict(each) for each in read(file)] == [ENTRY]


@pytest.mark.parametrize("name", ["", "a b", "a/b", "ä", "the server's token", "x" * 65, "a\n"])
def test_names_that_cannot_be(file: Path, name: str) -> None:
    with pytest.raises(UsageError, match="a name has"):
        add(file, name, TODAY)


@pytest.mark.parametrize("n_days", [0, -1, MAX_DAYS + 1])
def test_days_that_cannot_be(file: Path, n_days: int) -> None:
    with pytest.raises(UsageError, match="days"):
        add(file, "ada", TODAY, n_days)


def test_the_command(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def say(*words: str) -> tuple[int, str, str]:
        code = main(["token", "--tokens", str(file), *words])
        return (code, *capsys.readouterr())

    assert say("list")[1].startswith("nobody has a token")
    code, token, err = say("add", "ada", "--days", "30")
    assert (code, err) == (0, "") and People(file).holder(token.strip()) == "ada"
    assert say("add", "ada")[0] == 2
    assert say("list")[1] == f"ada  until {TODAY + timedelta(days=30)}\n"
    (entry,) = json.loads(say("list", "--json")[1])
    assert entry == {
        "name": "ada",
        "made": f"{TODAY}",
        "expires": f"{TODAY + timedelta(days=30)}",
    }
    assert say("revoke", "ada") == (0, "", "")
    code, _, err = say("revoke", "ada")
    assert code == 2 and "nobody of the name ada" in err
