"""Who may talk to a server that browsers can reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.server.transport.addresses import is_loopback
from beamcoder.server.transport.origin_check import normal_origin, own_origins, refusal

PORT = 4390
NAMED = frozenset({"https://editor.example:443"})


class Sent:
    """The headers of a request."""

    def __init__(self, host: str | None, *origins: str) -> None:
        self._headers = {"Host": [host] if host else [], "Origin": list(origins)}

    def get_all(self, key: str, /) -> list[str]:
        return self._headers[key]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST", "::1"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "192.168.1.2", "localhost.evil.org", "evil.org"])
def test_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "headers",
    [
        Sent("127.0.0.1:4390"),  # no browser
        Sent("localhost:4390"),
        Sent("[::1]:4390"),
        Sent("127.0.0.1:4390", "https://editor.example"),
        Sent("127.0.0.1:4390", "https://EDITOR.example:443"),
    ],
)
def test_who_is_welcome(headers: Sent) -> None:
    assert refusal(headers, PORT, NAMED) is None


@pytest.mark.parametrize(
    "headers",
    [
        Sent("127.0.0.1:4390", "https://evil.org"),
        Sent("127.0.0.1:4390", "http://editor.example"),
        Sent("127.0.0.1:4390", "https://editor.example:8443"),
        Sent("127.0.0.1:4390", "https://editor.example.evil.org"),
        Sent("127.0.0.1:4390", "http://127.0.0.1:3000"),  # another server's page
        Sent("127.0.0.1:4390", "http://localhost:4390"),  # its own, which nobody named
        Sent("127.0.0.1:4390", "null"),
        Sent("127.0.0.1:4390", "file://"),
        Sent("127.0.0.1:4390", ""),
        Sent("127.0.0.1:4390", "http://[bad"),
        Sent("127.0.0.1:4390", "https://editor.example", "https://evil.org"),
        Sent("evil.org:4390"),  # a name that was made to lead here
        Sent("evil.org:4390", "http://evil.org:4390"),
        Sent("evil.org:4390", "https://editor.example"),
        Sent("127.0.0.1:4391"),  # another port
        Sent("127.0.0.1"),
        Sent("user@127.0.0.1:4390/x"),
        Sent("127.0.0.1:bad"),
        Sent(None),
    ],
)
def test_who_is_turned_away(headers: Sent) -> None:
    assert refusal(headers, PORT, NAMED) is not None


@pytest.mark.parametrize("host", ["127.0.0.1:4390", "localhost:4390", "[::1]:4390"])
def test_a_servers_own_page(host: str) -> None:
    welcome = Sent(host, f"http://{host}")
    assert refusal(welcome, PORT, own_origins(welcome)) is None
    for origin in (f"https://{host}", "http://127.0.0.1:3000", "https://evil.org", "null"):
        other = Sent(host, origin)
        assert refusal(other, PORT, own_origins(other)) is not None


@pytest.mark.parametrize(
    "written",
    ["", "null", "editor.example", "https://a.example/x", "https://u@a.example", "ws://a"],
)
def test_what_is_no_origin(written: str) -> None:
    assert normal_origin(written) == ""


@given(st.text() | st.builds("{}://{}".format, st.sampled_from(["http", "https"]), st.text()))
def test_an_origin_that_is_none_is_nobodys(written: str) -> None:
    """Whatever comes is read, and what is read is read the same again."""
    origin = normal_origin(written)
    assert normal_origin(origin) == origin
