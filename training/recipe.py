"""A training recipe: frozen dataclasses read from TOML. An unknown key is an error."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from beamcoder.errors import RecipeError
from beamcoder.model.config import ModelConfig

_T = TypeVar("_T")
RECIPES = Path(__file__).parent / "recipes"


@dataclass(frozen=True, slots=True)
class DataRecipe:
    """`after_share` and `statement_share`: parts of the steps whose encoder is awake."""

    styles: tuple[str, ...] = ("stdin",)
    after_share: float = 0.25
    statement_share: float = 0.08


@dataclass(frozen=True, slots=True)
class Phase:
    """From `start` (share of all pieces) on, a step is `rows` rows of `length` pieces."""

    start: float = 0.0
    rows: int = 8
    length: int = 256


@dataclass(frozen=True, slots=True)
class OptimiserRecipe:
    name: str = "muon"  # or "adamw"
    lr: float = 0.02
    embedding_lr: float = 0.1
    head_lr: float = 0.003
    beta1: float = 0.8
    beta2: float = 0.95
    weight_decay: float = 0.0
    warmup_steps: int = 50
    decay_share: float = 0.5


@dataclass(frozen=True, slots=True)
class RunRecipe:
    pieces: int = 20_000_000  # how many to train on, over all epochs
    seed: int = 0
    precision: str = "auto"  # "bf16" on CUDA and on CPUs with AMX, else "fp32"
    compile: bool = True
    threads: int = 2
    checkpoint_minutes: float = 4.0
    validation_minutes: float = 4.0
    validation_rows: int = 64


@dataclass(frozen=True, slots=True)
class Recipe:
    model: ModelConfig = ModelConfig()
    data: DataRecipe = DataRecipe()
    optimiser: OptimiserRecipe = OptimiserRecipe()
    run: RunRecipe = RunRecipe()
    phase: tuple[Phase, ...] = field(default=(Phase(),))

    @classmethod
    def load(cls, name_or_path: str) -> "Recipe":
        """A file, or the name of a recipe that comes with Beamcoder."""
        path = Path(name_or_path)
        if not path.suffix and (RECIPES / f"{name_or_path}.toml").exists():
            path = RECIPES / f"{name_or_path}.toml"
        try:
            return cls.parse(tomllib.loads(path.read_text(encoding="utf-8")), str(path))
        except OSError as exc:
            known = ", ".join(sorted(p.stem for p in RECIPES.glob("*.toml")))
            raise RecipeError(f"no recipe {name_or_path}: not a file, nor one of {known}") from exc
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
            raise RecipeError(f"{path} is not TOML: {exc}") from exc

    @classmethod
    def parse(cls, table: Mapping[str, Any], where: str) -> "Recipe":
        _known_only(table, {f.name for f in fields(cls)}, where)
        phases = table.get("phase", [{}])
        recipe = cls(
            model=_section(ModelConfig, table.get("model", {}), f"{where} [model]"),
            data=_section(DataRecipe, table.get("data", {}), f"{where} [data]"),
            optimiser=_section(OptimiserRecipe, table.get("optimiser", {}), f"{where} [optimiser]"),
            run=_section(RunRecipe, table.get("run", {}), f"{where} [run]"),
            phase=tuple(_section(Phase, phase, f"{where} [[phase]]") for phase in phases),
        )
        recipe.verify(where)
        return recipe

    def verify(self, where: str) -> None:
        """RecipeError naming the first value that makes no sense."""
        run, opt = self.run, self.optimiser
        checks = {
            f"run.pieces = {run.pieces} must be positive": run.pieces > 0,
            f"run.precision = {run.precision!r} must be auto, bf16 or fp32": run.precision in ("auto", "bf16", "fp32"),
            f"optimiser.name = {opt.name!r} must be muon or adamw": opt.name in ("muon", "adamw"),
            f"optimiser.decay_share = {opt.decay_share} must lie in (0, 1]": 0 < opt.decay_share <= 1,
            "the shares of [data] must add up to at most 1": self.data.after_share + self.data.statement_share <= 1,
            "phase.start must begin with 0 and rise": [p.start for p in self.phase] == sorted({p.start for p in self.phase})
            and self.phase[0].start == 0,
            f"phase.length must lie between 64 and model.context = {self.model.context}": all(
                64 <= p.length <= self.model.context and p.rows > 0 for p in self.phase
            ),
            "model.depth and model.n_pieces must be positive": self.model.depth > 0 and self.model.n_pieces > 264,
        }  # fmt: skip
        for sentence, holds in checks.items():
            if not holds:
                raise RecipeError(f"{where}: {sentence}")

    def phase_at(self, n_pieces: int) -> Phase:
        """The phase in force after that many pieces."""
        share = n_pieces / self.run.pieces
        return [phase for phase in self.phase if phase.start <= share][-1]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def _known_only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise RecipeError(f"{where}: unknown key {key!r}; known are {', '.join(sorted(known))}")


def _section(kind: type[_T], table: Any, where: str) -> _T:
    if not isinstance(table, Mapping):
        raise RecipeError(f"{where} must be a table")
    hints = get_type_hints(kind)
    _known_only(table, set(hints), where)
    return kind(**{key: _value(value, hints[key], f"{where} {key}") for key, value in table.items()})


def _value(value: Any, hint: Any, where: str) -> Any:
    if hint is float and type(value) is int:
        return float(value)
    if isinstance(value, list):
        return tuple(value)
    if type(value) is not hint:
        raise RecipeError(f"{where} = {value!r} must be of type {hint.__name__}")
    return value
