"""The façade of the engine: a text and an offset in, ranked tokens and ranked lines out.

    completer = Completer.open()                     the default model, the best device
    session = completer.new_session()                one a document, kept between calls
    answer = completer.complete(Request(text, offset), session)

Steps, timed each: look at the text, read what is beside (encode), extend the cache by the new
pieces, search tokens, search lines, filter. Tokens come first; a deadline costs the lines. One
Completer serves several threads, each with its own session.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, log
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Self

import numpy as np

from beamcoder.model.cache import window_start
from beamcoder.model.decoding.beam import Line, LineSearch
from beamcoder.model.decoding.calibration import Calibration, ghost_traits
from beamcoder.model.decoding.constraints import compared, rules_for, soft_rules_for
from beamcoder.model.decoding.constraints.needs import Needs
from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.repeats import Repeats
from beamcoder.model.decoding.declaring import search_declaring
from beamcoder.model.decoding.marginals import Marginals, TokenSearch, mass_of_starts
from beamcoder.model.decoding.ngrams import FixedIndex
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.ranking import (
    Shown,
    by_probability,
    choose,
    items,
    merged,
    weighed,
)
from beamcoder.model.decoding.recall import Recall, Weights
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.typed import Typed
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.model.runtime.interface import BoolArray, IntArray, Runtime
from beamcoder.model.session import Context, Session
from beamcoder.model.workspace import Workspace
from beamcoder.tokenizer.cursor import CursorView, look
from beamcoder.tokenizer.layout import LAYOUT
from beamcoder.tokenizer.render import Renderer
from beamcoder.tokenizer.statement import statement_words
from beamcoder.tokenizer.subword import Subword

__all__ = ["Completer", "Session", "Workspace"]

SEARCH_ROOM: Final = 64  # positions of the decoder's context that are left to the search
SPARE_TOKENS: Final = 3  # searched for beyond the count asked, for the filters to drop
DEFAULT_OPTIONS: Final = DecodingOptions()
_NOTHING: Final = np.empty(0, np.int64)


class Completer:
    """A model that answers requests."""

    def __init__(
        self,
        runtime: Runtime,
        subword: Subword,
        info: ModelInfo,
        calibration: Mapping[str, Any] | None = None,
        options: DecodingOptions = DEFAULT_OPTIONS,
    ) -> None:
        options.verify()
        self.info = info
        self.options = options
        self.runtime = runtime
        self.subword = subword
        self.vocabulary = Vocabulary(subword)
        self.of_tokens = Calibration.read(calibration or {}, "tokens")
        self.of_lines = Calibration.read(calibration or {}, "lines")
        self.of_ghost = Calibration.find(calibration or {}, "ghost")
        self.of_recall = Weights.read(calibration or {})

    @classmethod
    def open(
        cls,
        model: Path | None = None,
        device: str = "auto",
        options: DecodingOptions = DEFAULT_OPTIONS,
    ) -> Self:
        """A model folder, None for the default one. ArtefactError, DeviceError."""
        from beamcoder.model.artefact import open_folder, open_runtime

        folder = open_folder(model)
        runtime = open_runtime(folder, device)
        subword = Subword.load(folder.tokenizer_path)
        return cls(runtime, subword, folder.info, folder.calibration, options)

    def new_session(self, related: FixedIndex | None = None) -> Session:
        """For one document; `related` is the index of the workspace around it."""
        return Session(Recall(self.of_recall, related) if self.options.recall else None)

    def open_workspace(self, folders: Sequence[Path]) -> Workspace:
        """Folders of Java files, not yet read."""
        return Workspace(folders, self.subword)

    def complete(self, request: Request, session: Session | None = None) -> Answer:
        """Answer a request. UsageError if it makes no sense, DeviceError if the device is lost."""
        request.verify()
        return _Call(self, request, session or self.new_session()).answer()

    def context(self, view: CursorView, statement: str = "") -> Context:
        """What the model is given at a cursor."""
        encode, config = self.subword.encode_all, self.runtime.config
        is_layout = self.subword.is_layout
        pieces = encode(symbol.text for symbol in view.before)
        pieces = np.concatenate([np.array([self.subword.bos]), pieces])
        start = window_start(pieces, is_layout, config.context - SEARCH_ROOM)
        earlier, pieces = pieces[:start], pieces[start:]
        after = encode(_after(view)) if self.options.use_after else _NOTHING
        stated = encode(statement_words(statement)) if statement else _NOTHING
        from_line = self.options.reads_from_line and len(after) > 0  # a statement is for all lines
        split = _last_line_start(pieces, is_layout) if from_line else 0
        after, stated = after[: config.after_context], stated[: config.statement_context]
        return Context(pieces, after, stated, split, earlier)


class _Call:
    """One request on its way through the engine."""

    def __init__(self, completer: Completer, request: Request, session: Session) -> None:
        self._completer, self._request, self._session = completer, request, session
        self._began = self._lap_began = perf_counter()
        self._timings: dict[str, float] = {}
        limit = request.deadline_ms
        deadline = None if limit is None else self._began + limit / 1000
        self._stop = Stop(deadline, request.cancelled)

    def answer(self) -> Answer:
        request = self._request
        view = look(request.text, request.offset)
        self._lap("lex")
        if view.reason is not None:
            return self._close(reason=view.reason)
        tree = self._prepare(view)
        place = Place(request.text, request.offset, view, Renderer(request.text), request.dismissed)
        typed = self._typed(view)
        marginals = self._search_tokens(tree, typed, place)
        lines = self._search_lines(tree, typed, marginals)
        self._lap("search")
        if self._stop.reason == "cancelled":
            return self._close(reason="cancelled")
        tokens = self._tokens(marginals, place) if request.tokens else ()
        found = self._lines(lines, place, tree)
        shown = Shown(self._completer.of_lines, place.n_before)
        answer = self._close(tokens, items(found[: request.count], shown))
        answer = replace(answer, taken=self._taken(found, place))
        n_found = len(marginals.tokens) * request.tokens + len(lines)
        return self._explained(answer, n_found)

    def _explained(self, answer: Answer, n_found: int) -> Answer:
        """An answer without items says why."""
        if answer.tokens or answer.lines:
            return answer
        reason = self._stop.reason or ("nothing_fits" if n_found else "low_confidence")
        return replace(answer, reason=reason)

    def _prepare(self, view: CursorView) -> Tree:
        """The model's state at the cursor."""
        runtime, session = self._completer.runtime, self._session
        context = self._completer.context(view, self._request.statement)
        session.remember(runtime, context)
        self._lap("encode")
        tree = session.align(runtime, context)
        self._lap("extend")
        return tree

    def _typed(self, view: CursorView) -> Typed:
        vocabulary, names = self._completer.vocabulary, set[str]()
        if view.fragment:
            names = {s.text for s in (*view.before, *view.after) if s.text[0].isalpha()}
            names.update(vocabulary.names(view.fragment))
        weight = self._completer.options.loose_weight
        return Typed(view.fragment, vocabulary, sorted(names), weight)

    def _search_tokens(self, tree: Tree, typed: Typed, place: Place) -> Marginals:
        """The next token; also asked for its mass alone, when lines must fit a fragment."""
        if not self._request.tokens and not typed.fragment:
            return Marginals({}, log(mass_of_starts(tree, self._completer.vocabulary)))
        at_end = not typed.fragment and not place.view.rest_of_line.strip()
        search = TokenSearch(
            tree,
            self._completer.vocabulary,
            typed,
            self._completer.options,
            through_layout=at_end and bool(place.line_symbols),
        )
        return search.run(self._request.count + SPARE_TOKENS, self._stop)

    def _search_lines(self, tree: Tree, typed: Typed, marginals: Marginals) -> list[Line]:
        if not self._request.lines or self._stop():
            return []
        vocabulary, options = self._completer.vocabulary, self._completer.options
        return LineSearch(tree, vocabulary, typed, options, marginals.log_mass).run(self._stop)

    def _tokens(self, marginals: Marginals, place: Place) -> tuple[Item, ...]:
        options = self._completer.options
        floor, fragment = options.min_token_probability, place.view.fragment
        candidates = []
        for (text, replaces), p in marginals.tokens.items():
            if p >= floor:
                n = len(fragment) if replaces else 0
                written = place.write_token(text, replaces=replaces)
                candidates.append(Candidate((text,), written, n, p, is_line=False))
        candidates = weighed(candidates, soft_rules_for(place, options))
        chosen = choose(candidates, rules_for(place), self._request.count, by_probability)
        return items(chosen, Shown(self._completer.of_tokens))

    def _lines(self, lines: list[Line], place: Place, tree: Tree) -> list[Candidate]:
        options, shown = self._completer.options, Shown(self._completer.of_lines, place.n_before)
        candidates = self._weighed(lines, place)
        candidates += self._weighed(self._declaring(candidates, place, tree), place)
        candidates = compared(candidates, place, options)
        key = shown.by_keystrokes if options.by_keystrokes else shown
        chosen = choose(candidates, rules_for(place, is_strict=True), options.n_lines, key)
        return chosen or choose(candidates, rules_for(place), options.n_lines, key)

    def _weighed(self, lines: list[Line], place: Place) -> list[Candidate]:
        repeats = Repeats(place)
        spelt = (self._candidate(line, place) for line in lines)
        found = (repeats.judge(candidate) for candidate in spelt if candidate is not None)
        candidates = merged(candidate for candidate in found if candidate is not None)
        return weighed(candidates, soft_rules_for(place, self._completer.options))

    def _declaring(self, found: list[Candidate], place: Place, tree: Tree) -> list[Line]:
        """Lines for a name that the code below needs, when none of those found declares it."""
        begun = place.line_symbols or place.view.fragment or place.rest_symbols
        vocabulary, options = self._completer.vocabulary, self._completer.options
        is_wanted = self._request.lines and options.needs_weight < 1
        if not is_wanted or begun or place.is_at_end or self._stop():
            return []
        needs = Needs(place, options.needs_weight)
        needed = needs.first()
        if needed is None or any(map(needs.brings, found)):
            return []
        return search_declaring(needed, tree, vocabulary, options, self._stop)

    def _taken(self, lines: list[Candidate], place: Place) -> float | None:
        """The probability that the first line is taken as ghost text; None if nobody fitted it."""
        calibrate = self._completer.of_ghost
        if not lines or calibrate is None:
            return None
        first = lines[0]
        traits = ghost_traits(first.text, first.replace, len(lines), place.n_before)
        return calibrate(by_probability(first), traits)

    def _candidate(self, line: Line, place: Place) -> Candidate | None:
        symbols = tuple(self._completer.subword.decode(line.pieces))
        if not all(symbols):
            return None  # a start mark that no text followed
        text = place.write(symbols, replaces=True)
        return Candidate(symbols, text, len(place.view.fragment), exp(line.log_p), is_line=True)

    def _lap(self, name: str) -> None:
        now = perf_counter()
        self._timings[name] = 1000 * (now - self._lap_began)
        self._lap_began = now

    def _close(
        self,
        tokens: tuple[Item, ...] = (),
        lines: tuple[Item, ...] = (),
        reason: str | None = None,
    ) -> Answer:
        if reason is None:
            self._lap("filter")
        timings = {"total": 1000 * (perf_counter() - self._began), **self._timings}
        return Answer(tokens, lines, reason, timings)


def _after(view: CursorView) -> list[str]:
    """The symbols that the encoder reads.

    Brackets and the like on the rest of the line are left out: editors put them there by
    themselves, and the model has learned from text that begins at a line.
    """
    texts = [symbol.text for symbol in view.after]
    n_rest = next((i for i, text in enumerate(texts) if text in LAYOUT), len(texts))
    is_content = any(text[0].isalnum() or text[0] in "\"'_$" for text in texts[:n_rest])
    return texts if is_content else texts[n_rest:]


def _last_line_start(pieces: IntArray, is_layout: BoolArray) -> int:
    """The index of the first layout piece of the last line; 0 without any."""
    marks = np.flatnonzero(is_layout[pieces])
    i = int(marks[-1]) if len(marks) else 0
    while i > 0 and is_layout[pieces[i - 1]]:
        i -= 1
    return i
