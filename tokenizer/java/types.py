"""Types of names and expressions, from declarations alone.

    types = Types(texts, declarations(tokens), place)       the names seen at a place
    types.ending_at(["sc"], 0).type                            JavaType("Scanner")

What is not understood is UNKNOWN, and so is all that depends on it; nothing here ever raises.
Overloads that differ, a method's own type parameters and parameters of lambdas stay unknown.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from typing import Final

from beamcoder.tokenizer.java.expressions import Expression, Receiver, is_name, opener
from beamcoder.tokenizer.java.members import (
    UNKNOWN,
    UNKNOWN_CLASS,
    Classes,
    JavaClass,
    JavaType,
    library_class_names,
    read_type,
)
from beamcoder.tokenizer.java.scopes import Declaration, NameKind

_MODIFIERS: Final = frozenset(
    ["public", "private", "protected", "static", "final", "abstract", "synchronized", "volatile"]
    + ["transient", "native", "default", "strictfp"]
)
_VARIABLES: Final = frozenset({NameKind.FIELD, NameKind.LOCAL, NameKind.PARAMETER})
_MEMBERS: Final = frozenset({NameKind.FIELD, NameKind.METHOD, NameKind.CLASS})


class Types:
    """The types of one buffer as seen at one place.

    `texts` are its lexical tokens; `place` is the number of those before the cursor. A class of
    the library that the buffer names and that is not `imported` may be one of its own, declared
    outside of `texts`; None stands for all.
    """

    def __init__(
        self,
        texts: Sequence[str],
        declared: Sequence[Declaration],
        place: int,
        imported: Set[str] | None = None,
    ) -> None:
        self._n_tokens = len(texts)
        self._texts = [*texts, "", "", ""]  # so that looking ahead finds ""
        self._declared = declared
        self._place = place
        named = library_class_names() & set(texts) if imported is not None else set()
        self._unsure = named - (imported or set())
        self._known: dict[int, JavaType] = {}  # by number of the declaration

    def ending_at(
        self, texts: Sequence[str], last: int, hidden: frozenset[str] = frozenset()
    ) -> Receiver:
        """The expression whose last token is `texts[last]`; names in `hidden` are unknown."""
        return Expression(self, texts, hidden).ending_at(last)

    def of_variable(self, name: str) -> JavaType | None:
        """The type of a variable that is seen here; None if there is none."""
        number = self._variables.get(name)
        return None if number is None else self._type_of(number)

    def of_method(self, name: str) -> JavaType:
        """What a method that is seen here gives."""
        found = {self._type_of(number) for number in self._methods.get(name, ())}
        return found.pop() if len(found) == 1 else UNKNOWN

    def is_class(self, name: str) -> bool:
        return self.classes.find(name) is not None

    @cached_property
    def classes(self) -> Classes:
        own = {name: self._java_class(k) for name, k in self._class_numbers.items()}
        return Classes(dict.fromkeys(self._unsure, UNKNOWN_CLASS) | own)

    @cached_property
    def this(self) -> JavaType:
        """The class around the place, if it has a name and a member."""
        seen = [d.first for d in self._declared if d.kind in _MEMBERS and self._sees(d)]
        inner = max(seen, default=0)
        names = [n for n, k in self._class_numbers.items() if self._body_of(k) == inner > 0]
        return JavaType(names[0]) if names else UNKNOWN

    @cached_property
    def returned(self) -> JavaType:
        """What the method around the place gives; UNKNOWN in a lambda or outside of any."""
        number = self._method_around(with_lambdas=False)
        return UNKNOWN if number is None else self._type_of(number)

    @cached_property
    def is_static_here(self) -> bool:
        """Whether the method around the place is static."""
        number = self._method_around(with_lambdas=True)
        return number is not None and self._is_static(number)

    @cached_property
    def needs_object(self) -> Mapping[str, bool]:
        """Keys of what is seen here -> whether it is an instance's alone."""
        found: dict[str, bool] = {}
        for name, number in self._variables.items():
            is_field = self._declared[number].kind is NameKind.FIELD
            found[name] = is_field and not self._is_static(number)
        for name, numbers in self._methods.items():
            found[f"{name}("] = not any(map(self._is_static, numbers))
        return found

    def _method_around(self, *, with_lambdas: bool) -> int | None:
        methods = {d.index: k for k, d in enumerate(self._declared) if d.kind is NameKind.METHOD}
        for opened in reversed(self._open_braces()):
            at = opened - 1
            while is_name(self._texts[at]) or self._texts[at] in (",", ".", "throws"):
                at -= 1  # the exceptions of a method
            name = opener(self._texts, at) - 1 if self._texts[at] == ")" else -1
            if name in methods:
                return methods[name]
            is_lambda = self._texts[opened - 1] == "->" and not with_lambdas
            if is_lambda or opened in self._by_body:
                break
        return None

    def _open_braces(self) -> list[int]:
        found: list[int] = []
        for at, text in enumerate(self._texts[: self._place]):
            if text == "{":
                found.append(at)
            elif text == "}" and found:
                found.pop()
        return found

    # What is declared

    def _sees(self, declared: Declaration) -> bool:
        return declared.first <= self._place <= declared.stop

    @cached_property
    def _variables(self) -> Mapping[str, int]:
        seen = [
            (d.first, k)
            for k, d in enumerate(self._declared)
            if d.kind in _VARIABLES and self._sees(d)
        ]
        return {self._declared[k].name: k for _, k in sorted(seen)}

    @cached_property
    def _methods(self) -> Mapping[str, list[int]]:
        found = defaultdict(list)
        for k, d in enumerate(self._declared):
            if d.kind is NameKind.METHOD and self._sees(d):
                found[d.name].append(k)
        return found

    @cached_property
    def _class_numbers(self) -> Mapping[str, int]:
        return {d.name: k for k, d in enumerate(self._declared) if d.kind is NameKind.CLASS}

    @cached_property
    def _by_body(self) -> Mapping[int, list[int]]:
        """Token number of a body's "{" -> the declarations of its members."""
        found = defaultdict(list)
        for k, d in enumerate(self._declared):
            if d.kind in _MEMBERS:
                found[d.first].append(k)
        return found

    def _body_of(self, number: int) -> int:
        """Where the body of a declared class opens; -1 if it does not."""
        at = self._declared[number].index
        while self._texts[at] not in ("{", ";", "}", ""):
            at += 1
        return at if self._texts[at] == "{" else -1

    def _java_class(self, number: int) -> JavaClass:
        at, body = self._declared[number].index, self._body_of(number)
        head = range(at, max(at, body))
        parameters = self._names_in(head, NameKind.TYPE_PARAMETER)
        supers = self._supers(at, body)
        members: dict[str, JavaType] = {}
        inside = self._by_body.get(body, []) if body > 0 else []
        for k in inside:
            key, of = self._key(k), self._type_of(k)
            members[key] = of if members.get(key, of) == of else UNKNOWN
        for name in self._names_in(head, NameKind.FIELD):  # a record's components
            members[name] = members[f"{name}("] = UNKNOWN
        static = {self._key(k) for k in inside if self._is_static(k)}
        if self._texts[at - 1] == "enum":
            own = JavaType(self._texts[at])
            members |= {"values(": JavaType(own.name, (), 1), "valueOf(": own}
            static |= {"values(", "valueOf("}
            supers.append(JavaType("Enum", (own,)))
        if all(self._declared[k].stop == self._n_tokens for k in inside):
            supers.append(UNKNOWN)  # its end is not written yet: more may come
        return JavaClass(parameters, tuple(supers), members, frozenset(static))

    def _names_in(self, head: range, kind: NameKind) -> tuple[str, ...]:
        return tuple(d.name for d in self._declared if d.kind is kind and d.index in head)

    def _key(self, number: int) -> str:
        declared = self._declared[number]
        return declared.name + "(" * (declared.kind is NameKind.METHOD)

    def _supers(self, at: int, body: int) -> list[JavaType]:
        found = []
        depth = 0
        while at < body:
            text = self._texts[at]
            depth += (text in ("<", "(")) - (text in (">", ")"))
            if not depth and text in ("extends", "implements", ","):
                java_type, end = read_type(self._texts, at + 1)
                found.append(java_type)
                at = max(at, end - 1)
            at += 1
        return found

    def _is_static(self, number: int) -> bool:
        declared = self._declared[number]
        if declared.kind is NameKind.CLASS:
            return True
        at = self._type_start(declared.index)
        if at == declared.index:  # an enum's constant, or a further name of a list
            return True
        while self._texts[at - 1] in _MODIFIERS:
            at -= 1
            if self._texts[at] == "static":
                return True
        return False

    # The type that stands before a name

    def _type_of(self, number: int) -> JavaType:
        if number not in self._known:
            self._known[number] = UNKNOWN  # for what depends on itself
            self._known[number] = self._declared_type(number)
        return self._known[number]

    def _declared_type(self, number: int) -> JavaType:
        declared = self._declared[number]
        if declared.kind is NameKind.CLASS:
            return JavaType(declared.name)
        base = self._base(number)
        if base.name == "var":  # of a field it would ask for classes that are being made
            is_local = declared.kind is NameKind.LOCAL
            base = self._inferred(declared.index) if is_local else UNKNOWN
        n, at = base.n_dimensions, declared.index + 1
        if self._texts[declared.index - 1] == "...":
            n += 1
        while self._texts[at] == "[" and self._texts[at + 1] == "]":
            n, at = n + 1, at + 2
        return JavaType(base.name, base.arguments, n)

    def _base(self, number: int) -> JavaType:
        """What stands before the first name of a list of variables."""
        declared = self._declared[number]
        start = self._type_start(declared.index)
        if start < declared.index:
            return read_type(self._texts, start)[0]
        if self._texts[declared.index - 1] != "," or declared.kind is NameKind.PARAMETER:
            return UNKNOWN
        for k in range(number - 1, -1, -1):
            if self._declared[k].kind is declared.kind:
                return self._base(k)
        return UNKNOWN

    def _type_start(self, index: int) -> int:
        """Where the type before a name begins; `index` if there is none."""
        at = index - 1 - (self._texts[index - 1] == "...")
        while self._texts[at] == "]" and self._texts[at - 1] == "[":
            at -= 2
        if self._texts[at] == ">":
            at = opener(self._texts, at) - 1
        if at < 0 or not (is_name(self._texts[at]) or JavaType(self._texts[at]).is_primitive):
            return index
        while self._texts[at - 1] == "." and at > 1 and is_name(self._texts[at - 2]):
            at -= 2
        return at

    def _inferred(self, index: int) -> JavaType:
        """Of `var name = value;` and `var name : values)`."""
        texts, at = self._texts, index + 2
        if texts[index + 1] not in ("=", ":"):
            return UNKNOWN
        end, depth = at, 0
        while texts[end] not in ("", ";", "{") and depth >= 0:
            depth += (texts[end] in ("(", "[")) - (texts[end] in (")", "]"))
            end += 1
        found = self.ending_at(texts, end - 1 - (depth < 0))
        if found.start != at or found.is_class:
            return UNKNOWN
        if texts[index + 1] == "=":
            return found.type
        return self.classes.each(found.type) or UNKNOWN
