"""Problem id of a file, from its path or from an address in its text.

    problem_of("charles-wangkai/codeforces", "1409/A/Main.java", text, note)  -> "1409A"

Ids: Codeforces "1409A" (gym contests "gym102697A"), AtCoder "abc034_a", others with the judge's
name: "boj:1406", "uva:10061", "codechef:MUFFINS3", "leetcode:1343" or "leetcode:two-sum",
"kattis:veci", "spoj:MINUS", "hackerrank:slug". None when nothing says it.

A path rule counts for the sources it names only: the same digits mean a contest here and a round
there. Knows nothing of statements or splits.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final


@dataclass(frozen=True, slots=True)
class PathRule:
    """`source` is a pattern of names; the groups of `path` fill `form`."""

    source: str
    path: re.Pattern[str]
    form: str


def _rule(source: str, path: str, form: str) -> PathRule:
    return PathRule(source, re.compile(path), form)


_CODEFORCES: Final = "{contest}{index}"
_ATCODER: Final = "{contest}_{index}"
_INDEX: Final = r"(?P<index>[A-Za-z]\d?)"

# One line a source and form; the sources table's notes say the same in words.
PATH_RULES: tuple[PathRule, ...] = (
    _rule("charles-wangkai/codeforces", rf"(?:^|/)(?P<contest>\d+)/{_INDEX}/", _CODEFORCES),
    _rule("charles-wangkai/leetcode", r"(?:^|/)(?P<slug>[a-z0-9-]+)/[^/]+$", "leetcode:{slug}"),
    _rule("charles-wangkai/codechef", r"(?:^|/)(?P<code>[A-Z0-9_]+)/[^/]+$", "codechef:{code}"),
    _rule("charles-wangkai/hackerrank", r"^(?P<slug>[a-z0-9-]+)/", "hackerrank:{slug}"),
    _rule("charles-wangkai/atcoder", r"^(?P<contest>[a-z0-9-]+)_(?P<index>\w+)/", _ATCODER),
    _rule("Darknez07/*", r"/(?P<index>[A-Z]\d)_(?P<contest>\d{3,4})\.java$", _CODEFORCES),
    _rule("Darknez07/*", r"/(?P<index>[A-Z])(?P<contest>\d{1,4})(?:_\d+)?\.java$", _CODEFORCES),
    _rule("AlbertHambardzumyan/*", rf"Problem_(?P<contest>\d+){_INDEX}\.java$", _CODEFORCES),
    _rule("kushalagrawal176/*", rf"^\d+/(?P<contest>\d+){_INDEX}/", _CODEFORCES),
    _rule("VaHiX/*", rf"/(?P<contest>\d+)_{_INDEX}_[^/]*$", _CODEFORCES),
    _rule("luke-nguyen990/*", rf"codeforces_0*(?P<contest>\d+){_INDEX}[^/]*$", _CODEFORCES),
    _rule("luke-nguyen990/*", r"leetcode_0*(?P<n>\d+)_", "leetcode:{n}"),
    _rule("pareronia/*", r"/gym/_(?P<contest>\d+)/_?(?P<index>\w+)/", "gym{contest}{index}"),
    _rule("pareronia/*", rf"/_0*(?P<contest>\d+)/{_INDEX}/", _CODEFORCES),
    _rule(
        "tmwilliamlin168/*",
        rf"^Codeforces/0*(?P<contest>\d+){_INDEX}(?:\(\d\))?\.java$",
        _CODEFORCES,
    ),
    _rule("gdut-yy/*", rf"codeforces.*/p(?P<contest>\d+)/Main{_INDEX}\.java$", _CODEFORCES),
    _rule("gdut-yy/*", rf"/CF0*(?P<contest>\d+){_INDEX}[^/]*$", _CODEFORCES),
    _rule("gdut-yy/*", r"/(?P<contest>(?:Abc|Arc|Agc)\d+)_?(?P<index>[a-z]\d?)\.java$", _ATCODER),
    _rule("gdut-yy/*", r"/Solution(?P<n>\d+)\w*\.java$", "leetcode:{n}"),
    _rule("manoj-inukolunu/*", rf"/codeforces/.*/c(?P<contest>\d+)/{_INDEX}\.java$", _CODEFORCES),
    _rule(
        "manoj-inukolunu/*",
        r"/codeforces/junior/.*/(?P<index>[A-Z])(?P<contest>\d{1,4})\.java$",
        _CODEFORCES,
    ),
    _rule("manoj-inukolunu/*", r"/leetcode/.*/LC(?P<n>\d+)\w*\.java$", "leetcode:{n}"),
    _rule("prituladima/*", rf"/C_(?P<contest>\d+)_{_INDEX}\.java$", _CODEFORCES),
    _rule(
        "prituladima/*",
        r"/contest(?P<contest>\d+)/(?:Task)?(?P<index>[A-Z]\d?)(?![a-z])[^/]*\.java$",
        _CODEFORCES,
    ),
    _rule(
        "Senpat/*",
        r"^CodeForces/(?:Misc|Practice|Problem)[^/]*/.*?(?P<index>[A-Z])(?P<contest>\d{1,4})"
        r"[a-z]?\.java$",
        _CODEFORCES,
    ),
    _rule("danielsun3164/*", r"/(?P<contest>(?:abc|arc|agc)\d+)/Problem(?P<index>[A-Z])", _ATCODER),
    _rule("hiuchida/*", r"/(?P<contest>(?:abc|arc|agc)\d+)[/_](?P<index>[a-z])/", _ATCODER),
    _rule(
        "nirvanarsc/*",
        r"/atcoder/(?P<series>beginner|regular|grand)[^/]*/\w+?_(?P<contest>\d+)/"
        r"(?P<index>[A-Z])\d?\.java$",
        "{series}{contest}_{index}",
    ),
    _rule("nirvanarsc/*", r"/leetcode/.*/P_(?P<n>\d+)\w*\.java$", "leetcode:{n}"),
    _rule("niyaznigmatullin/*", r"Codeforces_0*(?P<contest>\d+)/(?P<index>[A-Z])", _CODEFORCES),
    _rule("javadev/*", r"/s0*(?P<n>\d+)_\w+/", "leetcode:{n}"),
    _rule("doocs/leetcode", r"(?:^|/)solution/[^/]+/0*(?P<n>\d+)\.[^/]+/", "leetcode:{n}"),
    _rule("walkccc/*", r"(?:^|/)0*(?P<n>\d+)\. [^/]+/", "leetcode:{n}"),
    _rule("fishercoder1534/*", r"/_(?P<n>\d+)\.java$", "leetcode:{n}"),
    _rule("minuk8932/*", r"/Boj(?P<n>\d+)[^/]*\.java$", "boj:{n}"),
    _rule("lms0806/*", r"(?:^|/)(?P<n>\d+)\.java$", "boj:{n}"),
    _rule("HyeonBin2379/*", r"/Exercise0*(?P<n>\d+)\w*\.java$", "boj:{n}"),
    _rule("DDing77/*", r"/(?:BOJ_)?0*(?P<n>\d+)/src/", "boj:{n}"),
    _rule("nahwasa/*", r"/BOJ_0*(?P<n>\d+)[^/]*\.java$", "boj:{n}"),
    _rule("SJ70/*", r"/_0*(?P<n>\d+)\w*\.java$", "boj:{n}"),
    _rule("AhmadElsagheer/UVa-Solutions", r"_UVa0*(?P<n>\d+)[^/]*\.java$", "uva:{n}"),
    _rule("sfmunera/*", r"/UVa0*(?P<n>\d+)[^/]*\.java$", "uva:{n}"),
    _rule("PuzzlesLab/UVA", r"/(?:uva|UVA_?)?0*(?P<n>\d{3,5})[^/\d][^/]*\.java$", "uva:{n}"),
    _rule("PuzzlesLab/UVA", r"/(?:uva|UVA_?)0*(?P<n>\d{3,5})\.java$", "uva:{n}"),
    _rule("muzir/codechef", r"/(?P<code>[A-Z][A-Z0-9_]+)\.java$", "codechef:{code}"),
    _rule("SudhanshuSingh6/*", r"^CodeChef/(?P<code>[A-Z][A-Z0-9_]+)\.java$", "codechef:{code}"),
    _rule("lagodiuk/spoj", r"/(?P<code>[A-Z][A-Z0-9]+)(?:_[^/]*)?\.java$", "spoj:{code}"),
    _rule("santirvs/Kattis", r"/(?P<slug>[A-Za-z0-9]+)(?:_[^/]*)?\.java$", "kattis:{slug}"),
    _rule("darrinmwiley/*", r"(?:^|/)(?P<slug>[A-Za-z0-9]+)\.java$", "kattis:{slug}"),
    _rule("olasundell/kattis", r"main/java/(?P<slug>[A-Za-z0-9]+)\.java$", "kattis:{slug}"),
)

# Forms that several authors share. The id stands in a file's name: after "CF", alone, at the end,
# with the letter first; or the contest is a folder, and the problem another in it.
_MARKED: Final = (
    rf"(?:^|/)(?:[Cc][Ff]|[Cc]ode[Ff]orces|CP_|Problem)_?0*(?P<contest>\d{{1,4}})_?{_INDEX}"
    r"(?![A-Za-z0-9])[^/]*\.java$"
)
_PLAIN: Final = rf"(?:^|/)P?0*(?P<contest>\d{{1,4}})_?{_INDEX}(?![A-Za-z0-9])[^/]*\.java$"
_AT_END: Final = rf"(?<!\d)(?P<contest>\d{{2,4}}){_INDEX}\.java$"
_LETTER_FIRST: Final = r"(?:^|/)(?P<index>[A-I])(?P<contest>\d{3,4})\.java$"
_FOLDERS: Final = rf"(?:^|/)0*(?P<contest>\d{{1,4}})/{_INDEX}(?: - [^/]*/[^/]*)?\.java$"
_ABC: Final = r"(?:^|/)(?P<contest>(?i:abc|arc|agc)\d+)[/_]?(?P<index>[A-Za-z]\d?)(?:_\w*)?\.java$"

PATH_RULES += tuple(
    _rule(f"{owner}/*", path, form)
    for form, path, owners in (
        (_CODEFORCES, _MARKED, "69-LoVeRGuY sushistack 007kevin luisligunas Dhiraj137"),
        (_CODEFORCES, _MARKED, "kaulmesanyam sdkiet SujitAmin PulkitAg13"),
        (_CODEFORCES, _PLAIN, "anilvedala Mit-Ak bhaskar18332 iAhmadGad onekokun"),
        (_CODEFORCES, _AT_END, "himanshi695 shiiijo San2021331091"),
        (_CODEFORCES, _LETTER_FIRST, "Sumit-kumar99 AdiletSaparbay"),
        (
            _CODEFORCES,
            _FOLDERS,
            "akshatkotecha ayushtiwari18 ChakravarthiRepalle01 ClaretWheel1481",
        ),
        (_ATCODER, _ABC, "hamadu haruki57 bill-li1 satake0916 007kevin"),
    )
    for owner in owners.split()
) + (_rule("mohitdtumce/*", rf"/C0*(?P<contest>\d{{1,4}}){_INDEX}\.java$", _CODEFORCES),)

# Addresses in comments. The first one counts: later ones are mostly references.
_ADDRESSES: Final = (
    (
        re.compile(
            r"codeforces\.(?:com|ml)/(?:contest/(?P<contest>\d+)/problem/(?P<index>[A-Za-z]\d?)"
            r"|problemset/problem/(?P<contest2>\d+)/(?P<index2>[A-Za-z]\d?))\b"
        ),
        _CODEFORCES,
    ),
    (
        re.compile(r"codeforces\.com/gym/(?P<contest>\d+)/problem/(?P<index>\w+)"),
        "gym{contest}{index}",
    ),
    (re.compile(r"atcoder\.jp/contests/[\w-]+/tasks/(?P<contest>\w+)_(?P<index>\w+)"), _ATCODER),
    (re.compile(r"acmicpc\.net/problem/(?P<n>\d+)"), "boj:{n}"),
    (re.compile(r"leetcode\.com/problems/(?P<slug>[a-z0-9-]+)"), "leetcode:{slug}"),
    (re.compile(r"codechef\.com/(?:[\w-]+/)?problems/(?P<code>\w+)"), "codechef:{code}"),
    (re.compile(r"kattis\.com/(?:contests/\w+/)?problems/(?P<slug>\w+)"), "kattis:{slug}"),
    (re.compile(r"spoj\.com/problems/(?P<code>\w+)"), "spoj:{code}"),
    (re.compile(r"hackerrank\.com/(?:[\w/-]+/)?challenges/(?P<slug>[\w-]+)"), "hackerrank:{slug}"),
)
_CODEFORCES_ID: Final = re.compile(r"\d{1,4}[A-Z]\d?\Z")
_SERIES: Final = {"beginner": "abc", "regular": "arc", "grand": "agc"}


def problem_of(source: str, path: str, text: str, note: str = "") -> str | None:
    """The problem's id, from the path, else the text, else a readme next to it."""
    for rule in PATH_RULES:
        if fnmatchcase(source, rule.source) and (found := rule.path.search(path)):
            return _filled(rule.form, found.groupdict())
    return problem_in_text(text) or problem_in_text(note)


