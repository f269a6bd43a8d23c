"""Who may talk to a server that browsers can reach."""

import pytest

from beamcoder.server.origin_check import is_loopback, refusal


class RequestHeaders:
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
    ("headers", "own_page_only"),
    [
        (RequestHeaders("127.0.0.1:4390"), True),  # no browser
        (RequestHeaders("127.0.0.1:4390", "http://127.0.0.1:4390"), True),
        (RequestHeaders("localhost:4390", "http://localhost:4390"), True),
        (RequestHeaders("[::1]:4390", "http://[::1]:4390"), True),
        (RequestHeaders("127.0.0.1:4390", "http://localhost:3000"), False),
    ],
)
def test_who_is_welcome(headers: RequestHeaders, own_page_only: bool) -> None:
    assert refusal(headers, "127.0.0.1", own_page_only=own_page_only) is None


@pytest.mark.parametrize(
    ("headers", "own_page_only"),
    [
        (RequestHeaders("127.0.0.1:4390", "https://evil.org"), True),
        (RequestHeaders("127.0.0.1:4390", "https://evil.org"), False),
        (RequestHeaders("127.0.0.1:4390", "http://127.0.0.1:3000"), True),  # another server's page
        (RequestHeaders("127.0.0.1:4390", "https://127.0.0.1:4390"), True),
        (RequestHeaders("127.0.0.1:4390", "null"), True),
        (RequestHeaders("127.0.0.1:4390", "null"), False),
        (RequestHeaders("127.0.0.1:4390", ""), False),
        (RequestHeaders("127.0.0.1:4390", "http://[bad"), False),
        (RequestHeaders("127.0.0.1:4390", "http://127.0.0.1:4390", "https://evil.org"), True),
        (RequestHeaders("evil.org:4390"), True),  # a name that was made to lead here
        (RequestHeaders("evil.org:4390", "http://evil.org:4390"), True),
        (RequestHeaders("evil.org:4390", "http://evil.org:4390"), False),
        (RequestHeaders(None), False),
    ],
)
def test_who_is_turned_away(headers: RequestHeaders, own_page_only: bool) -> None:
    assert refusal(headers, "127.0.0.1", own_page_only=own_page_only) is not None


def test_a_server_for_others_knows_its_own_name_only() -> None:
    """`serve --ws 0.0.0.0:PORT` is asked for by any name; a page of that name is its own."""
    assert refusal(RequestHeaders("box:4390"), "192.168.1.2") is None
    assert refusal(RequestHeaders("box:4390", "http://box:8080"), "192.168.1.2") is None
    assert refusal(RequestHeaders("box:4390", "https://evil.org"), "192.168.1.2") is not None
