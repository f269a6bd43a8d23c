"""Server processes around the scripted model, forked from one that has its modules already.

    process = ForkedServer({"BEAMCODER_TEST_GO": "..."})
    process.stdin, process.stdout, process.stderr, process.wait(60)

To a test it is what `subprocess.Popen` gives: a process of its own with three pipes, signals and
an exit code. Most of the time that a server takes to start goes into imports; here they are done.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection

from tests.server import scripted_server

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.server.scripted_server"])


class ForkedServer:
    """As `subprocess.Popen` of scripted_server.py, with `variables` added to the environment."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        (its_stdin, stdin), (stdout, its_stdout), (stderr, its_stderr) = (
            Pipe(duplex=False) for _ in range(3)
        )
        theirs = (its_stdin, its_stdout, its_stderr)
        environment = {**os.environ, **variables}
        self._process = CONTEXT.Process(target=serve, args=(environment, *theirs))
        self._process.start()
        self.stdin = os.fdopen(os.dup(stdin.fileno()), "wb")
        self.stdout = os.fdopen(os.dup(stdout.fileno()), "rb")
        self.stderr = os.fdopen(os.dup(stderr.fileno()), "rb")
        for end in (*theirs, stdin, stdout, stderr):
            end.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("a forked server", timeout or 0)
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def send_signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


def serve(environment: Mapping[str, str], *streams: Connection) -> None:
    """In the new process: the pipes become the standard streams, and the server runs."""
    for number, stream in enumerate(streams):
        os.dup2(stream.fileno(), number)
        stream.close()
    sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["scripted_server"]
    sys.exit(scripted_server.main())
