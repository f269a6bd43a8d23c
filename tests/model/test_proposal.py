"""The one list of tokens and lines that editors show and the evaluation replays."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.proposal import Answer, Item, Ranked

LEFT = "int n = s"


def test_the_merged_list_puts_first_what_saves_most() -> None:
    answer = Answer(
        tokens=(Item("sc", 1, 0.5), Item("s", 1, 0.9), Item("sum", 1, 0.2)),
        lines=(Item("sc.nextInt();", 1, 0.3), Item("sum", 1, 0.2), Item("sum;", 1, 0.01)),
    )
    texts = [item.text for item, _ in answer.merged(LEFT, 10)]
    assert texts == ["sc.nextInt();", "sc", "sum", "sum;"]  # 0.3 * 12 ** 0.3 is above 0.5
    likely = replace(answer, lines=(Item("sc.nextInt();", 1, 0.2),))
    assert [item.text for item, _ in likely.merged(LEFT, 10)][:2] == ["sc", "sc.nextInt();"]
    assert Answer().merged("", 10) == []


items = st.lists(
    st.builds(Item, st.text("sum; =", min_size=1, max_size=6), st.integers(0, 1), st.floats(0, 1)),
    max_size=12,
    unique_by=lambda item: (item.text, item.replace),
).map(tuple)


@given(items, items, st.integers(1, 20))
def test_the_merged_list_keeps_the_order_of_both(
    tokens: tuple[Item, ...], lines: tuple[Item, ...], most: int
) -> None:
    ranked = Answer(tokens, lines).merged(LEFT, most)
    assert len(ranked) <= most
    assert [item for item in tokens if Ranked(item, False) in ranked] == of_kind(ranked, False)
    assert [item for item in lines if Ranked(item, True) in ranked] == of_kind(ranked, True)
    placed = [(item.text, item.replace) for item, _ in ranked]
    assert len(set(placed)) == len(placed)
    assert not any(item.stands_in(LEFT) for item, _ in ranked)
    if of_kind(ranked, False):
        assert len(of_kind(ranked, True)) <= most // 2


def of_kind(ranked: list[Ranked], is_line: bool) -> list[Item]:
    return [item for item, kind in ranked if kind == is_line]
