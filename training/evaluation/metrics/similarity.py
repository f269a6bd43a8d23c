"""Edit similarity of two lines: 2 × common ÷ total characters.

`common` is the length of the longest common subsequence: what `fuzz.ratio` computes, 0 to 1.
"""


def edit_similarity(a: str, b: str) -> float:
    """1.0 for equal texts, 0.0 for texts without a common character."""
    if not a and not b:
        return 1.0
    return 2 * common_subsequence(a, b) / (len(a) + len(b))


def common_subsequence(a: str, b: str) -> int:
    """The length of the longest common subsequence (Hyyrö's bit-parallel method)."""
    places: dict[str, int] = {}
    for i, char in enumerate(a):
        places[char] = places.get(char, 0) | 1 << i
    full = (1 << len(a)) - 1
    row = full  # bit i is 0 where the length grows by one at a[i]
    for char in b:
        match = row & places.get(char, 0)
        row = ((row + match) | (row - match)) & full
    return len(a) - row.bit_count()
