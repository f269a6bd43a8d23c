"""Targets of fuzzing: what reads strangers' input, and what must hold of each.

    TARGETS["lexer"](Random("1:lexer:0"), folder)     returns, or raises what is a fault

A target makes one input and reads it. Only what a command would print as a sentence may be raised
inside, and a target catches that itself.
"""

import asyncio
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from beamcoder.errors import ArtefactError, BeamcoderError, CorpusError, RecipeError, UsageError
from beamcoder.study import inputs

Target = Callable[[Random, Path], None]
MAX_MESSAGE_BYTES: Final = 100_000
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def lexer(draw: Random, folder: Path) -> None:
    """Tokens follow one another without a gap and make up the text; layout takes them."""
    from beamcoder.tokenizer.layout import layout
    from beamcoder.tokenizer.lexer import lex

    text, at = inputs.text(draw), 0
    tokens = lex(text)
    for token in tokens:
        assert token.start == at and token.text, f"a gap at {at}"
        at = token.end
    assert "".join(token.text for token in tokens) == text, "another text"
    layout(tokens)


def live(draw: Random, folder: Path) -> None:
    """A text under edit has the lines of the text anew, after every edit."""
    from beamcoder.tokenizer.live.lines import LineBuffer, well_formed
    from beamcoder.tokenizer.live.rows import split_rows

    buffer, text = LineBuffer(), inputs.text(draw)
    for _ in range(draw.randrange(1, 9)):
        known = well_formed(text)
        buffer.follow(known)
        assert buffer.lines == split_rows(known), "other lines than those of the text"
        assert buffer.starts[buffer.n_lines] == len(known), "another length"
        text = inputs.edited(draw, text)


def statement(draw: Random, folder: Path) -> None:
    """Any text is read as a statement."""
    from beamcoder.tokenizer.statement import statement_words

    statement_words(inputs.text(draw).replace(";", draw.choice(["<p>", "$", "\n\n", "&lt;"])))


def stream(draw: Random, folder: Path) -> None:
    """Bytes of a client become messages, or the client is refused."""
    from beamcoder.server.transport.streams import MessageStream, NotAHeaderError, TooLargeError

    bodies = [inputs.message(draw) for _ in range(draw.randrange(4))]
    data = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(b), b) for b in bodies) or b"\n"
    data = inputs.mutated(draw, data) if draw.random() < 0.7 else data

    async def read() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        source = MessageStream(reader, MAX_MESSAGE_BYTES, is_strict=draw.random() < 0.5)
        while True:
            try:
                if await source.receive() is None:
                    return
            except TooLargeError:
                continue
            except NotAHeaderError:
                return

    asyncio.run(asyncio.wait_for(read(), 10))


class Answers:
    """What a server writes, each a message of JSON."""

    def __init__(self) -> None:
        self.n = 0

    def write(self, data: bytes) -> None:
        assert isinstance(json.loads(data), dict)
        self.n += 1

    def close(self) -> None:
        """Nothing is kept."""


def server(draw: Random, folder: Path) -> None:
    """Whatever a client over a network says, the server answers its next request."""
    from beamcoder.server.access import Access
    from beamcoder.server.application import new_application

    def no_model(model: Path | None, device: str) -> Any:
        raise ArtefactError("there is no model here")

    async def talk() -> None:
        app, answers = new_application(no_model, access=Access(is_local=False)), Answers()
        app.protocol.set_writer(answers, include_headers=False)
        params = {"capabilities": {}, "initializationOptions": {"statistics": False}}
        begin = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params}
        app.protocol.receive(json.dumps(begin).encode())
        for _ in range(draw.randrange(1, 12)):
            app.protocol.receive(inputs.message(draw))
            await asyncio.sleep(0)
        before = answers.n
        last = {"jsonrpc": "2.0", "id": "last", "method": "beamcoder/status", "params": {}}
        app.protocol.receive(json.dumps(last).encode())
        await asyncio.sleep(0)
        assert answers.n > before, "the next request is not answered"
        app.close()

    asyncio.run(asyncio.wait_for(talk(), 30))


@cache
def archive(method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as target:
        for name in ("a/A.java", "a/B.java", "\u00fc/C.java"):
            target.writestr(name, f"class {name[2]} {{ }}\n" * 30)
    return file.getvalue()


def zips(draw: Random, folder: Path) -> None:
    """A zip that is broken anywhere is read as far as it can be, or refused."""
    from beamcoder.training.corpus.reading import ZipTree

    path = folder / "a.zip"
    path.write_bytes(inputs.mutated(draw, archive(draw.choice(METHODS))))
    try:
        with ZipTree(path) as tree:
            for entry, content in tree.read(tree.entries(history=False)):
                assert entry.path and (content is None or isinstance(content, bytes))
    except CorpusError:
        pass


def tokens(draw: Random, folder: Path) -> None:
    """A file of people's tokens that is broken lets nobody in."""
    from beamcoder.server.team.people import Person, read

    entry = {"name": "ada", "sha256": "0" * 64, "made": "2026-01-01", "expires": "2026-01-01"}
    whole = json.dumps({"version": 1, "tokens": [entry, entry | {"name": "grace"}]}).encode()
    path = folder / "tokens.json"
    path.write_bytes(inputs.mutated(draw, whole))
    path.chmod(0o600)
    with suppress(UsageError):
        assert all(isinstance(each, Person) for each in read(path))


def models(draw: Random, folder: Path) -> None:
    """A model folder whose configuration or sums are other than they were is refused in a
    sentence, or opened."""
    from beamcoder.model.artefact import REQUIRED, open_folder, write_sums

    config = {"name": "x", "context": draw.choice([1, 1024, 10**9, -1, "a", None])}
    contents = {"config.json": json.dumps(config).encode(), "calibration.json": b"{}"}
    for name in {*REQUIRED, *contents} - {"SHA256SUMS"}:
        data = contents.get(name, b"nothing of worth")
        (folder / name).write_bytes(inputs.mutated(draw, data) if draw.random() < 0.5 else data)
    write_sums(folder)
    sums = folder / "SHA256SUMS"
    if draw.random() < 0.3:
        sums.write_bytes(inputs.mutated(draw, sums.read_bytes()))
    with suppress(BeamcoderError):
        open_folder(folder)


def recipes(draw: Random, folder: Path) -> None:
    """A training recipe that is broken is one sentence."""
    from beamcoder.training.run import recipe

    known = sorted(Path(recipe.__file__).parents[1].glob("recipes/*.toml"))
    path = folder / "recipe.toml"
    path.write_bytes(inputs.mutated(draw, draw.choice(known).read_bytes()))
    with suppress(RecipeError):
        recipe.Recipe.load(str(path))


TARGETS: Final[Mapping[str, Target]] = {
    each.__name__: each
    for each in (lexer, live, statement, stream, server, zips, tokens, models, recipes)
}
