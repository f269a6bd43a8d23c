"""How Java and Python write fields, calls and tests.

In Java a field is a method of the environment: a truth value, a number, a number or BLANK, or a
constant of an enum. In Python it is an attribute, with the values that the task file has.
"""

import json
from typing import Final

from beamcoder.errors import TaskError
from beamcoder.model.npi.frame import Value
from beamcoder.model.npi.source.blocks import Argument, Assign, Invocation
from beamcoder.model.npi.source.conditions import (
    Copy,
    Equals,
    Exceeds,
    Formula,
    Joined,
    Not,
    SumOf,
    Test,
)
from beamcoder.model.npi.source.parameters import is_parameter, parameter_name
from beamcoder.model.npi.task import Interface

JAVA_BLANK: Final = "BLANK"
JAVA_KEYWORDS: Final = frozenset(
    {"abstract", "assert", "boolean", "break", "byte", "case", "catch", "char", "class", "const"}
    | {"continue", "default", "do", "double", "else", "enum", "extends", "false", "final", "float"}
    | {"finally", "for", "goto", "if", "implements", "import", "instanceof", "int", "interface"}
    | {"long", "native", "new", "null", "package", "private", "protected", "public", "return"}
    | {"short", "static", "super", "switch", "synchronized", "this", "throw", "throws", "true"}
    | {"transient", "try", "void", "volatile", "while"}
)


def camel(name: str) -> str:
    """A name of a task as Java writes it: `next_column` is `nextColumn`."""
    first, *rest = f"is_{name}".split("_") if name in JAVA_KEYWORDS else name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


class Words:
    """What both languages share: the order of operators, and when brackets are needed."""

    words: tuple[str, str] = ("&&", "||")  # and, or
    negation: str = "!"

    def __init__(self, interface: Interface) -> None:
        self.interface = interface

    def field(self, name: str) -> str:
        """What is seen, or a parameter."""
        if is_parameter(name):
            return parameter_name(name, self.interface)
        return self.seen(name)

    def seen(self, name: str) -> str:
        raise NotImplementedError

    def equality(self, field: str, value: Value, sign: str) -> str:
        return f"{self.field(field)} {sign} {self.value(field, value)}"

    def value(self, field: str, value: Value) -> str:
        raise NotImplementedError

    def number(self, field: str) -> str:
        raise NotImplementedError

    def is_flag(self, field: str) -> bool:
        return all(isinstance(value, bool) for value in self.interface.fields[field])

    def total(self, total: SumOf) -> str:
        return " + ".join(self.number(field) for field in total.fields)

    def formula(self, formula: Formula) -> str:
        total = self.total(formula.sum)
        if not formula.operator:
            return total
        if formula.operator == "+":
            return f"{total} {'+' if formula.operand >= 0 else '-'} {abs(formula.operand)}"
        inner = f"({total})" if len(formula.sum.fields) > 1 else total
        return f"{inner} {self.division(formula.operator)} {formula.operand}"

    def division(self, operator: str) -> str:
        return operator

    def argument(self, argument: Argument) -> str:
        if isinstance(argument, Formula):
            return self.formula(argument)
        if isinstance(argument, Copy):
            return self.field(argument.field)
        return self.literal(argument)

    def literal(self, value: Value) -> str:
        return repr(value)

    def test(self, test: Test) -> str:
        match test:
            case Equals(field, _) if self.is_flag(field):
                return self.field(field)
            case Equals(field, value):
                return self.equality(field, value, "==")
            case Exceeds(total, bound):
                return f"{self.total(total)} > {bound}"
            case Not(Equals(field, _)) if self.is_flag(field):
                return f"{self.negation}{self.field(field)}"
            case Not(Equals(field, value)):
                return self.equality(field, value, "!=")
            case Not(Exceeds(total, bound)):
                return f"{self.total(total)} <= {bound}"
            case Not(inner):
                return f"{self.negation}({self.test(inner)})"
            case Joined(left, word, right):
                sides = (self._side(left, word), self._side(right, word))
                return f" {self.words[word == 'or']} ".join(sides)

    def _side(self, test: Test, word: str) -> str:
        text = self.test(test)
        return f"({text})" if isinstance(test, Joined) and test.word != word else text