def problem_in_text(text: str) -> str | None:
    """The id of the first problem address in a text."""
    best: tuple[int, str] | None = None
    for pattern, form in _ADDRESSES:
        found = pattern.search(text)
        if found and (best is None or found.start() < best[0]):
            best = found.start(), _filled(form, found.groupdict())
    return best[1] if best else None


def is_codeforces(problem: str | None) -> bool:
    return problem is not None and _CODEFORCES_ID.match(problem) is not None


def _filled(form: str, groups: dict[str, str | None]) -> str:
    values = {name.rstrip("2"): value for name, value in groups.items() if value is not None}
    if form == _CODEFORCES:
        return f"{int(values['contest'])}{values['index'].upper()}"
    if "contest" in values and "_" in form:
        series = _SERIES.get(values.get("series", ""), "")
        contest = values["contest"].lower()
        return f"{_padded(series + contest)}_{values['index'].lower()}"
    for name in ("n", "slug"):
        if name in values:
            values[name] = str(int(values[name])) if name == "n" else values[name].lower()
    return form.format(**values)


def _padded(contest: str) -> str:
    """AtCoder writes abc34 as abc034."""
    found = re.fullmatch(r"(abc|arc|agc)(\d+)", contest)
    return f"{found[1]}{int(found[2]):03d}" if found else contest
