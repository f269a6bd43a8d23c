"""What a statement is worth, on a scripted network; one pass against place by place."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from beamcoder.errors import InputError, UsageError
from beamcoder.markdown import Section
from beamcoder.model.completer import SEARCH_ROOM, Completer
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.proposal import ModelInfo
from beamcoder.model.session.session import Session
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.evaluation.metrics.query import QueryContext, QueryPlace
from beamcoder.training.evaluation.metrics.scoring import log_probability
from beamcoder.training.evaluation.places.program import Program
from beamcoder.training.evaluation.studies import statements
from beamcoder.training.evaluation.studies.forcing import token_bits
from beamcoder.training.evaluation.studies.statements import PAIRS, measure, section
from beamcoder.training.evaluation.studies.with_statement import (
    StudyOptions,
    read_stated,
    sample,
    scopes,
)
from tests.fakes import ReadingRuntime

ANIMALS = ("hens", "geese", "ducks", "swans")
KEYWORDS = ("public", "class", "static", "void", "int", "long", "for", "new", "in", "Scanner")
WORDS = [*KEYWORDS, *ANIMALS, *"(){};=+<.0123456789[],"] * 4


@pytest.fixture(scope="module")
def subword(tmp_path_factory: pytest.TempPathFactory) -> Subword:
    return Subword.train([WORDS], 340, tmp_path_factory.mktemp("pieces") / Path("t.model"))


def completer_of(subword: Subword, context: int = 1024) -> Completer:
    runtime = ReadingRuntime(subword.n_pieces, context)
    options = DecodingOptions(undeclared_weight=1.0)
    return Completer(runtime, subword, ModelInfo("reader", 0, ""), options=options)


@pytest.fixture
def corpus(tmp_path: Path, program: Program) -> Path:
    """Four programs of two authors, each about one animal, as its statement is."""
    programs: list[dict[str, str | None]] = []
    for number, animal in enumerate(ANIMALS):
        text = program.text.replace("total", animal).replace("count", f"{animal}Count")
        about = {"author": f"author{number % 2}", "path": f"{animal}.java", "text": text}
        programs.append({**about, "statement": animal, "style": "stdin"})
    programs.append({**programs[0], "path": "b.java", "statement": None})
    programs.append({**programs[0], "path": "c.java", "statement": "lost"})
    programs.append({**programs[0], "path": "d.java", "style": "class"})
    texts = [{"key": animal, "text": f"{animal} {animal}Count"} for animal in ANIMALS]
    for name, records in (("validation", programs), ("statements", texts)):
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (tmp_path / f"{name}.jsonl").write_text(lines)
    return tmp_path


@pytest.mark.parametrize("context", [1024, SEARCH_ROOM + 16])
@pytest.mark.parametrize("statement", ["", "hens Count\n\nInput\nin"])
def test_one_pass_equals_place_by_place(
    subword: Subword, program: Program, context: int, statement: str
) -> None:
    """Also where the window over the file hops, several times."""
    completer = completer_of(subword, context)
    bits = token_bits(completer, program.text, statement)
    walked = []
    for line in program.lines:
        for index in range(line.first, line.stop):
            request = QueryPlace(program, line, index).request(QueryContext.LEFT, lines=False)
            asked = replace(request, statement=statement)
            token = program.tokens[index].text
            log_p = log_probability(completer, asked, token, Session())
            walked.append(-log_p / np.log(2))
    assert bits == pytest.approx(walked, abs=1e-4)


def test_only_programs_with_a_statement_are_asked(corpus: Path) -> None:
    cases, n_found = read_stated(corpus, StudyOptions())
    assert n_found == len(cases) == 4
    for case in cases:
        animal = case.true.split()[0]
        assert animal in case.program.text
        assert case.shuffled.split()[0] in set(ANIMALS) - {animal}
        assert case.statement("none") == ""
    assert len(read_stated(corpus, StudyOptions(n_files=2))[0]) == 2


def test_the_seed_chooses_the_shuffled_statement(corpus: Path) -> None:
    drawn = {
        tuple(case.shuffled for case in read_stated(corpus, StudyOptions(seed=seed))[0])
        for seed in (0, 0, 1, 2, 3)
    }
    assert 1 < len(drawn) <= 4


def test_scopes_are_parts_of_each_other(corpus: Path) -> None:
    for case in read_stated(corpus, StudyOptions())[0]:
        masks = scopes(case)
        assert masks["all"].all()
        assert (masks["body identifiers"] == (masks["body"] & masks["identifiers"])).all()
        assert masks["new names"].sum() <= masks["body identifiers"].sum()
        names = [
            t.text for t, new in zip(case.program.tokens, masks["new names"], strict=True) if new
        ]
        assert len(names) == len(set(names))


def test_places_are_identifiers_and_as_many_as_asked(corpus: Path) -> None:
    cases, _ = read_stated(corpus, StudyOptions())
    everything = list(sample(cases, StudyOptions(n_places=1000)))
    for case, places in zip(cases, everything, strict=True):
        assert places == np.flatnonzero(scopes(case)["identifiers"]).tolist()
    few = list(sample(cases, StudyOptions(n_places=3)))
    assert few == list(sample(cases, StudyOptions(n_places=3)))
    assert 0 < sum(map(len, few)) < sum(map(len, everything))


def test_the_true_statement_gains_and_another_does_not(corpus: Path, subword: Subword) -> None:
    options = StudyOptions(n_places=5)
    cases, n_found = read_stated(corpus, options)
    worth = measure(partial(completer_of, subword), cases, options)
    assert worth.gains["true over none"]["bits.new names"].value > 0
    assert worth.gains["true over shuffled"]["bits.new names"].value > 0
    for pair, gains in worth.gains.items():
        for name, gain in gains.items():
            before, after = (worth.figures[c][name].value for c in reversed(PAIRS[pair]))
            sign = -1 if name.startswith("bits") else 1
            assert gain.value == pytest.approx(sign * (after - before))
    told = {"n_files_asked": 4, "n_files_found": n_found, "split": "validation"}
    table = section(worth, told)
    assert all(len(row) == len(table["columns"]) for row in table["rows"])
    assert len(table["rows"]) == len(worth.figures["none"])


def test_the_command_writes_what_it_prints(
    corpus: Path,
    subword: Subword,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(Completer, "open", lambda *_: completer_of(subword))
    out, table = corpus / "out.json", corpus / "section.json"
    arguments = [str(corpus), "--json", "--places", "2", "--out", str(out), "--section", str(table)]
    assert statements.main(arguments) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(out.read_text())
    assert printed["settings"]["n_files_found"] == 4
    assert Section.load(table).columns
    assert statements.main([str(corpus), "--places", "2"]) == 0
    assert "bits, body" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--files", "1"], ["--places", "0"], ["--split", "test"]])
def test_what_cannot_be_asked_is_one_sentence(
    corpus: Path,
    subword: Subword,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    wrong: list[str],
) -> None:
    monkeypatch.setattr(Completer, "open", lambda *_: completer_of(subword))
    assert statements.main([str(corpus), *wrong]) > 0
    assert capsys.readouterr().err.count("\n") == 1


def test_a_corpus_without_statements_is_an_error(corpus: Path) -> None:
    (corpus / "statements.jsonl").write_text('{"key": "hens", "text": "hens"}\n')
    with pytest.raises(InputError):
        read_stated(corpus, StudyOptions())
    with pytest.raises(UsageError):
        StudyOptions(seed=-1).verify()
