"""A throw-away vocabulary and a scripted network (`tests.fakes`), for tests of the search."""

from pathlib import Path

import pytest

from beamcoder.model.completer import Completer
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.proposal import ModelInfo
from beamcoder.tokenizer.subword import Subword
from tests.fakes import PROGRAMS, MemorisingRuntime, symbols_of


@pytest.fixture(scope="session")
def subword(tmp_path_factory: pytest.TempPathFactory) -> Subword:
    path: Path = tmp_path_factory.mktemp("vocabulary") / "tokenizer.model"
    return Subword.train([symbols_of(program) for program in PROGRAMS], 480, path)


@pytest.fixture(scope="session")
def runtime(subword: Subword) -> MemorisingRuntime:
    return MemorisingRuntime(subword, PROGRAMS)


@pytest.fixture(scope="session")
def completer(runtime: MemorisingRuntime, subword: Subword) -> Completer:
    return Completer(runtime, subword, ModelInfo("scripted", 0, ""), options=DecodingOptions())
