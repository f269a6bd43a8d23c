"""The one list of tokens and lines that editors show and the evaluation replays."""

from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.proposal import MIN_LISTED, Answer, Item, Ranked

LEFT = "int n = s"


def test_the_merged_list_is_in_the_order_of_the_numbers_that_it_shows() -> None:
    answer = Answer(
        tokens=(Item("s", 1, 0.9), Item("sc", 1, 0.5), Item("sum", 1, 0.2)),
        lines=(Item("sc.nextInt();", 1, 0.3), Item("sum", 1, 0.2), Item("sum;", 1, 0.04)),
    )
    texts = [item.text for item, _ in answer.merged(LEFT, 10)]
    assert texts == ["sc", "sc.nextInt();", "sum", "sum;"]
    assert Answer().merged("", 10) == []


def test_punctuation_glued_to_a_word_that_may_grow_is_not_listed() -> None:
    tokens = (Item("=", 0, 0.7), Item("--", 0, 0.1), Item("sum2", 3, 0.1))
    lines = (Item("++;", 0, 0.3), Item(" = 0;", 0, 0.2))
    listed = Answer(tokens, lines).merged("sum", 10)
    assert [item.text for item, _ in listed] == ["++;", " = 0;", "sum2"]
    after = Answer((Item(";", 0, 0.7), Item("{", 0, 0.2))).merged("f(n)", 10)
    assert [item.text for item, _ in after] == [";", "{"]


items = st.lists(
    st.builds(Item, st.text("sum; =", min_size=1, max_size=6), st.integers(0, 1), st.floats(0, 1)),
    max_size=12,
    unique_by=lambda item: (item.text, item.replace),
).map(tuple)


@given(items, items, st.integers(1, 20))
def test_the_merged_list_is_sorted_and_holds_nothing_useless(
    tokens: tuple[Item, ...], lines: tuple[Item, ...], most: int
) -> None:
    ranked = Answer(tokens, lines).merged(LEFT, most)
    shown = [item.probability for item, _ in ranked]
    assert len(ranked) <= most and shown == sorted(shown, reverse=True)
    assert all(p >= MIN_LISTED for p in shown)
    placed = [(item.text, item.replace) for item, _ in ranked]
    assert len(set(placed)) == len(placed)
    assert not any(item.stands_in(LEFT) for item, _ in ranked)
    assert not any(item.is_glued_to(LEFT) for item, is_line in ranked if not is_line)
    if of_kind(ranked, False):
        assert len(of_kind(ranked, True)) <= most // 2


def of_kind(ranked: list[Ranked], is_line: bool) -> list[Item]:
    return [item for item, kind in ranked if kind == is_line]
