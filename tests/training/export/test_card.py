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


def test_a_card_names_sources_recipe_and_figures() -> None:
    card = render("trial", MANIFEST, CHECKPOINT, FIGURES, 1234)
    assert "| ann/one | MIT | test | 3 |" in card
    assert "| eve/two | none | train | 40 |" in card
    assert "123,456 in 10 steps" in card and "Muon at 0.02" in card
    assert "ann, bob" in card and "judge/statements" in card


def test_shares_are_per_cent_and_ranks_are_numbers() -> None:
    card = render("trial", MANIFEST, CHECKPOINT, FIGURES, 1234)
    assert "| next_token.left.all.accuracy@1 | 50.0% | 40.0% to 60.0% | 9 |" in card
    assert "| next_token.left.all.mrr@10 | 0.610 | 0.500 to 0.700 | 9 |" in card
    assert "| line.left.exact | none |  | 0 |" in card


def test_a_mean_says_what_it_is_made_of() -> None:
    parts = [{"share": 0.25, "pieces": 1_000_000}, {"share": 0.75, "pieces": 2_500_000}]
    card = render("trial", MANIFEST, CHECKPOINT | {"parts": parts}, FIGURES, 1234)
    assert "mean of 2 checkpoints" in card and "0.25 at 1.0 million, 0.75 at 2.5 million" in card
    assert "mean of" not in render("trial", MANIFEST, CHECKPOINT, FIGURES, 1234)
