"""Façade of the engine: text and offset in, ranked tokens and lines out.

    completer = Completer.open()                     the default model, the best device
    session = completer.new_session()                one a document, kept between calls
    answer = completer.complete(Request(text, offset), session)

Steps, timed each: look at the text, encode text after the cursor and statement, extend the cache by
the new pieces, search tokens, search lines, filter. Tokens come first; a deadline costs the lines.
One Completer serves several threads, each with its own session.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Self

from beamcoder.errors import ArtefactError
from beamcoder.model.blocks.block import with_block
from beamcoder.model.blocks.growth import BlockLimits
from beamcoder.model.decoding import line_list, token_list
from beamcoder.model.decoding.cache_model.index import FixedIndex
from beamcoder.model.decoding.cache_model.mixture import CacheModel, CacheWeights
from beamcoder.model.decoding.class_imports import telling_imports, with_imports
from beamcoder.model.decoding.constraints.place import Place
from beamcoder.model.decoding.constraints.place_facts import facts_at
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.problem import SearchProblem, SearchResources
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.model.runtime.batching import Batching
from beamcoder.model.runtime.interface import Runtime
from beamcoder.model.session import ahead, blank_lines
from beamcoder.model.session.block_end import goes_on, stands_above_end
from beamcoder.model.session.branch import SearchCancelledError
from beamcoder.model.session.context import SEARCH_ROOM, Context, context_at, read_context
from beamcoder.model.session.session import Session
from beamcoder.model.session.type_ahead import TypeAhead
from beamcoder.model.session.workspace import Workspace
from beamcoder.tokenizer.cursor import CursorView
from beamcoder.tokenizer.java.source_types import NO_TYPES, SourceTypes
from beamcoder.tokenizer.live.buffer import ReadingCancelledError
from beamcoder.tokenizer.live.cursor_line import CursorLine
from beamcoder.tokenizer.live.cut import Cutter
from beamcoder.tokenizer.live.excerpt import Excerpt
from beamcoder.tokenizer.live.reader import Reader
from beamcoder.tokenizer.subword import Subword

__all__ = ["SEARCH_ROOM", "Completer", "Session", "Workspace"]

MIN_CONTEXT: Final = SEARCH_ROOM + 16  # pieces: some three lines of code to go by
DEFAULT_OPTIONS: Final = DecodingOptions()
# A text that is new is read and computed beyond the deadline, for a late list is better than none;
# but no longer than so many times the deadline, or so many milliseconds. The next request goes on
# with what is there.
PATIENCE: Final = 2
MIN_LATE_MS: Final = 100.0
ALL_OF_BLOCK: Final = BlockLimits()


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
        if runtime.config.context < MIN_CONTEXT:
            raise ArtefactError(
                f"the model {info.name} has a context of {runtime.config.context} pieces, "
                f"fewer than {MIN_CONTEXT}: too few to search in"
            )
        self.info = info
        self.runtime = runtime
        self.subword = subword
        self.cutter = Cutter(subword)
        self.vocabulary = Vocabulary(subword)
        self.resources = SearchResources.read(options, self.vocabulary, calibration or {})
        self.cache_weights = CacheWeights.read(calibration or {})

    @property
    def n_at_once(self) -> int:
        """Requests that are computed together at no more cost than one."""
        return self.runtime.max_batch if isinstance(self.runtime, Batching) else 1

    @property
    def options(self) -> DecodingOptions:
        return self.resources.options

    def with_options(self, options: DecodingOptions) -> Self:
        """The same model, searched with other options; this one stays as it is. UsageError."""
        options.verify()
        twin = copy(self)
        twin.resources = replace(self.resources, options=options)
        return twin

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

    def new_session(
        self, related: FixedIndex | None = None, types: SourceTypes = NO_TYPES
    ) -> Session:
        """For one document; index and types are those of the workspace around it."""
        cache = CacheModel(self.cache_weights, related) if self.options.recall else None
        return Session(cache, types=types)

    def open_workspace(self, folders: Sequence[Path]) -> Workspace:
        """Folders of Java files, not yet read."""
        return Workspace(folders, self.subword)

    def complete(self, request: Request, session: Session | None = None) -> Answer:
        """Answer a request. UsageError if it makes no sense, DeviceError if the device is lost."""
        request.verify()
        session = session or self.new_session()
        finder, search = session.imports.finder(request), partial(self._search, session)
        request = telling_imports(request, finder)
        answer = blank_lines.complete(search, session.reader_by(self.cutter), request)
        answer = with_block(session.ghost.follow(request, answer), request, session.block)
        return with_imports(answer, finder)

    def grow_worth(
        self, request: Request, answer: Answer, session: Session, n_lines: int
    ) -> Answer:
        """As `grow`, no further than may be worth showing: `n_lines` lines at most."""
        return self.grow(request, answer, session, BlockLimits.of_shown(n_lines))

    def grow(
        self, request: Request, answer: Answer, session: Session, limits: BlockLimits = ALL_OF_BLOCK
    ) -> Answer:
        """The answer to a request with its blocks; `foresee` searches what comes after that.

        They may be called when the answer is out; `request.cancelled` ends them.
        """
        narrow = self.with_options(self.options.narrowed())
        ahead.grow(narrow.complete, session, request, answer, limits)
        session.trim()
        answer = with_block(answer, request, session.block)
        return with_imports(answer, session.imports.finder(request))

    def foresee(self, request: Request, answer: Answer, session: Session) -> None:
        """What comes after a line or block of this answer is there at once when it is taken."""
        ahead.foresee(self.complete, session, request, answer)
        session.trim()

    def _search(self, session: Session, request: Request) -> Answer:
        """The answer at a place as it is, from the last search or by a new one."""
        if self.options.reuse and request.reuse:
            answer = session.known(request)
            if answer is not None:
                session.trim()  # the limit may have been lowered
                return answer
        answer = _Call(self, request, session).answer()
        session.trim()
        return answer

    def context(self, view: CursorView, statement: str = "") -> Context:
        """The model's context at a cursor."""
        return context_at(view, statement, self.subword, self.runtime.config, self.options)


