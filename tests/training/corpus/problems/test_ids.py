"""Problem ids: from paths, addresses, titles and rounds."""

from pathlib import Path

import pytest

from beamcoder.errors import CorpusError
from beamcoder.training.corpus.problems.catalogue import Catalogue, Identity, read_catalogue
from beamcoder.training.corpus.problems.ids import is_codeforces, problem_of
from beamcoder.training.corpus.statements import read_statements
from beamcoder.training.corpus.tree import MAX_READ_BYTES


@pytest.mark.parametrize(
    ("source", "path", "problem"),
    [
        ("charles-wangkai/codeforces", "1409/A/Main.java", "1409A"),
        ("charles-wangkai/codeforces", "acmsguru/100/Main.java", None),
        ("charles-wangkai/atcoder", "abc094_a/Main.java", "abc094_a"),
        ("charles-wangkai/codechef", "MUFFINS3/Main.java", "codechef:MUFFINS3"),
        ("charles-wangkai/leetcode", "two-sum/Solution.java", "leetcode:two-sum"),
        ("Darknez07/Codeforces-sol", "A/A1359_1.java", "1359A"),
        ("Darknez07/Codeforces-sol", "D/D1_1419.java", "1419D1"),
        ("Senpat/x", "CodeForces/Miscellaneous Problems/dp/D474b.java", "474D"),
        ("Senpat/x", "CodeForces/Contest/Round #549 (Div 2)/C549.java", None),  # a round
        ("prituladima/codeforces", "archive/contests/contest1013/TaskC.java", "1013C"),
        ("prituladima/codeforces", "archive/contests/contest1068/EMultiezh.java", "1068E"),
        ("AlbertHambardzumyan/x", "problems/src/problem_581/Problem_581A.java", "581A"),
        ("VaHiX/CodeForces", "Java/ByRound/2000/2000_D_Right_Left.java", "2000D"),
        ("luke-nguyen990/x", "practice/codeforces_0151A.java", "151A"),
        ("pareronia/codeforces", "a/_1234/b2/Main.java", "1234B2"),
        ("pareronia/codeforces", "a/gym/_102697/_007/Main.java", "gym102697007"),
        ("kushalagrawal176/codeforces-spark", "1000/118B/main.java", "118B"),
        ("gdut-yy/leetcode-hub-java", "codeforces/p1832/CF1832D2.java", "1832D2"),
        ("gdut-yy/leetcode-hub-java", "atcoder/c291/Abc291_b.java", "abc291_b"),
        ("manoj-inukolunu/x", "src/com/codeforces/junior/B/B518.java", "518B"),
        ("danielsun3164/atcoder.java", "src/abc/abc001_050/abc034/ProblemB.java", "abc034_b"),
        ("hiuchida/atcoder", "java/novisteps/07Q/abc072_b/Main.java", "abc072_b"),
        ("hiuchida/atcoder", "java/abc0bx/abc032/d/Main03.java", "abc032_d"),
        ("nirvanarsc/x", "Java/atcoder/beginner_0_99/abc_69/D.java", "abc069_d"),
        ("javadev/LeetCode-in-Java", "g2501_2600/s2544_alternating/Solution.java", "leetcode:2544"),
        ("doocs/leetcode", "solution/0300-0399/0334.Triplet/Solution.java", "leetcode:334"),
        ("minuk8932/x", "src/math/Boj9471.java", "boj:9471"),
        ("nahwasa/x", "01400/BOJ_1406.java", "boj:1406"),
        ("DDing77/x", "14001~16000/14652/src/Main.java", "boj:14652"),
        ("AhmadElsagheer/UVa-Solutions", "v100/HowMany_UVa10061.java", "uva:10061"),
        ("PuzzlesLab/UVA", "King/00307 Sticks.java", "uva:307"),
        ("akshatkotecha/CP", "1869/A - Make It Zero/solution.java", "1869A"),
        ("ClaretWheel1481/x", "Java/1760/A.java", "1760A"),
        ("007kevin/cp-java", "src/cf1743d.java", "1743D"),
        ("007kevin/cp-java", "src/abc081a.java", "abc081_a"),
        ("007kevin/cp-java", "src/uva10453.java", None),
        ("Dhiraj137/CF-Questions", "CP_1976A.java", "1976A"),
        ("SujitAmin/CodeForces", "src/CodeForces455A.java", "455A"),
        ("sushistack/Algorithm", "src/B2580.java", None),  # another judge's
        ("iAhmadGad/codeforces", "Java/P266B.java", "266B"),
        ("bhaskar18332/CodeForces", "318A.java", "318A"),
        ("bhaskar18332/CodeForces", "318Apples.java", None),
        ("San2021331091/x", "0100-0199/Quantity_Of_Strings_150B.java", "150B"),
        ("AdiletSaparbay/Codeforces", "A443.java", "443A"),
        ("mohitdtumce/x", "Codeforces/C538B.java", "538B"),
        ("hamadu/competitive", "arc/arc040/C.java", "arc040_c"),
        ("bill-li1/x", "AtCoder/abc135/abc141_a.java", "abc141_a"),
        ("satake0916/AtCoder", "ABC061/C.java", "abc061_c"),
        ("somebody/else", "1409/A/Main.java", None),  # the digits could mean anything
    ],
)
def test_ids_from_paths(source: str, path: str, problem: str | None) -> None:
    assert problem_of(source, path, "") == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("// http://codeforces.com/problemset/problem/476/B", "476B"),
        ("/* codeforces.com/contest/1003/problem/a */", "1003A"),
        ("// https://codeforces.com/gym/102697/problem/007", "gym102697007"),
        ("// https://atcoder.jp/contests/abc034/tasks/abc034_a", "abc034_a"),
        (
            "// https://www.acmicpc.net/problem/1000 see codeforces.com/contest/1/problem/A",
            "boj:1000",
        ),
        ("// https://leetcode.com/problems/two-sum/", "leetcode:two-sum"),
        ("// https://www.codechef.com/START1/problems/FLOW001", "codechef:FLOW001"),
        ("// https://open.kattis.com/problems/veci", "kattis:veci"),
        ("// codeforces.com/contest/1003", None),
    ],
)
def test_ids_from_addresses(text: str, problem: str | None) -> None:
    assert problem_of("a/b", "A.java", text) == problem
    assert problem_of("a/b", "A.java", "", note=text) == problem