class Java(Words):
    """Statements in methods of an abstract class."""

    indent: str = "    "
    always: str = "true"

    def seen(self, name: str) -> str:
        return f"{camel(name)}()"

    def equality(self, field: str, value: Value, sign: str) -> str:
        if is_parameter(field) and isinstance(value, str):
            return f"{'!' * (sign == '!=')}{self.field(field)}.equals({self.literal(value)})"
        return super().equality(field, value, sign)

    def value(self, field: str, value: Value) -> str:
        if isinstance(value, str) and not is_parameter(field):
            return JAVA_BLANK if self.has_blank(field) else f"{pascal(field)}.{value.upper()}"
        return self.literal(value)

    def literal(self, value: Value) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        return json.dumps(value)

    def number(self, field: str) -> str:
        return f"number({self.field(field)})" if self.has_blank(field) else self.field(field)

    def has_blank(self, field: str) -> bool:
        """Numbers and one text, which stands for none."""
        if is_parameter(field):
            return False
        values = self.interface.fields[field]
        texts = [value for value in values if isinstance(value, str)]
        return len(texts) == 1 and len(values) > 1 and not any(isinstance(v, bool) for v in values)

    def type_of(self, field: str) -> str:
        """TaskError for a mixture of values that Java has no type for."""
        values = self.interface.fields[field]
        if self.is_flag(field):
            return "boolean"
        if self.has_blank(field) or all(type(value) is int for value in values):
            return "int"
        if is_parameter(field) and all(isinstance(value, str) for value in values):
            return "String"
        if all(isinstance(value, str) and value.isidentifier() for value in values):
            return pascal(field)
        raise TaskError(f"the values of {field} have no type in Java")

    def call(self, made: Invocation) -> str:
        return f"{camel(made.name)}({', '.join(map(self.argument, made.arguments))});"

    def assign(self, made: Assign) -> list[str]:
        """One after the other; through names of their own where one reads another."""
        names = list(map(self.field, made.fields))
        values = list(map(self.argument, made.arguments))
        if not any(set(made.fields[:n]) & _read(each) for n, each in enumerate(made.arguments)):
            return [f"{name} = {value};" for name, value in zip(names, values, strict=True)]
        kinds = map(self.type_of, made.fields)
        following = [f"next{name.capitalize()}" for name in names]
        declared = zip(kinds, following, values, strict=True)
        return [
            *(f"{kind} {name} = {value};" for kind, name, value in declared),
            *(f"{name} = {value};" for name, value in zip(names, following, strict=True)),
        ]

    def leave(self) -> str:
        return "return;"

    def again(self) -> str:
        return "continue;"

    def opened(self, word: str, test: str) -> str:
        return f"{word} ({test}) {{"

    def otherwise(self) -> str:
        return "} else {"

    def chained(self, opened: str) -> str:
        return f"}} else {opened.removeprefix('} else ')}"

    def closed(self) -> list[str]:
        return ["}"]


class Python(Words):
    """Statements in functions of an environment."""

    indent: str = "    "
    always: str = "True"
    words = ("and", "or")
    negation = "not "

    def seen(self, name: str) -> str:
        return f"env.{name}"

    def value(self, field: str, value: Value) -> str:
        return repr(value)

    def number(self, field: str) -> str:
        values = self.interface.fields[field]
        has_texts = any(isinstance(value, str) for value in values)
        return f"number({self.field(field)})" if has_texts else self.field(field)

    def division(self, operator: str) -> str:
        return "//" if operator == "/" else operator

    def call(self, made: Invocation) -> str:
        arguments = list(map(self.argument, made.arguments))
        if made.name in self.interface.sees:
            return f"{made.name}({', '.join(['env', *arguments])})"
        return f"env.{made.name}({', '.join(arguments)})"

    def assign(self, made: Assign) -> list[str]:
        names, values = map(self.field, made.fields), map(self.argument, made.arguments)
        return [f"{', '.join(names)} = {', '.join(values)}"]

    def leave(self) -> str:
        return "return"

    def again(self) -> str:
        return "continue"

    def opened(self, word: str, test: str) -> str:
        return f"{word} {test}:"

    def otherwise(self) -> str:
        return "else:"

    def chained(self, opened: str) -> str:
        return f"el{opened.removeprefix('el')}"

    def closed(self) -> list[str]:
        return []


def _read(argument: Argument) -> set[str]:
    """The fields that an expression reads."""
    if isinstance(argument, Copy):
        return {argument.field}
    return {*argument.sum.fields} if isinstance(argument, Formula) else set()
