"""Settings: whatever an editor sends, the result is valid settings and complaints in words."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.server.settings import KEYS, Settings, read_settings

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def test_every_field_has_a_key() -> None:
    assert {key.field for key in KEYS.values()} == {field.name for field in fields(Settings)}


def test_defaults_pass_their_own_checks() -> None:
    defaults = {name: getattr(Settings(), key.field) for name, key in KEYS.items()}
    assert read_settings(defaults, Settings()) == (Settings(), [])


@given(st.dictionaries(st.sampled_from(sorted(KEYS)), values) | values)
def test_anything_gives_settings(sent: Any) -> None:
    settings, complaints = read_settings(sent, Settings())
    again = {name: getattr(settings, key.field) for name, key in KEYS.items()}
    assert read_settings(again, Settings()) == (settings, [])
    assert all("must be" in complaint and len(complaint) < 200 for complaint in complaints)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("maxItems", 0),
        ("maxItems", 2.5),
        ("maxItems", True),
        ("maxItems", float("nan")),
        ("minimumProbability", 1.01),
        ("lineDeadlineMs", 0),
        ("tokenDeadlineMs", "fast"),
        ("triggerCharacters", ["ab"]),
        ("triggerCharacters", "."),
        ("device", "gpu"),
        ("device", ["cpu"]),
        ("logLevel", "loud"),
        ("model", 7),
        ("tokens", 1),
    ],
)
def test_a_bad_value_is_complained_of_and_the_default_taken(name: str, value: Any) -> None:
    settings, (complaint,) = read_settings({name: value}, Settings(max_items=3, device="cpu"))
    assert getattr(settings, KEYS[name].field) == getattr(Settings(), KEYS[name].field)
    assert complaint.startswith(f"beamcoder.{name} must be ")


def test_a_section_may_be_wrapped_and_null_means_unset() -> None:
    base = Settings(max_items=3)
    assert read_settings({"beamcoder": {"maxItems": 4}}, base)[0].max_items == 4
    assert read_settings({"maxItems": None, "theirs": 1}, base) == (base, [])
    assert read_settings(None, base) == (base, [])
