"""Rights of one client: everything for the user's own pipe, text only over a network.

A client that came over a network sends text and gets completions. The disk, the model, the log and
the statistics belong to the user of the server; that client neither reads nor sets them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from beamcoder.server.limits import LIMITS, ClientLimits


@dataclass(frozen=True, slots=True)
class Access:
    """`token` is what `initialize` has to bring, empty where no token is needed."""

    is_local: bool = True
    token: str = ""
    limits: ClientLimits = LIMITS

    def admits(self, params: Any) -> bool:
        """Whether the parameters of `initialize` bring the token."""
        options = params.get("initializationOptions") if isinstance(params, Mapping) else None
        token = options.get("token") if isinstance(options, Mapping) else None
        return not self.token or is_same(self.token, token)


LOCAL = Access()


def is_same(token: str, sent: Any) -> bool:
    """Compared in constant time, whatever was sent."""
    return isinstance(sent, str) and compare_digest(
        token.encode(), sent.encode("utf-8", "surrogatepass")
    )
