"""Types that the files around a document declare, for imports and for names that are known.

    own = read_source(lexical(text), "Pair")     package, types for all, imports of one file
    types = SourceTypes((("/x", own),), "/x")    folder and source of each, folder of the document
    types.packages("Pair")                       ["a.b"]: where an import can bring it from
    types.near("a.b")                            what a document of that package sees without one
    types.n_imports("java.util.List")            how many files import it

Only top-level types that stand in a file of their own name count: others may not be there when a
file is compiled by itself. A package without a name is its folder's alone, and nothing is imported
from it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from beamcoder.tokenizer.token import Token

_TYPES: Final = frozenset({"class", "interface", "enum", "record"})
_OPENERS: Final = frozenset("({[")
_CLOSERS: Final = frozenset(")}]")


class SourceSummary(NamedTuple):
    """What one file gives to others: `name` is its public type, "" for none."""

    package: str
    name: str
    is_public: bool
    imports: tuple[str, ...]


NO_SUMMARY: Final = SourceSummary("", "", False, ())


def read_source(tokens: Sequence[Token], stem: str) -> SourceSummary:
    """Of the lexical tokens of a file, whose name without its ending is `stem`."""
    texts = [token.text for token in tokens]
    package, imports = "", list[str]()
    depth, start = 0, 0
    for at, text in enumerate(texts):
        depth += (text in _OPENERS) - (text in _CLOSERS)
        if text == ";" and not depth:
            statement, start = texts[start:at], at + 1
            if statement[:1] == ["package"]:
                package = "".join(statement[1:])
            elif statement[:1] == ["import"] and statement[1:2] != ["static"]:
                imports.append("".join(statement[1:]))
        elif not depth and text == stem and at and texts[at - 1] in _TYPES:
            return SourceSummary(package, stem, "public" in texts[start:at], tuple(imports))
        elif text == "}" and not depth:
            start = at + 1
    return SourceSummary(package, "", False, tuple(imports))


@dataclass(frozen=True)
class SourceTypes:
    """Of all files but the document that lies in `folder`."""

    files: tuple[tuple[str, SourceSummary], ...] = ()
    folder: str = ""

    @cached_property
    def importable(self) -> Set[str]:
        """The simple names of what an import can bring."""
        return self._packages.keys()

    @cached_property
    def _packages(self) -> Mapping[str, list[str]]:
        found = defaultdict[str, Counter[str]](Counter)
        for _, source in self.files:
            if source.name and source.is_public and source.package:
                n = self.n_imports(f"{source.package}.{source.name}")
                found[source.name][source.package] = n
        return {name: [each for each, _ in n.most_common()] for name, n in found.items()}

    def packages(self, name: str) -> list[str]:
        """Those of which an import can bring it, the one that most files import first."""
        return self._packages.get(name, [])

    @cached_property
    def _near(self) -> Mapping[str, Set[str]]:
        found = defaultdict[str, set[str]](set)
        for folder, source in self.files:
            if source.name:
                found[source.package or f"/{folder}"].add(source.name)
        return found

    def near(self, package: str) -> Set[str]:
        """All types that the document sees without an import, if it is of this package."""
        return self._near.get(package or f"/{self.folder}", frozenset())

    def n_imports(self, name: str) -> int:
        """How many files import a class by its full name."""
        return self._imports[name]

    @cached_property
    def _imports(self) -> Counter[str]:
        return Counter(name for _, source in self.files for name in set(source.imports))


NO_TYPES: Final = SourceTypes()
