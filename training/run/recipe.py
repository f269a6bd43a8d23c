"""Training recipes: frozen dataclasses read from TOML."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from beamcoder.errors import RecipeError
from beamcoder.model.network.config import ModelConfig
from beamcoder.training.corpus.cleaning import ProgramStyle

_T = TypeVar("_T")
RECIPES = Path(__file__).parents[1] / "recipes"
MIN_PIECES = 265  # 256 bytes, the unknown piece, and the eight of `tokenizer.subword`
MAX_PIECES = 1 << 16  # pieces are kept as 16-bit numbers
MIN_LENGTH = 64  # pieces in a row: twice the shortest chunk that `batches` puts into one
_SHARES = (  # of [data], each in 0 to 1
    "template_share", "class_share", "statement_class_weight",
    "brace_share", "line_share", "rename_share", "restate_share",
)  # fmt: skip
_NAMES = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a string",
    tuple[str, ...]: "a list of strings",
}


@dataclass(frozen=True, slots=True)
class DataRecipe:
    """`after_share` and `statement_share`: parts of the steps whose encoder is awake (half of those
    with a statement read what follows the cursor as well).

    `template_share` and `class_share`: see `dataset.Choice`; `statement_class_weight`: how often a
    file of style `class` is drawn for a step with statements, against one of another style.
    `brace_share`, `line_share`, `rename_share` and `restate_share`: see `augmentation`.
    """

    styles: tuple[str, ...] = ("stdin",)
    template_share: float = 1.0
    class_share: float = 1.0
    after_share: float = 0.25
    statement_share: float = 0.08
    statement_class_weight: float = 1.0
    brace_share: float = 0.0
    line_share: float = 0.0
    rename_share: float = 0.0
    restate_share: float = 0.0


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
    precision: str = "auto"  # "bf16" on CUDA; on a CPU "bf16" or "fp32", whichever is faster
    compile: bool = True
    threads: int = 2
    checkpoint_minutes: float = 4.0
    keep: int = 2  # checkpoints that stay, the newest ones
    validation_minutes: float = 4.0
    validation_rows: int = 64
    patience: int = 0  # validations without a better plain loss before it ends; 0: to the end


@dataclass(frozen=True, slots=True)
class Recipe:
    model: ModelConfig = field(default_factory=ModelConfig)
    data: DataRecipe = field(default_factory=DataRecipe)
    optimiser: OptimiserRecipe = field(default_factory=OptimiserRecipe)
    run: RunRecipe = field(default_factory=RunRecipe)
    phase: tuple[Phase, ...] = (Phase(),)

    @classmethod
    def load(cls, name_or_path: str) -> "Recipe":
        """A file, or the name of a recipe that comes with Beamcoder."""
        path = Path(name_or_path)
        if not path.suffix and (RECIPES / f"{name_or_path}.toml").exists():
            path = RECIPES / f"{name_or_path}.toml"
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as exc:
            known = ", ".join(sorted(p.stem for p in RECIPES.glob("*.toml")))
            raise RecipeError(f"no recipe {name_or_path}: not a file, nor one of {known}") from exc
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
            raise RecipeError(f"{path} is not TOML: {exc}") from exc
        return cls.parse(table, str(path))

    @classmethod
    def parse(cls, table: Mapping[str, Any], where: str) -> "Recipe":
        """The recipe of a TOML document; RecipeError names `where` and the first fault."""
        _known_only(table, {f.name for f in fields(cls)}, where)
        phases = table.get("phase", [{}])
        if not isinstance(phases, list) or not phases:
            raise RecipeError(f"{where}: phase must be a list of tables, [[phase]]")
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
        checks = (self._model_faults, self._data_faults, self._optimiser_faults)
        for faults in (*checks, self._run_faults, self._phase_faults):
            for sentence in faults():
                raise RecipeError(f"{where}: {sentence}")

    def _model_faults(self) -> Iterator[str]:
        model = self.model
        yield from _not_positive("model", **model.to_json())
        if not MIN_PIECES <= model.n_pieces <= MAX_PIECES:
            yield f"model.n_pieces = {model.n_pieces} must lie in {MIN_PIECES} to {MAX_PIECES}"

    def _data_faults(self) -> Iterator[str]:
        data = self.data
        if not data.styles or not set(data.styles) <= set(ProgramStyle):
            yield f"data.styles must name some of {', '.join(ProgramStyle)}"
        for name in _SHARES:
            if not 0 <= getattr(data, name) <= 1:
                yield f"data.{name} = {getattr(data, name)} must lie in 0 to 1"
        shares = data.after_share, data.statement_share
        if min(shares) < 0 or sum(shares) > 1:
            yield "the shares of [data] must not be negative, and add up to at most 1"

    def _optimiser_faults(self) -> Iterator[str]:
        opt = self.optimiser
        if opt.name not in ("muon", "adamw"):
            yield f"optimiser.name = {opt.name!r} must be muon or adamw"
        rates = {"lr": opt.lr, "embedding_lr": opt.embedding_lr, "head_lr": opt.head_lr}
        yield from _not_positive("optimiser", **rates)
        for name, beta in (("beta1", opt.beta1), ("beta2", opt.beta2)):
            if not 0 <= beta < 1:
                yield f"optimiser.{name} = {beta} must lie in [0, 1)"
        if opt.weight_decay < 0 or opt.warmup_steps < 0:
            yield "optimiser.weight_decay and optimiser.warmup_steps must not be negative"
        if not 0 < opt.decay_share <= 1:
            yield f"optimiser.decay_share = {opt.decay_share} must lie in (0, 1]"

    def _run_faults(self) -> Iterator[str]:
        run = self.run
        yield from _not_positive("run", pieces=run.pieces, threads=run.threads)
        yield from _not_positive("run", validation_rows=run.validation_rows, keep=run.keep)
        if run.patience < 0:
            yield f"run.patience = {run.patience} must not be negative"
        if run.seed < 0 or min(run.checkpoint_minutes, run.validation_minutes) < 0:
            yield "run.seed, run.checkpoint_minutes and run.validation_minutes are at least 0"
        if run.precision not in ("auto", "bf16", "fp32"):
            yield f"run.precision = {run.precision!r} must be auto, bf16 or fp32"

    def _phase_faults(self) -> Iterator[str]:
        starts = [phase.start for phase in self.phase]
        if starts != sorted(set(starts)) or starts[0] != 0:
            yield "phase.start must begin with 0 and rise"
        for phase in self.phase:
            yield from _not_positive("phase", rows=phase.rows)
            if not MIN_LENGTH <= phase.length <= self.model.context:
                longest = f"model.context = {self.model.context}"
                yield f"phase.length = {phase.length} must lie in {MIN_LENGTH} to {longest}"

    def decaying(self, n_pieces: int) -> "Recipe":
        """A run of so many pieces whose rate only falls, over other files than this one's first."""
        run = replace(self.run, pieces=n_pieces, seed=self.run.seed + 1)
        optimiser = replace(self.optimiser, warmup_steps=0, decay_share=1.0)
        return replace(self, run=run, optimiser=optimiser)

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
    values = {key: _value(value, hints[key], f"{where} {key}") for key, value in table.items()}
    return kind(**values)


def _value(value: Any, hint: Any, where: str) -> Any:
    if hint is float and type(value) in (int, float) and isfinite(value):
        return float(value)
    if hint == tuple[str, ...] and isinstance(value, list):
        if all(isinstance(item, str) for item in value):
            return tuple(value)
    elif type(value) is hint and hint is not float:
        return value
    raise RecipeError(f"{where} = {value!r} must be {_NAMES[hint]}")


def _not_positive(section: str, **values: float) -> Iterator[str]:
    for name, value in values.items():
        if value <= 0:
            yield f"{section}.{name} = {value} must be positive"
