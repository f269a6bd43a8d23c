"""Recipes: those that come along hold, and every fault is one sentence."""

import tomllib
from pathlib import Path

import pytest

from beamcoder.errors import RecipeError
from beamcoder.training.run.recipe import RECIPES, Phase, Recipe

FAULTS = {
    "colour = 1": "unknown key 'colour'",
    "[run]\npeices = 5": "unknown key 'peices'; known are",
    "[model]\ndeep = 5": "unknown key 'deep'",
    "[[phase]]\nlong = 5": "unknown key 'long'",
    "model = 5": r"\[model\] must be a table",
    "phase = 5": "phase must be a list",
    "phase = []": "phase must be a list",
    "phase = [5]": "must be a table",
    "[model]\ndepth = 2.5": "depth = 2.5 must be a whole number",
    "[model]\ndepth = true": "must be a whole number",
    "[model]\ndepth = [2]": "must be a whole number",
    "[model]\ndepth = '6'": "must be a whole number",
    "[model]\ndepth = 0": "model.depth = 0 must be positive",
    "[model]\nn_pieces = 200": "model.n_pieces = 200 must lie in",
    "[model]\nn_pieces = 70000": "model.n_pieces = 70000 must lie in",
    "[data]\nstyles = 'stdin'": "must be a list of strings",
    "[data]\nstyles = [1]": "must be a list of strings",
    "[data]\nstyles = []": "data.styles must name some of stdin, chelper, class",
    "[data]\nstyles = ['stdn']": "data.styles must name some of",
    "[data]\nafter_share = nan": "must be a number",
    "[data]\nafter_share = 0.8\nstatement_share = 0.3": "add up to at most 1",
    "[data]\nafter_share = -0.1": "must not be negative",
    "[optimiser]\nname = 'sgd'": "must be muon or adamw",
    "[optimiser]\nlr = 0": "optimiser.lr = 0.0 must be positive",
    "[optimiser]\nbeta1 = 1": "beta1 = 1.0 must lie in",
    "[optimiser]\nwarmup_steps = -1": "must not be negative",
    "[optimiser]\ndecay_share = 0": "decay_share = 0.0 must lie in",
    "[run]\npieces = 0": "run.pieces = 0 must be positive",
    "[run]\nthreads = 0": "run.threads = 0 must be positive",
    "[run]\nseed = -1": "run.seed",
    "[run]\nprecision = 'fp8'": "run.precision = 'fp8' must be",
    "[run]\ncompile = 1": "compile = 1 must be true or false",
    "[[phase]]\nstart = 0.5": "phase.start must begin with 0",
    "[[phase]]\nstart = 0\n[[phase]]\nstart = 0": "phase.start must begin with 0 and rise",
    "[[phase]]\nlength = 4096": "phase.length = 4096 must lie in 64 to model.context = 1024",
    "[[phase]]\nrows = 0": "phase.rows = 0 must be positive",
    "run = ": "is not TOML",
}


@pytest.mark.parametrize("path", sorted(RECIPES.glob("*.toml")), ids=lambda path: path.stem)
def test_recipes_that_come_along_hold(path: Path) -> None:
    recipe = Recipe.load(path.stem)
    assert recipe == Recipe.load(str(path))
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    assert recipe.run.pieces == written["run"]["pieces"]


def test_all_three_come_along() -> None:
    assert {"tiny", "cpu", "gpu"} <= {path.stem for path in RECIPES.glob("*.toml")}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items())
def test_each_fault_is_one_sentence(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=fault) as caught:
        Recipe.load(str(path))
    assert "mine.toml" in str(caught.value) and "\n" not in str(caught.value)


def test_no_such_recipe_names_those_there_are() -> None:
    with pytest.raises(RecipeError, match=r"no recipe huge: .* cpu, gpu, long, tiny"):
        Recipe.load("huge")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RecipeError, match="is not TOML"):
        Recipe.load(str(tmp_path / "mine.toml"))


def test_an_empty_recipe_is_the_defaults() -> None:
    assert Recipe.parse({}, "here") == Recipe()


def test_whole_numbers_pass_for_numbers() -> None:
    assert Recipe.parse({"run": {"checkpoint_minutes": 3}}, "here").run.checkpoint_minutes == 3.0


def test_phases_follow_the_pieces() -> None:
    phases = tuple(Phase(start, 8, 64) for start in (0.0, 0.5, 0.9))
    recipe = Recipe(phase=phases)
    n = recipe.run.pieces
    assert [recipe.phase_at(k).start for k in (0, n // 2 - 1, n // 2, n)] == [0.0, 0.0, 0.5, 0.9]