def test_codeforces_ids() -> None:
    assert all(map(is_codeforces, ("1A", "1832D2", "2000H")))
    assert not any(map(is_codeforces, (None, "abc034_a", "gym1A", "boj:1000", "1a", "A1")))


LISTS = """
const list = [
  {contestId: 1102, index: "A", name: "Integer Sequence Dividing", tags: ["math"]},
  {"contestId":476,"index":"B","name":"Dreamoon and WiFi"},
  {"contestId":806,"index":"C","name":"Prairie Partition"},
  {"contestId":807,"index":"A","name":"Is it rated?"},
  {"contestId":1348,"index":"D1","name":"Easy"}, {"contestId":1348,"index":"D2","name":"Hard"},
];
const contests = [
  {"id":807,"name":"Codeforces Round #412 (rated, Div. 2, base VK Cup 2017 Round 3)"},
  {"id":806,"name":"Codeforces Round #412 (rated, Div. 1, based on VK Cup 2017 Round 3)"},
  {"id":1102,"name":"Codeforces Round 531 (Div. 3)"}, {"id":379,"name":"Good Bye 2013"},
  {"id":1550,"name":"Educational Codeforces Round 111 (Rated for Div. 2)"},
  {"id":1348,"name":"Codeforces Global Round 7"}, {"id":3,"name":"Codeforces Beta Round 3"},
];
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "list.js").write_text(LISTS, encoding="utf-8")
    named = tmp_path / "named" / "CPP"
    named.mkdir(parents=True)
    (named / "0913_B_Christmas_Spruce.cpp").touch()
    return read_catalogue([tmp_path / "list.js", tmp_path / "named"])


@pytest.mark.parametrize(
    ("path", "problem", "walls"),
    [
        ("DreamoonAndWiFi.java", None, {"476B"}),  # a title, but whose?
        ("codeforces/DreamoonAndWiFi.java", "476B", {"476B"}),
        ("codeforces/ChristmasSpruce.java", "913B", {"913B"}),
        ("2020.06.09 - Codeforces Round #412 (rated, Div. 1, VK)/CPrairie.java", "806C", {"806C"}),
        ("codeforces/Round_412B_Div2.java", "807B", {"806C"}),  # a twin: 806's first listed one
        ("codeforces/round400_499/round_412/A.java", None, {"806A", "807A"}),
        ("CodeForces/Round 531 (Div 3)/A531.java", "1102A", {"1102A"}),
        ("codeforces/educational/edu_111/D.java", "1550D", {"1550D"}),
        ("codeforces/on2020_05_01_Codeforces_Global_Round_7/D__X/TaskD.java", None,
         {"1348D", "1348D1", "1348D2"}),
        ("codeforces/globalround7/B.java", "1348B", {"1348B"}),
        ("archive/2013.12.30 - Codeforces Good Bye 2013/TaskB.java", "379B", {"379B"}),
        ("codeforces/beta_round3/C.java", "3C", {"3C"}),
        ("codeforces/B - Christmas Spruce/solution.java", "913B", {"913B"}),
        ("codeforces/Christmas Spruce/Tree.java", None, set()),
    ],
)  # fmt: skip
def test_ids_from_titles_and_rounds(
    catalogue: Catalogue, path: str, problem: str | None, walls: set[str]
) -> None:
    is_untold = "codeforces" in path.lower() and not walls
    assert catalogue.identify("a/b", path, None) == Identity(problem, frozenset(walls), is_untold)


def test_what_nothing_tells_is_said_to_be_untold(catalogue: Catalogue) -> None:
    assert catalogue.identify("a/codeforces", "Mystery.java", None).is_untold
    assert not catalogue.identify("a/codeforces", "leetcode/Mystery.java", None).is_untold
    assert not catalogue.identify("a/b", "Mystery.java", None).is_untold
    assert catalogue.identify("a/b", "x", "1A") == Identity("1A", frozenset({"1A"}))
    assert Catalogue().identify("a/b", "codeforces/round_412/A.java", "1A").problem == "1A"


def test_a_source_known_for_codeforces_needs_no_such_name(catalogue: Catalogue) -> None:
    identity = catalogue.identify("a/b", "DreamoonAndWiFi.java", None, is_home=True)
    assert identity == Identity("476B", frozenset({"476B"}))
    assert catalogue.identify("a/b", "Mystery.java", None, is_home=True).is_untold
    assert not catalogue.identify("a/b", "leetcode/Mystery.java", None, is_home=True).is_untold
    assert catalogue.is_titled("DreamoonAndWiFi.java") and not catalogue.is_titled("Main.java")


def test_a_list_too_long_to_be_read_whole_is_an_error(tmp_path: Path) -> None:
    """In a folder the rest of it would be passed over without a word."""
    (tmp_path / "problems.json").write_text(LISTS + " " * MAX_READ_BYTES, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"problems\.json .* is too long"):
        read_catalogue([tmp_path])
    assert read_catalogue([tmp_path / "problems.json"]).titles


def test_statements_are_found_by_path(tmp_path: Path) -> None:
    paths = {
        "1000-1999/1600-1699/1622/problemA.txt": "1622A",
        "data/statement/abc111_a/en.md": "abc111_a",
        "_problems/easy/TRIP2.md": "codechef:TRIP2",
        "data/statement/abc111_a/ja.md": None,
    }
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path, encoding="utf-8")
    assert set(read_statements(tmp_path)) == {key for key in paths.values() if key}
