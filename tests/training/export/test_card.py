"""The model card says what was measured, and nothing else."""

from beamcoder.training.export.card import render

MANIFEST = {
    "splits": {"test": ["ann", "bob"]},
    "sources": [
        {"repository": "ann/one", "licence": "MIT", "splits": ["test"], "kept": {"stdin": 3}},
        {
            "repository": "eve/two",
            "licence": "none",
            "splits": ["train"],
            "kept": {"stdin": 40, "class": 2},
        },
    ],
    "statement_sources": {"judge/statements": {}},
}
CHECKPOINT = {
    "model": {"depth": 6, "n_pieces": 6144},
    "progress": {"step": 10, "pieces": 123456, "seconds": 90.0},
    "recipe": {
        "optimiser": {"name": "muon", "lr": 0.02, "decay_share": 0.5},
        "run": {"seed": 0, "precision": "auto"},
        "data": {"styles": ["stdin"], "after_share": 0.2, "statement_share": 0.05},
    },
}
FIGURES = {
    "settings": {"n_files_asked": 7, "seed": 0},
    "metrics": {
        "next_token.left.all.accuracy@1": {"value": 0.5, "low": 0.4, "high": 0.6, "n": 9},
        "next_token.left.all.mrr@10": {"value": 0.61, "low": 0.5, "high": 0.7, "n": 9},
        "line.left.exact": {"value": None, "low": None, "high": None, "n": 0},
    },
}


def test_a_card_names_sources_recipe_figures_and_parts() -> None:
    parts = [{"share": 0.25, "pieces": 1_000_000}, {"share": 0.75, "pieces": 2_500_000}]
    card = render("trial", MANIFEST, CHECKPOINT | {"parts": parts}, FIGURES, 1234)
    for row in (
        "| ann/one | MIT | test | 3 |",
        "| next_token.left.all.accuracy@1 | 50.0% | 40.0% to 60.0% | 9 |",
        "| next_token.left.all.mrr@10 | 0.610 | 0.500 to 0.700 | 9 |",
        "| line.left.exact | none |  | 0 |",
    ):
        assert row in card
    assert "mean of 2 checkpoints" in card and "123,456 in 10 steps" in card
