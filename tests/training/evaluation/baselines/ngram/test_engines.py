"""The n-grams as engines: what they know, what they must not know, and what they offer."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from beamcoder.errors import CorpusError
from beamcoder.model.proposal import Request
from beamcoder.tokenizer.cursor import look
from beamcoder.tokenizer.lexer import lexical
from beamcoder.training.evaluation.baselines.ngram import learning
from beamcoder.training.evaluation.baselines.ngram.counts import Counts
from beamcoder.training.evaluation.baselines.ngram.engine import Ngram
from beamcoder.training.evaluation.baselines.ngram.knowledge import Knowledge
from beamcoder.training.evaluation.baselines.ngram.lexicon import FIRST_TOKEN, symbols_of
from beamcoder.training.evaluation.baselines.ngram.neighbours import Neighbours, known_problems
from beamcoder.training.evaluation.baselines.ngram.nested import Cached, Nested
from beamcoder.training.evaluation.baselines.recency import Recency
from beamcoder.training.evaluation.places.program import Program

BEFORE = "public class Main {\n    public static void main(String[] args) {\n        "
NEW = "int fresh = 7;\n        fresh += 3;\n        int other = "


def at_end(text: str, *, lines: bool = True) -> Request:
    return Request(text, len(text), lines=lines)


def programs(corpus: Path) -> list[Program]:
    return learning.held_out(corpus / "validation.jsonl")


def p_of(engine: Ngram, before: str, token: str) -> float:
    return math.exp(engine.score(at_end(before), token, engine.new_session()))


@pytest.fixture
def nested(knowledge: Knowledge, corpus: Path) -> Nested:
    return Nested(knowledge, Neighbours(programs(corpus), known_problems(corpus)))


@pytest.fixture(params=["plain", "cached", "nested"])
def engine(request: pytest.FixtureRequest, knowledge: Knowledge, nested: Nested) -> Ngram:
    made = {"plain": Ngram(knowledge), "cached": Cached(knowledge), "nested": nested}
    return made[request.param]


def test_the_corpus_is_counted(knowledge: Knowledge, corpus: Path) -> None:
    """The entries of order 1 are the tokens of all training files."""
    lines = (corpus / "train.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [symbols_of(json.loads(line)["text"]) for line in lines]
    flat = [symbol for text in texts for symbol in text]
    lexicon, counts = knowledge.lexicon, knowledge.counts
    assert {t for t in flat if flat.count(t) == 1}.isdisjoint(lexicon.tokens)
    context = counts.contexts(np.zeros(counts.order - 1, np.int64))[0]
    for token in ("count", ";", "Scanner", "int"):
        n = counts.count(np.array([context]), np.array([lexicon.id(token)]))
        assert n.tolist() == [flat.count(token)]
    assert counts.spans(np.array([context])).total.tolist() == [len(flat)]


def test_what_is_kept_is_what_was_counted(knowledge: Knowledge, corpus: Path) -> None:
    again = learning.open_knowledge(corpus)  # from the file that the fixture left
    assert again.lexicon.tokens == knowledge.lexicon.tokens
    assert again.counts.pairs.tolist() == knowledge.counts.pairs.tolist()
    assert {n: w.tolist() for n, w in again.weights.items()} == {
        n: w.tolist() for n, w in knowledge.weights.items()
    }
    assert again.spelling.log_p("fresh") == knowledge.spelling.log_p("fresh")


def test_another_corpus_is_counted_anew(
    knowledge: Knowledge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge.save(tmp_path / f"ngram-{learning.ORDER}.npz")
    (tmp_path / "train.jsonl").write_text("other", encoding="utf-8")
    monkeypatch.setattr(learning, "learn", lambda corpus, digest: knowledge)
    monkeypatch.setattr(Knowledge, "save", lambda self, path: pytest.fail("counted"))
    with pytest.raises(pytest.fail.Exception, match="counted"):
        learning.open_knowledge(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_of_counts_that_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ngram.npz"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match="no counts"):
        Knowledge.load(path)


def test_a_corpus_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="cannot read"):
        learning.open_knowledge(tmp_path)
    with pytest.raises(CorpusError, match="no corpus folder"):
        known_problems(tmp_path)


def test_probabilities_of_all_tokens_and_line_ends_make_one(engine: Ngram) -> None:
    """Those of the unknown are one class here; spelling shares it out."""
    session = engine.new_session()
    here = engine.predict(look(BEFORE + NEW, len(BEFORE + NEW)), session).blend([()])
    p = here.probability(np.arange(len(session.names))[None])[0]
    assert p.sum() == pytest.approx(1)
    assert (p[:FIRST_TOKEN].sum() < 1) and (p >= 0).all()


def test_the_list_says_what_the_score_says(engine: Ngram) -> None:
    session = engine.new_session()
    for text in (BEFORE, BEFORE + "int ", BEFORE + "Scanner in = new ", BEFORE + NEW):
        request = at_end(text, lines=False)
        items = engine.complete(request, session).tokens
        assert [i.probability for i in items] == sorted(
            (i.probability for i in items), reverse=True
        )
        for item in items:
            scored = math.exp(engine.score(request, item.text, session))
            assert scored == pytest.approx(item.probability, rel=1e-6)


def test_a_token_that_nobody_knows_is_never_listed_but_has_a_probability(engine: Ngram) -> None:
    before = BEFORE + "int "
    items = engine.complete(at_end(before)).tokens
    assert "zyx" not in [item.text for item in items]
    assert 0 < p_of(engine, before, "zyx") < p_of(engine, before, "count")


def test_only_a_cache_knows_a_new_name(knowledge: Knowledge, nested: Nested) -> None:
    seen = BEFORE + NEW
    for engine, knows in ((Ngram(knowledge), False), (Cached(knowledge), True), (nested, True)):
        names = [item.text for item in engine.complete(at_end(seen + "fr")).tokens]
        assert names == (["fresh"] if knows else [])
        if knows:
            assert p_of(engine, seen, "fresh") > 100 * p_of(engine, BEFORE, "fresh")


def test_a_cache_forgets_its_file(knowledge: Knowledge, nested: Nested) -> None:
    for engine in (Cached(knowledge), nested):
        session = engine.new_session()
        before = engine.score(at_end(BEFORE), "fresh", session)
        engine.complete(at_end(BEFORE + NEW), session)
        assert engine.score(at_end(BEFORE), "fresh", session) == pytest.approx(before)
        assert engine.complete(at_end(BEFORE + "fr"), session).tokens == ()


def test_a_cache_sees_what_stands_behind_the_cursor(knowledge: Knowledge) -> None:
    engine, text = Cached(knowledge), BEFORE + "\n" + NEW
    seeing = engine.complete(Request(text, len(BEFORE)), engine.new_session()).tokens
    assert p_of(engine, BEFORE, "int") < {i.text: i.probability for i in seeing}["int"]


def test_a_session_gives_what_a_new_one_gives(engine: Ngram) -> None:
    kept, text = engine.new_session(), BEFORE + NEW + "fresh + 1;\n"
    for end in range(len(BEFORE), len(text)):
        request = at_end(text[:end])
        old, new = engine.complete(request, kept), engine.complete(request, engine.new_session())
        assert [i.text for i in old.tokens] == [i.text for i in new.tokens]
        assert [i.text for i in old.lines] == [i.text for i in new.lines]


def test_typed_letters_hold_for_tokens_and_lines(engine: Ngram) -> None:
    for fragment in ("S", "Sc", "Scanner"):
        answer = engine.complete(at_end(BEFORE + fragment))
        assert answer.tokens and answer.lines
        for item in answer.tokens + answer.lines:
            assert item.replace == len(fragment) and item.text.startswith(fragment)
        assert sum(item.probability for item in answer.tokens) <= 1 + 1e-9


def test_a_line_is_as_likely_as_its_tokens_and_its_end(engine: Ngram) -> None:
    session, before = engine.new_session(), BEFORE + "Scanner in = new Scanner(System.in)"
    text = ";"
    line = engine.complete(at_end(before), session).lines[0]
    assert [token.text for token in lexical(line.text)] == [text]
    after = engine.predict(look(before + text, len(before + text)), session)
    ends = after.blend([()]).probability(np.arange(2, FIRST_TOKEN)[None]).sum()
    first = math.exp(engine.score(at_end(before), text, session))
    # A cache has taken the token in by then; the beam looks at the cache of the cursor.
    near = 1e-6 if type(engine) is Ngram else 1e-3
    assert line.probability == pytest.approx(first * ends, rel=near)


def test_nothing_is_offered_in_comments(engine: Ngram) -> None:
    assert engine.complete(at_end(BEFORE + "// in")).reason == "in_comment"
    assert engine.complete(at_end(BEFORE + 'f("in')).reason == "in_string"
    assert Recency().complete(at_end("// in")).reason == "in_comment"


def test_the_authors_other_files_help_and_the_file_itself_does_not(
    nested: Nested, corpus: Path
) -> None:
    """Each file holds a number and a string that stand in no other one."""
    mine, *others = programs(corpus)
    engine = nested.with_author_of(mine)
    own = next(token.text for token in mine.tokens if token.text.startswith('"'))
    known = engine.new_session().names
    assert known.find(own) == known.find("1100") == 1
    for other in others:
        number = next(t.text for t in other.tokens if t.text.startswith("1"))
        assert (known.find(number) > 1) is (other.author == mine.author)
    assert engine.info == nested.info


def test_an_authors_counts_are_those_of_the_files_left(
    nested: Nested, knowledge: Knowledge, corpus: Path
) -> None:
    mine, *others = programs(corpus)
    engine = nested.with_author_of(mine)
    order = knowledge.order
    stream: list[int] = []
    names = engine.new_session().names
    for other in others:
        if other.author == mine.author:
            stream += [0] * (order - 1) + names.ids(symbols_of(other.text)).tolist()
    expected = Counts.of(np.array(stream), order)
    assert engine.author.counts.pairs.tolist() == expected.pairs.tolist()
    assert engine.author.counts.starts.tolist() == expected.starts.tolist()


def program(id: str, text: str) -> Program:
    return Program.parse(text, id, id.split("/")[0])


def test_files_of_the_same_problem_are_no_neighbours() -> None:
    mine = program("a/00001_A_Main.java", "int a;")
    others = {
        "same id": mine,
        "copy": program("a/00002_B_Other.java", "int a;"),
        "same problem": program("a/00003_Other.java", "int c;"),
        "same name, unknown": program("a/00004_x_main.java", "int d;"),
        "same name, another problem": program("a/00005_Main.java", "int e;"),
        "another name, unknown": program("a/00006_x_Else.java", "int f;"),
        "another author": program("b/00007_y.java", "int g;"),
    }
    problems = {"int a;": "1A", "int c;": "1A", "int e;": "2A"}
    found = Neighbours(others.values(), problems).of(mine)
    kept = [name for name, other in others.items() if other in found]
    assert kept == ["same name, another problem", "another name, unknown"]


def test_recency_offers_names_last_used_first() -> None:
    text = "int count = total; // not\ncount += b(c"
    request = Request(text + "\n int cat;", len(text))
    assert [item.text for item in Recency().complete(request).tokens] == ["count", "cat"]
    items = Recency().complete(at_end("a b a ")).tokens
    assert [item.text for item in items] == ["a", "b"]
    assert items[0].probability > items[1].probability
    assert Recency().complete(Request("a ", 2, tokens=False)).lines == ()
