"""Engine of the 6-gram baseline with Jelinek-Mercer smoothing.

    engine = Ngram(open_knowledge(corpus))       counts the corpus once, see `knowledge`

It reads the symbols of `lexicon`, knows the training split, and forgets each file at once.
"""

from dataclasses import dataclass
from math import exp
from time import perf_counter
from typing import Final

from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.tokenizer.cursor import CursorView, look
from beamcoder.tokenizer.style.render import Renderer
from beamcoder.training.evaluation.baselines.ngram.counts import Ids
from beamcoder.training.evaluation.baselines.ngram.knowledge import Knowledge
from beamcoder.training.evaluation.baselines.ngram.lexicon import NameTable, joined
from beamcoder.training.evaluation.baselines.ngram.prediction import Prediction
from beamcoder.training.evaluation.baselines.ngram.tables import Table, last_of

NAME: Final = "6-gram"


@dataclass(slots=True)
class NgramContext:
    """What a model knows at a place; kept while the symbols before and after stay the same."""

    symbols: tuple[list[str], list[str]]
    names: NameTable
    tables: tuple[Table, ...]
    last: Ids


class NgramSession:
    """Of one document: the names met in it, and the last place."""

    def __init__(self, names: NameTable) -> None:
        self.names = names
        self.context: NgramContext | None = None


class Ngram:
    """The plain n-gram. `nested` has those with an author's other files."""

    weights_of = "plain"

    def __init__(self, knowledge: Knowledge, name: str = NAME) -> None:
        self._knowledge = knowledge
        counts = knowledge.counts
        self.info = ModelInfo(name, len(counts), knowledge.digest)
        self._corpus = Table(counts, len(knowledge.lexicon))

    def new_session(self) -> NgramSession:
        return NgramSession(NameTable(self._knowledge.lexicon))

    def complete(self, request: Request, session: NgramSession | None = None) -> Answer:
        """Ranked tokens and whole lines, neither calibrated."""
        request.verify()
        began = perf_counter()
        view = look(request.text, request.offset)
        if view.reason is not None:
            return Answer(reason=view.reason)
        here = self.predict(view, session or self.new_session())
        n_typed = len(view.fragment)
        tokens: list[Item] = []
        if request.tokens:
            for id, p in here.tokens(view.fragment, request.count):
                tokens.append(Item(here.names.text(id), n_typed, p))
        lines = _lines(request, view, here) if request.lines else []
        reason = None if tokens or lines else "low_confidence"
        total_ms = 1000 * (perf_counter() - began)
        return Answer(tuple(tokens), tuple(lines), reason, {"total": total_ms})

    def score(self, request: Request, text: str, session: NgramSession) -> float:
        """The natural logarithm of the probability that the next token is exactly `text`."""
        return self.predict(look(request.text, request.offset), session).log_p(text)

    def predict(self, view: CursorView, session: NgramSession) -> Prediction:
        """What the model says at a place of the session's document."""
        symbols = (
            list(joined(symbol.text for symbol in view.before)),
            list(joined(symbol.text for symbol in view.after)),
        )
        if session.context is None or session.context.symbols != symbols:
            session.context = self._look(symbols, session.names)
        context = session.context
        weights = self._knowledge.weights[self.weights_of]
        spelling = self._knowledge.spelling
        return Prediction(context.names, context.tables, weights, spelling, context.last)

    def _look(self, symbols: tuple[list[str], list[str]], names: NameTable) -> NgramContext:
        before = self._knowledge.lexicon.ids(symbols[0])
        return NgramContext(symbols, names, (self._corpus,), last_of(before, self._knowledge.order))


def _lines(request: Request, view: CursorView, here: Prediction) -> list[Item]:
    start = request.offset - len(view.fragment)
    left = request.text[:start]
    left = left[max(left.rfind("\n"), left.rfind("\r")) + 1 :]
    renderer = Renderer(request.text)
    items = []
    for ids, log_p in here.lines(view.fragment)[: request.count]:
        text = renderer.continue_line(left, [here.names.text(id) for id in ids])
        text = text.lstrip(" ") if view.fragment else text
        items.append(Item(text, len(view.fragment), exp(log_p)))
    return items
