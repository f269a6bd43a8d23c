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
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Self

from beamcoder.model.context import SEARCH_ROOM, Context, context_at
from beamcoder.model.decoding import line_list, token_list
from beamcoder.model.decoding.asked import Asked, Means
from beamcoder.model.decoding.constraints.place import Place
from beamcoder.model.decoding.ngrams import FixedIndex
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.recall import Recall, Weights
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.model.runtime.interface import Runtime
from beamcoder.model.session import Session
from beamcoder.model.workspace import Workspace
from beamcoder.tokenizer.cursor import CursorView, look
from beamcoder.tokenizer.render import Renderer
from beamcoder.tokenizer.subword import Subword

__all__ = ["SEARCH_ROOM", "Completer", "Session", "Workspace"]

DEFAULT_OPTIONS: Final = DecodingOptions()


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
        self.means = Means.read(options, self.vocabulary, calibration or {})
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
        return context_at(view, statement, self.subword, self.runtime.config, self.options)


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
        view = self._look()
        self._lap("lex")
        if view.reason is not None:
            return self._close(reason=view.reason)
        return self._search(self._ask(view))

    def _look(self) -> CursorView:
        """The one place where a text becomes tokens."""
        return look(self._request.text, self._request.offset)

    def _ask(self, view: CursorView) -> Asked:
        """The model's state at the cursor, and what rules see of it."""
        request, means = self._request, self._completer.means
        tree = self._prepare(view)
        place = Place(request.text, request.offset, view, Renderer(request.text), request.dismissed)
        return Asked(request, place, means.typed(view), tree, self._stop)

    def _prepare(self, view: CursorView) -> Tree:
        runtime, session = self._completer.runtime, self._session
        context = self._completer.context(view, self._request.statement)
        session.remember(runtime, context)
        self._lap("encode")
        tree = session.align(runtime, context)
        self._lap("extend")
        return tree

    def _search(self, asked: Asked) -> Answer:
        means, request = self._completer.means, self._request
        marginals = token_list.search(asked, means)
        lines = line_list.search(asked, means, marginals.log_mass)
        self._lap("search")
        if self._stop.reason == "cancelled":
            return self._close(reason="cancelled")
        tokens = token_list.listed(marginals, asked, means) if request.tokens else ()
        chosen = line_list.choose_lines(lines, asked, means)
        answer = self._close(tokens, line_list.listed(chosen, asked, means))
        answer = replace(answer, taken=line_list.taken(chosen, asked, means))
        n_found = len(marginals.tokens) * request.tokens + len(lines)
        return self._explained(answer, n_found)

    def _explained(self, answer: Answer, n_found: int) -> Answer:
        """An answer without items says why."""
        if answer.tokens or answer.lines:
            return answer
        reason = self._stop.reason or ("nothing_fits" if n_found else "low_confidence")
        return replace(answer, reason=reason)

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
