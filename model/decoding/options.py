"""Options of the search: one frozen set of numbers, checked once."""

from dataclasses import dataclass, replace

from beamcoder.errors import UsageError


@dataclass(frozen=True, slots=True)
class DecodingOptions:
    """Widths count nodes a step, steps count calls of the network; probabilities are 0 to 1.

    The search gets dearer with the widths and steps, hardly with the rest.
    """

    token_width: int = 16  # paths of unfinished tokens followed at once
    token_steps: int = 3
    beam_width: int = 8
    first_width: int = 12  # of the first step: most lines part ways there
    line_steps: int = 40
    n_lines: int = 5  # lines offered at most
    spare_lines: int = 4  # searched for beyond that, for the filters to drop
    use_after: bool = True  # read the code after the cursor
    recall: bool = True  # mix in the cache model of buffer and workspace
    reads_from_line: bool = True  # lines above the cursor's do not attend to the code below it
    loose_weight: float = 0.05  # of names that match a fragment by hump or by another case
    undeclared_weight: float = 0.1  # of undeclared names, in the ranking
    impossible_weight: float = 0.05  # of what the known types rule out
    conflict_weight: float = 0.02  # of lines that declare a name again, or cut off what follows
    needs_weight: float = 0.02  # of lines that leave a name below undeclared, if another does not
    mending_weight: float = 0.05  # of lines that leave a syntax error, if another mends it
    min_token_probability: float = 0.002  # below: not offered
    min_line_probability: float = 0.005
    reuse: bool = True  # answer keys from the last search where it knows enough
    reuse_coverage: float = 0.8  # of the next token's mass that must be known for that
    reuse_lead: float = 0.1  # of the best line's probability over what no known line accounts for
    by_keystrokes: bool = False  # lines: rank by probability times characters, not by probability

    def narrowed(self) -> "DecodingOptions":
        """For a search of which the first line alone is wanted, in a third of the time."""
        lists = replace(self, token_width=4, token_steps=2, n_lines=2, spare_lines=1)
        return replace(lists, beam_width=3, first_width=4)

    def verify(self) -> None:
        """UsageError naming the values that make no sense."""
        counts = ("token_width", "token_steps", "beam_width", "first_width", "line_steps")
        for name in counts:
            if getattr(self, name) < 1:
                raise UsageError(f"{name} must be at least 1, not {getattr(self, name)}")
        shares = ("min_token_probability", "min_line_probability", "reuse_coverage")
        weights = ("loose_weight", "undeclared_weight", "impossible_weight")
        weights_of_lines = ("conflict_weight", "needs_weight", "mending_weight")
        for name in (*shares, *weights, *weights_of_lines):
            if not 0 <= getattr(self, name) <= 1:
                raise UsageError(f"{name} must lie between 0 and 1, not {getattr(self, name)}")
        if self.reuse_lead < 0:
            raise UsageError(f"reuse_lead cannot be negative, not {self.reuse_lead}")
        if self.n_lines < 0 or self.spare_lines < 0:
            raise UsageError("n_lines and spare_lines cannot be negative")
