"""The server on TCP of the tests of transports, with people at its door."""

from tests.server.transport.conftest import serving

__all__ = ["serving"]
