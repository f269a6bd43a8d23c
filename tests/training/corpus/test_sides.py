"""What is held out stays out: copies, problems, authors, and the problems that are reserved."""

from pathlib import Path
from typing import Any

from beamcoder.training.corpus.splits import Split


def test_copies_go_and_the_first_stays(tmp_path: Path, mirror: Any) -> None:
    near = mirror.program("alpha").replace("alpha7 = in.nextInt()", "alpha7 = in.nextByte()")
    other = mirror.program("alpha", "/* a comment and */\n\n   // space")
    root = mirror.place
    mirror.write(
        root / "ann+one", {"A.java": mirror.program("alpha"), "B.java": other, "C.java": near}
    )
    mirror.write(root / "bob+two", {"A.java": near, "Z.java": mirror.program("zeta")})
    built = mirror.build({"ann/one": "MIT", "bob/two": "MIT"})
    assert built.paths("train") == ["ann/one:A.java", "bob/two:Z.java"]
    assert built.report["sources"]["ann/one"]["dropped"] == {
        "exact duplicate": 1,
        "near duplicate": 1,
    }


def test_of_copies_on_two_sides_the_held_out_one_stays(tmp_path: Path, mirror: Any) -> None:
    root = mirror.place
    near = mirror.program("tau").replace("tau7 = in.nextInt()", "tau7 = in.nextByte()")
    mirror.write(
        root / "ann+one",
        {"A.java": mirror.program("tau"), "B.java": near, "C.java": mirror.program("phi")},
    )
    mirror.write(root / "tess+code", {"T.java": mirror.program("tau")})
    mirror.write(
        root / "val+code", {"T.java": mirror.program("tau"), "V.java": mirror.program("phi")}
    )
    built = mirror.build({"ann/one": "MIT", "tess/code": "MIT", "val/code": "MIT"})
    assert built.paths("train") == []
    assert built.paths("validation") == ["val/code:V.java"]
    assert built.paths("test") == ["tess/code:T.java"]
    assert built.report["sources"]["ann/one"]["dropped"] == {
        "copy of a held-out or reserved file": 3
    }


def address(problem: str) -> str:
    return f"// https://codeforces.com/contest/{problem[:-1]}/problem/{problem[-1]}"


def test_no_problem_and_no_author_on_two_sides(tmp_path: Path, mirror: Any) -> None:
    root = mirror.place

    def solving(prefix: str, *ids: str) -> dict[str, str | bytes]:
        return {
            f"{one}.java": mirror.program(f"{prefix}{i}x", address(one))
            for i, one in enumerate(ids)
        }

    mirror.write(root / "ann+one", solving("a", "1A", "2A", "3A", "4A", "5A", "6A"))
    # Copies of the reserved 5A and the held-out 1A, without an address, must go as well.
    mirror.write(
        root / "ann+two", {"X.java": mirror.program("a4x"), "Y.java": mirror.program("a0x")}
    )
    mirror.write(root / "bob+two", solving("b", "3A", "6A"))
    mirror.write(root / "cid+two", solving("c", "3A"))
    mirror.write(root / "tess+code", solving("t", "1A", "3A", "5A"))
    mirror.write(root / "val+code", solving("v", "1A", "2A", "5A"))
    names = ["ann/one", "ann/two", "bob/two", "cid/two", "tess/code", "val/code"]
    reserved = mirror.write(tmp_path, {"reserved.txt": "# ids\n5A\n"}) / "reserved.txt"
    built = mirror.build(dict.fromkeys(names, "MIT"), reserved=reserved)

    assert [line["problem"] for line in built.lines("test")] == ["1A", "5A"]  # 3A: 3 train files
    assert [line["reserved"] for line in built.lines("test")] == [False, True]
    assert [line["problem"] for line in built.lines("validation")] == ["2A"]
    assert built.paths("train") == [
        *(f"ann/one:{one}.java" for one in ("3A", "4A", "6A")),
        *(f"bob/two:{one}.java" for one in ("3A", "6A")),
        "cid/two:3A.java",
    ]
    authors = [{line["author"] for line in built.lines(split)} for split in Split]
    assert not authors[0] & authors[1] | authors[0] & authors[2] | authors[1] & authors[2]


CATALOGUE = """
{"result": {"problems": [
  {"contestId": 800, "index": "A", "name": "Voltage Keepsake"},
  {"contestId": 800, "index": "B", "name": "Volatile Kite"},
  {"contestId": 801, "index": "A", "name": "Vicious Keyboard"}]},
 "contests": [{"id": 800, "name": "Codeforces Round 409 (Div. 1)"},
  {"id": 801, "name": "Codeforces Round 409 (Div. 2)"}]}
"""


def test_a_catalogue_finds_reserved_problems_by_title_and_round(
    tmp_path: Path, mirror: Any
) -> None:
    root = mirror.write(tmp_path, {"list.json": CATALOGUE, "reserved.txt": "800A\n"}) / "mirror"
    paths = ["VoltageKeepsake", "codeforces/round_409/div1/A", "Codeforces Round #409 (Div. 2)/B"]
    paths += ["codeforces/VolatileKite", "codeforces/Mystery", "leetcode/Mystery2"]
    files = {f"{path}.java": mirror.program(f"p{i}q") for i, path in enumerate(paths)}
    mirror.write(root / "ann+one", files)
    options = {"reserved": tmp_path / "reserved.txt", "catalogue": (tmp_path / "list.json",)}
    built = mirror.build({"ann/one": "MIT"}, **options)
    assert {line["path"]: line["problem"] for line in built.lines("train")} == {
        "codeforces/VolatileKite.java": "800B",
        "leetcode/Mystery2.java": None,
    }
    assert built.report["sources"]["ann/one"]["dropped"] == {
        "Codeforces program of an unknown problem": 1,
        "reserved problem": 3,  # 801B is the second division's name of 800A
    }


def test_statements_are_joined_by_problem(tmp_path: Path, mirror: Any) -> None:
    root = mirror.place
    mirror.write(
        root / "ann+one",
        {
            "1A.java": mirror.program("a", address("1A")),
            "2A.java": mirror.program("b", address("2A")),
        },
    )
    mirror.write(root / "doocs+leetcode" / "solution" / "0000" / "0001.Two Sum", {
        "Solution.java": mirror.program("two"),
        "README_EN.md": "---\nx: y\n---\n<p>Find <b>two</b> numbers.</p>\n## Solutions\nHash.",
    })  # fmt: skip
    mirror.write(
        root / "far+texts" / "0-999", {"1/problemA.txt": "Add $a$ and $b$." + " long" * 2000}
    )
    built = mirror.build({"ann/one": "MIT", "doocs/leetcode": "MIT", "far/texts": "statements"})
    joined = [(line["problem"], line["statement"]) for line in built.lines("train")]
    assert joined == [("1A", "1A"), ("2A", None), ("leetcode:1", "leetcode:1")]
    texts = {line["key"]: line["text"] for line in built.lines("statements")}
    assert texts["leetcode:1"] == "Find two numbers."
    assert texts["1A"].startswith("Add a and b. long")
    assert len(texts["1A"]) <= 4000