class _Call:
    """One request on its way through the engine."""

    def __init__(self, completer: Completer, request: Request, session: Session) -> None:
        self._completer, self._request, self._session = completer, request, session
        self._began = self._phase_began = perf_counter()
        clock = self._began if request.requested_at is None else request.requested_at
        self._timings: dict[str, float] = {}
        ms = request.deadline_ms
        token_ms = min((t for t in (ms, request.token_deadline_ms) if t is not None), default=None)
        self._stop = Stop.after(clock, ms, request.cancelled)
        self._token_stop = Stop.after(clock, token_ms, request.cancelled)
        late_ms = None if ms is None else max(MIN_LATE_MS, PATIENCE * ms)
        self._late = Stop.after(clock, late_ms, request.cancelled)
        self._n_calls = session.n_calls

    def answer(self) -> Answer:
        reader = self._session.reader_by(self._completer.cutter)
        request = self._request
        try:
            cursor = reader.read(request.text, request.offset, request.around, self._late)
            self._record_phase("lex")
            if cursor.reason is not None:
                return replace(self._close(reason=cursor.reason), source="text")
            problem = self._ask(reader, cursor)
        except (ReadingCancelledError, SearchCancelledError):
            return self._close(reason=self._late.reason)
        return self._search(problem)

    def _ask(self, reader: Reader, cursor: CursorLine) -> SearchProblem:
        """The model's state at the cursor, and what rules see of it."""
        request, resources = self._request, self._completer.resources
        view = reader.excerpt(cursor)
        tree, likely = self._prepare(reader, cursor, view)
        facts = self._session.facts = facts_at(view, self._session.facts)
        about = request.file_name, request.package, self._session.uses_workspace
        known = self._session.imports.finder(request).names
        place = Place(view, facts, request.dismissed, *about, known)
        typed = resources.typed(view.fragment, facts)
        return SearchProblem(request, place, typed, tree, self._token_stop, self._stop, likely)

    def _prepare(self, reader: Reader, cursor: CursorLine, view: Excerpt) -> tuple[Tree, float]:
        """The model's state, and how likely anything comes here."""
        session, completer = self._session, self._completer
        runtime, statement = completer.runtime, self._request.statement
        resources = completer.subword, runtime.config, completer.options
        context = read_context(reader, cursor, statement, *resources)
        session.remember(runtime, context)
        self._record_phase("encode")
        is_over, probability = self._late, 1.0
        if stands_above_end(view):
            is_layout = completer.subword.is_layout
            probability = goes_on(session, runtime, context, is_layout, is_over)
        tree = session.align(runtime, context, is_over)
        self._record_phase("extend")
        return tree, probability

    def _search(self, problem: SearchProblem) -> Answer:
        resources, request = self._completer.resources, self._request
        marginals = token_list.search(problem, resources)
        self._record_phase("search")
        tokens = token_list.listed(marginals, problem, resources) if request.tokens else ()
        self._record_phase("filter")
        if tokens and request.lines and request.on_tokens and not problem.stop():
            request.on_tokens(Answer(tokens))
        lines = line_list.search(problem, resources, marginals.log_mass)
        self._record_phase("search")
        if "cancelled" in (self._stop.reason, self._token_stop.reason):
            return self._close(reason="cancelled")
        chosen = line_list.choose_lines(lines, problem, resources)
        answer = self._close(tokens, line_list.listed(chosen, problem, resources))
        ghost = line_list.ghost_figures(chosen, problem, resources, marginals.log_mass)
        answer = replace(
            answer,
            ghost_probability=ghost.probability,
            traits=ghost.traits,
            beginnings=ghost.beginnings,
            goes_on=problem.goes_on,
        )
        answer = self._explained(answer, len(marginals.tokens) * request.tokens + len(lines))
        if self._stop.reason is None and self._token_stop.reason is None:
            type_ahead = TypeAhead(problem, chosen, marginals.log_mass, resources)
            self._session.note(request, answer, type_ahead)
        return answer

    def _explained(self, answer: Answer, n_found: int) -> Answer:
        """An answer without items says why."""
        if answer.tokens or answer.lines:
            return answer
        reason = self._stop.reason or self._token_stop.reason
        reason = reason or ("nothing_fits" if n_found else "low_confidence")
        return replace(answer, reason=reason)

    def _record_phase(self, name: str) -> None:
        now = perf_counter()
        ms = 1000 * (now - self._phase_began)
        self._timings[name] = self._timings.get(name, 0.0) + ms
        self._phase_began = now

    def _close(
        self,
        tokens: tuple[Item, ...] = (),
        lines: tuple[Item, ...] = (),
        reason: str | None = None,
    ) -> Answer:
        if reason is None:
            self._record_phase("filter")
        timings = {"total": 1000 * (perf_counter() - self._began), **self._timings}
        source = "cache" if self._session.n_calls == self._n_calls else "model"
        return Answer(tokens, lines, reason, timings, source=source)
