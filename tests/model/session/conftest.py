"""The scripted network of the search's tests: sessions are what is kept between searches."""

from tests.model.decoding.conftest import completer, runtime, subword

__all__ = ["completer", "runtime", "subword"]
