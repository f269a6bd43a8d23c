"""Answers to the next key presses from the last search, without the network.

    type_ahead = TypeAhead(problem, chosen, log_mass, resources)    kept until the next search
    answer = type_ahead.answer(request)             None: it does not know enough, search anew

While the typed text goes along hypotheses of that search, their nodes hold all that is needed:

    P(token | typed) = mass of the token / mass of all tokens that begin with what is typed of it
    P(line | typed)  = P(line) / (P(finished tokens typed) * mass of all that begins as typed)

Both masses are read from rows of log-probabilities that are there. There is an answer only if
what is known covers enough: tokens of `reuse_coverage` of the mass, the best of which no unknown
one can beat, and a best line that has `reuse_lead` times what no known line accounts for. What was
counted of the buffer is that of the last search, and so are the rules' judgements. Any edit
other than typing on, a quote, a line end, an operator that joins the one before: a new search.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log
from time import perf_counter
from typing import Final

from beamcoder.model.decoding.beginnings import Beginnings
from beamcoder.model.decoding.calibration import line_traits
from beamcoder.model.decoding.constraints import soft_rules_for
from beamcoder.model.decoding.constraints.brackets import Brackets
from beamcoder.model.decoding.constraints.dismissed import Dismissed
from beamcoder.model.decoding.constraints.pairs import BRACKETS
from beamcoder.model.decoding.constraints.place import Candidate
from beamcoder.model.decoding.constraints.spelling import Spelling
from beamcoder.model.decoding.ghost import NO_GHOST, SURE, GhostFigures, GhostText
from beamcoder.model.decoding.known import KnownTokens, TokenMasses
from beamcoder.model.decoding.problem import SearchProblem, SearchResources
from beamcoder.model.decoding.ranking import by_probability, judge
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.model.session.typed_path import TypedPath, rest_of, typed_since
from beamcoder.tokenizer.cursor import WORDS, may_grow
from beamcoder.tokenizer.lexer import KEYWORDS, lex
from beamcoder.tokenizer.style.spacing import merge
from beamcoder.tokenizer.token import Token, TokenKind

_FOLLOWED: Final = WORDS | {TokenKind.OPERATOR}
_ROUNDING: Final = 1.001


class TypeAhead:
    """The hypotheses of one search. It holds its tree, and is void when that goes elsewhere."""

    def __init__(
        self,
        problem: SearchProblem,
        chosen: Sequence[Candidate],
        log_mass: float,
        resources: SearchResources,
    ) -> None:
        self._problem, self._chosen, self._resources = problem, chosen, resources
        self._log_mass = log_mass
        self._generation = problem.tree.generation
        self._calibrators = resources.calibrators(problem.tree)
        self._ghost = GhostText(problem.place)
        of_lines = self._calibrators.beginnings
        self._beginnings = Beginnings(problem.tree, resources.vocabulary, of_lines)
        self._soft = soft_rules_for(problem.place, resources.options)
        self._weights: dict[tuple[str, ...], float | None] = {}
        self._known: KnownTokens | None = None

    @property
    def is_valid(self) -> bool:
        """Whether its tree is the one that it was made from; a file's head is judged anew."""
        place = self._problem.place
        is_head = place.package is not None and not place.facts.open_brackets
        return self._problem.tree.generation == self._generation and not is_head

    def answer(self, request: Request) -> Answer | None:
        """What can be said with certainty enough after what has been typed since; else None."""
        began = perf_counter()
        typed = self._typed(request) if self.is_valid else None
        walk = None if typed is None else self._walk(typed)
        if walk is None:
            return None
        found = self._found(walk)
        tokens = self._tokens(found, walk) if request.tokens else ()
        lines = self._lines(found, walk) if request.lines else ()
        if tokens is None or lines is None or not (tokens or lines):
            return None
        ghost = self._ghost_figures(found, lines, walk)
        items = tuple(item for item, _ in lines[: request.count])
        total = 1000 * (perf_counter() - began)
        timings = {"total": total, "reuse": total}
        answer = Answer(tokens, items, None, timings, ghost.probability, "reuse")
        return replace(answer, traits=ghost.traits, beginnings=ghost.beginnings)

    # What was typed

    def _typed(self, request: Request) -> str | None:
        """What was typed after the place of the search; None if anything else is other."""
        old = self._problem.request
        return typed_since(old, request) if request.wanted == old.wanted else None

    def _walk(self, typed: str) -> TypedPath | None:
        place = self._problem.place
        tokens = [t for t in lex(place.view.fragment + typed) if t.kind is not TokenKind.SPACE]
        if not tokens or not self._may_follow(tokens, typed):
            return None
        ends_blank = typed[-1].isspace()
        has_fragment = not ends_blank and may_grow(tokens[-1])
        fragment = tokens.pop().text if has_fragment else ""
        symbols = tuple(token.text for token in tokens)
        if place.rest_symbols and not BRACKETS.isdisjoint(symbols):
            return None  # what closes what on this line has changed
        return self._follow(symbols, fragment, ends_blank=ends_blank)

    def _may_follow(self, tokens: list[Token], typed: str) -> bool:
        """Whether these are the tokens that the whole text has there, on the same line."""
        if not typed.isprintable() or any(t.kind not in _FOLLOWED or t.flaw for t in tokens):
            return False
        if any(token.text[0] == ">" for token in tokens):
            return False  # one token or two, depending on what stands before
        old = self._problem.request
        left = old.text[max(0, old.offset - 1) : old.offset]
        if self._problem.typed.fragment or left.isspace() or typed[0].isspace() or not left:
            return True
        before = self._problem.place.last_symbol
        return not before or not merge(before, tokens[0].text)

    def _follow(
        self, symbols: tuple[str, ...], fragment: str, *, ends_blank: bool
    ) -> TypedPath | None:
        tree, encode = self._problem.tree, self._resources.vocabulary.subword.encode
        node, log_p = Tree.ROOT, 0.0
        for piece in (piece for symbol in symbols for piece in encode(symbol)):
            log_p += float(tree.rows[node][piece])
            child = tree.child(node, piece)
            if child is None:
                return None
            node = child
        return TypedPath(symbols, fragment, node, log_p, ends_blank)

    # Tokens

    def _found(self, walk: TypedPath) -> TokenMasses:
        if self._known is None:
            vocabulary = self._resources.vocabulary
            words = KEYWORDS | self._problem.place.known_names
            self._known = KnownTokens(self._problem.tree, vocabulary, words)
        place = self._problem.place
        at_end = not walk.fragment and not place.view.rest_of_line.strip()
        begun = bool(place.line_symbols or walk.symbols)
        return self._known.at(walk.node, walk.fragment, through_layout=at_end and begun)

    def _tokens(self, found: TokenMasses, walk: TypedPath) -> tuple[Item, ...] | None:
        options = self._resources.options
        if found.covered < options.reuse_coverage:
            return None
        shown = list[tuple[float, float, str, bool]]()
        for (text, replaces), mass in found.tokens.items():
            p = min(1.0, mass / found.mass)
            if p < options.min_token_probability or (replaces and text == walk.fragment):
                continue
            weight = self._weight(text, walk, replaces=replaces)
            if weight is not None:
                shown.append((p * weight, p, text, replaces))
        shown.sort(key=lambda each: -each[0])
        if not shown or shown[0][0] * found.mass < found.unsure:
            return None
        return tuple(
            self._item(text, p, score / p, walk, replaces=replaces)
            for score, p, text, replaces in shown[: self._problem.request.count]
        )

    def _item(self, text: str, p: float, weight: float, walk: TypedPath, *, replaces: bool) -> Item:
        n = len(walk.fragment) if replaces else 0
        left = "" if replaces else walk.fragment
        if not walk.fragment and not walk.ends_blank:
            left = walk.symbols[-1]
        written = f" {text}" if left and merge(left, text) else text
        return Item(written, n, self._calibrators.tokens(p * weight), p, weight)

    def _weight(self, text: str, walk: TypedPath, *, replaces: bool) -> float | None:
        """What the rules make of a token after what has been typed; None if they drop it."""
        typed = walk.symbols if replaces else (*walk.symbols, walk.fragment)
        typed = tuple(symbol for symbol in typed if symbol)
        whole = self._judged((*typed, text))
        before = self._judged(typed) if typed else 1.0
        return None if whole is None else min(1.0, whole / (before or 1.0))

    def _judged(self, symbols: tuple[str, ...]) -> float | None:
        if symbols not in self._weights:
            self._weights[symbols] = self._judge(symbols)
        return self._weights[symbols]

    def _judge(self, symbols: tuple[str, ...]) -> float | None:
        place = self._problem.place
        token = Candidate(symbols[-1:], symbols[-1], 0, 1.0, is_line=False)
        if judge(token, (Spelling(place), Dismissed(place))) is None:
            return None
        n_replaced = len(self._problem.typed.fragment)
        row = Candidate(symbols, " ".join(symbols), n_replaced, 1.0, is_line=False)
        judged = judge(row, (Brackets(place), *self._soft))
        return None if judged is None else judged.weight

    # Lines

    def _lines(self, found: TokenMasses, walk: TypedPath) -> list[tuple[Item, Candidate]] | None:
        """The lines that go on from what was typed; None if too much is unknown."""
        lines, known = list[tuple[Item, Candidate]](), 0.0
        if found.mass <= 0:
            return None
        scale = self._log_mass - walk.log_p - log(found.mass)
        for candidate in self._chosen:
            rest = rest_of(candidate, walk)
            if rest is None:
                continue
            p = exp(log(candidate.probability) + scale)
            if p > _ROUNDING:
                return None  # its probability went to another one
            known += p
            if rest.strip() != walk.fragment:
                lines.append(self._line(candidate, rest, min(1.0, p), walk))
        return lines if self._is_enough(lines, max(0.0, 1.0 - known)) else None

    def _is_enough(self, lines: list[tuple[Item, Candidate]], unknown: float) -> bool:
        best = max((c.probability * c.weight for _, c in lines), default=0.0)
        if not lines:
            return unknown < self._resources.options.min_line_probability
        return best >= self._resources.options.reuse_lead * unknown

    def _line(
        self, candidate: Candidate, rest: str, p: float, walk: TypedPath
    ) -> tuple[Item, Candidate]:
        before = (self._judged(walk.symbols) if walk.symbols else 1.0) or 1.0
        weight = min(1.0, candidate.weight / before)
        n = len(walk.fragment)
        candidate = replace(candidate, text=rest, replace=n, probability=p, weight=weight)
        shown = self._calibrators.lines(p * weight, line_traits(rest, *self._n_before(walk)))
        return Item(rest, n, shown, p, weight), candidate

    def _n_before(self, walk: TypedPath) -> tuple[int, int]:
        """Lexical tokens left of the word begun: of the file, and of its line."""
        place, n = self._problem.place, len(walk.symbols)
        return place.n_before + n, len(place.line_symbols) + n

    def _ghost_figures(
        self, found: TokenMasses, lines: Sequence[tuple[Item, Candidate]], walk: TypedPath
    ) -> GhostFigures:
        """As `line_list.ghost_figures`, of what is left of the first line."""
        if not lines:
            return NO_GHOST
        chosen = [candidate for _, candidate in lines]
        first, n = chosen[0], len(walk.symbols)
        traits = self._ghost.traits(chosen, *self._n_before(walk))
        following = first.symbols[n] if n < len(first.symbols) else ""
        takes = self._ghost.takes_name(walk.symbols, walk.fragment, following)
        if takes or self._ghost.is_half(first):
            return GhostFigures(0.0, traits)
        calibrators = self._calibrators
        if calibrators.ghost is None:
            return GhostFigures(None, traits)
        p = calibrators.ghost(by_probability(first), traits)
        if p >= SURE:
            return GhostFigures(p, traits)
        whole = next(each for each in self._chosen if each.symbols == first.symbols)
        log_mass = walk.log_p + log(found.mass)
        return GhostFigures(p, traits, self._beginnings.of(whole, first, log_mass, traits))
