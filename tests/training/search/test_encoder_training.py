"""The bag encoder: what is trained equals what the search computes, and a tiny set is learned."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from beamcoder.errors import ArtefactError
from beamcoder.model.search.bag_encoder import WEIGHTS, WORDS, BagEncoder, open_encoder
from beamcoder.model.search.features import FIELDS, Features
from beamcoder.model.search.units import Unit
from beamcoder.training.search.bags import bags_of_pair, frequent_words, rarity, table_of
from beamcoder.training.search.export import write_encoder
from beamcoder.training.search.loop import Loop, LoopOptions, encode, train, validate
from beamcoder.training.search.network import BagNetwork, BagShape, contrastive_loss
from beamcoder.training.search.pairs import Pair

THINGS = ("heap", "graph", "tree", "queue", "matrix", "prime", "string", "array")
DEEDS = {  # a word of the text, and what stands for it in the code
    "shortest": "dijkstra", "order": "sort", "seek": "find", "join": "union",
    "count": "size", "empty": "clear", "copy": "arraycopy", "add": "push",
}  # fmt: skip


def unit(name: str, body: str) -> Unit:
    return Unit("method", name, "", f"void {name}()", "", body, (), 1, 3)


def tiny_pairs() -> list[Pair]:
    return [
        Pair(
            f"how to {deed} the {thing} now",
            unit("run", f"{{ {code}({thing}); return {number}; }}"),
            *("", "javadoc", f"{thing}/x", "A.java"),
        )
        for number, thing in enumerate(THINGS)
        for deed, code in DEEDS.items()
    ]


PAIRS = tiny_pairs()
BAGS = [bags_of_pair(pair) for pair in PAIRS]
FEATURES = Features(frequent_words(BAGS, 200), 64)
TABLE = table_of(BAGS, [pair.source for pair in PAIRS], FEATURES)


def network(seed: int = 0) -> BagNetwork:
    """With random numbers wherever an untrained network has zeros."""
    torch.manual_seed(seed)
    net = BagNetwork(BagShape(len(FEATURES), 16, 32))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return net


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("encoder") / "search"
    write_encoder(place, network(), FEATURES, "# Card\n")
    return place


def test_numpy_computes_what_torch_does(folder: Path) -> None:
    encoder = open_encoder(folder)
    texts, codes = encode(network(), TABLE)
    queries = encoder.encode_queries([pair.text for pair in PAIRS])
    units = encoder.encode_units([pair.unit for pair in PAIRS])
    # The folder keeps half precision: eleven bits of each number.
    np.testing.assert_allclose(queries, texts, atol=5e-3)
    np.testing.assert_allclose(units, codes, atol=5e-3)
    assert queries.dtype == units.dtype == np.float32


def test_rows_have_length_one_or_are_zero(folder: Path) -> None:
    encoder = open_encoder(folder)
    rows = encoder.encode_queries(["heap", "", "the of", "日本語", "x" * 10_000, "heap " * 20_000])
    lengths = np.linalg.norm(rows, axis=1)
    assert lengths[[0, 5]] == pytest.approx(1, abs=1e-5)
    assert lengths[[1, 2]].tolist() == [0, 0]
    assert all(abs(n - 1) < 1e-5 or n == 0 for n in lengths.tolist())
    assert encoder.encode_queries([]).shape == (0, encoder.dimensions)
    assert encoder.encode_units([]).shape == (0, encoder.dimensions)


def test_a_unit_is_encoded_alike_alone_and_among_others(folder: Path) -> None:
    encoder = open_encoder(folder)
    units = [pair.unit for pair in PAIRS] * 12  # more than one chunk
    together = encoder.encode_units(units)
    np.testing.assert_allclose(together[700], encoder.encode_units(units[700:701])[0], atol=1e-6)


def test_every_field_is_read(folder: Path) -> None:
    encoder = open_encoder(folder)
    plain = unit("run", "{ find(heap); }")
    changed = {
        "name": replace(plain, name="heap"),
        "owner": replace(plain, owner="Graph"),
        "signature": replace(plain, signature="Tree run()"),
        "calls": replace(plain, body="{ union(heap); }"),
        "names": replace(plain, body="{ find(tree); }"),
        "strings": replace(plain, body='{ find(heap); "queue" }'),
        "remarks": replace(plain, body="{ find(heap); } // queue"),
        "comment": replace(plain, comment="A prime matrix."),
        "structure": replace(plain, body="{ return find(heap); }"),
    }
    assert set(changed) | {"library"} == set(FIELDS)
    rows = encoder.encode_units([plain, *changed.values()])
    assert (np.abs(rows[1:] - rows[0]).max(1) > 1e-4).all()


def test_a_damaged_folder_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    for name in (WEIGHTS, WORDS):
        copy = tmp_path / name / "search"
        copy.mkdir(parents=True)
        for file in folder.iterdir():
            (copy / file.name).write_bytes(file.read_bytes())
        with (copy / name).open("ab") as damaged:
            damaged.write(b"x")
        with pytest.raises(ArtefactError, match="SHA-256 is wrong"):
            open_encoder(copy)
    with pytest.raises(ArtefactError):
        open_encoder(tmp_path / "nothing")


def test_a_tiny_set_is_learned() -> None:
    """Text and code share no word for the deed: only training can tell the eight apart."""
    torch.manual_seed(0)
    net = BagNetwork(BagShape(len(FEATURES), 16, 32))
    for side in ("text", "code"):
        net.weigh(side, torch.from_numpy(rarity(getattr(TABLE, side), len(FEATURES))))
    before = validate(net, {"javadoc": TABLE})["javadoc"]
    options = LoopOptions(batch=32, run_length=4, rate=2e-2, drop_features=0, drop_field=0)
    options = replace(options, follow_every=1, warm_up=1, mean_of=0.5)
    best = train(Loop(net, options), {"javadoc": TABLE}, {"javadoc": TABLE}, 40)
    assert before < 0.6 < 0.9 < best.figures["javadoc"]


def test_what_is_the_same_is_no_wrong_answer() -> None:
    rows = torch.nn.functional.normalize(torch.randn(4, 8), dim=1)
    same = torch.eye(4, dtype=torch.bool)
    scale = torch.tensor(10.0)
    alike = rows.clone()
    alike[1] = alike[0]
    marked = same.clone()
    marked[0, 1] = marked[1, 0] = True
    strict = contrastive_loss(alike, alike, scale, same)
    lenient = contrastive_loss(alike, alike, scale, marked)
    assert lenient < strict
    assert contrastive_loss(rows, rows, scale, same) < np.log(4)


def test_dropped_batches_never_hide_everything_from_validation() -> None:
    figures = validate(network(), {"javadoc": TABLE})
    assert set(figures) == {"javadoc", "javadoc body"}
    assert all(0 < value <= 1 for value in figures.values())


def test_a_bag_encoder_needs_no_torch(folder: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path;"
        "from beamcoder.model.search.bag_encoder import open_encoder;"
        f"open_encoder(Path({str(folder)!r})).encode_queries(['heap']);"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
    assert isinstance(open_encoder(folder), BagEncoder)
