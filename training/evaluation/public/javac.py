"""Compilation and run of Java programs through javac.

    with JavaRunner() as runner:
        verdict = runner.judge(source)        the class that is run is called Main

One virtual machine compiles and runs one program after another in memory (Runner.java), which
takes tens of milliseconds each instead of a second. The programs are published ones with lines
that a model wrote: the machine has a bounded heap, an empty folder to stand in, assertions on,
no environment, and no door to the network or to files. What does not end in time is killed
with the machine, and the next program gets a new one.
"""

import os
import shutil
import struct
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from threading import Thread
from typing import IO, Final, Self

from beamcoder.errors import BeamcoderError

SOURCE: Final = Path(__file__).with_name("Runner.java")
LIMIT_S: Final = 5.0  # of a program, which takes milliseconds when it is right
COMPILE_LIMIT_S: Final = 60.0  # generous: a busy computer must not make a program look broken
START_LIMIT_S: Final = 60.0
ENDED: Final = "exit"  # the machine is gone
LATE: Final = "time"  # there was no answer in time
REPLIES: Final = frozenset({"ready", "compiled", "broken", "passed", "failed"})
FLAGS: Final = (  # small and quick to start; assertions are what the tests are made of
    *("-ea", "-Xmx512m", "-Xss16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
    *("-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData", "-Xshare:auto"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a program.

    `fault` says why it did not get further: javac's code of the first error, the class of what
    was thrown, "time" or "exit"; `line` (from 1) and `message` are javac's.
    """

    compiles: bool
    passes: bool
    fault: str = ""
    line: int = 0
    message: str = ""


class JavaRunner:
    """A context manager: the virtual machine starts with the first program."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        """BeamcoderError if there is no JDK."""
        self._limit_s = limit_s
        self._javac, self._java = jdk()
        self._folder: TemporaryDirectory[str] | None = None
        self._machine: _Machine | None = None

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory(prefix="beamcoder-java-")
        command = [self._javac, "-nowarn", "-encoding", "UTF-8", "-d", self._classes, str(SOURCE)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            self._folder.cleanup()
            why = (done.stderr or done.stdout).strip().partition("\n")[0]
            raise BeamcoderError(f"{self._javac} does not compile the runner of programs: {why}")
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        if self._folder is not None:
            self._folder.cleanup()

    def judge(self, source: str) -> Verdict:
        """Compile and run; BeamcoderError if no virtual machine can be started."""
        machine = self._machine or self._start()
        first = machine.ask(source, COMPILE_LIMIT_S)
        if first[0] in (ENDED, LATE):  # it died while it had nothing to do, or of this program
            self._stop()
            machine = self._start()
            first = machine.ask(source, COMPILE_LIMIT_S)
        if first[0] == "broken" and len(first) == 4:
            return Verdict(False, False, first[2], int(first[1]), first[3])
        if first[0] != "compiled":
            self._stop()
            return Verdict(False, False, first[0])
        second = machine.reply(self._limit_s)
        if second[0] not in ("passed", "failed"):
            self._stop()
            return Verdict(True, False, second[0])
        return Verdict(True, second[0] == "passed", "".join(second[1:]))

    @property
    def _classes(self) -> str:
        return str(Path(self._root, "runner"))

    @property
    def _root(self) -> str:
        assert self._folder is not None, "use it as a context manager"
        return self._folder.name

    def _start(self) -> "_Machine":
        place = Path(self._root, "empty")
        place.mkdir(exist_ok=True)
        self._machine = machine = _Machine([self._java, *FLAGS, "-cp", self._classes], place)
        if machine.reply(START_LIMIT_S) != ["ready"]:
            self._stop()
            raise BeamcoderError(f"{self._java} starts no virtual machine with {' '.join(FLAGS)}")
        return machine

    def _stop(self) -> None:
        if self._machine is not None:
            self._machine.kill()
            self._machine = None


class _Machine:
    """A running virtual machine; its lines are read by a thread, so that waiting can end."""

    def __init__(self, command: Sequence[str], place: Path) -> None:
        self._process = subprocess.Popen(
            [*command, "Runner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=place,
            env=_environment(),
        )
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        assert self._process.stdout is not None
        self._reader = Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    def _read(self, stream: IO[bytes]) -> None:
        for line in stream:
            self._lines.put(line.decode("utf-8", "replace").rstrip("\n"))
        self._lines.put(None)

    def ask(self, source: str, limit_s: float) -> list[str]:
        """The first reply to a program."""
        data = source.encode("utf-8", "replace")
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(struct.pack(">I", len(data)) + data)
            self._process.stdin.flush()
        except OSError:
            return [ENDED]
        return self.reply(limit_s)

    def reply(self, limit_s: float) -> list[str]:
        """The fields of the next line; ENDED or LATE alone when none comes."""
        try:
            line = self._lines.get(timeout=limit_s)
        except Empty:
            return [LATE]
        fields = (line or "").split("\t", 3)
        return fields if fields[0] in REPLIES else [ENDED]  # else the machine's last words

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with suppress(OSError):  # what was still to be written has no reader
                stream.close()


def jdk() -> tuple[str, str]:
    """The commands javac and java; BeamcoderError if there is no JDK."""
    home, path = os.environ.get("JAVA_HOME"), os.environ.get("PATH", "")
    path = os.pathsep.join([str(Path(home, "bin")), path]) if home else path
    javac, java = (shutil.which(name, path=path) for name in ("javac", "java"))
    if javac is None or java is None:
        raise BeamcoderError(
            "compiling needs a JDK, and there is no javac here: install one (17 or newer), or set "
            "JAVA_HOME to where it is"
        )
    return javac, java


def _environment() -> dict[str, str]:
    """Nothing of ours but what a system needs to start a program at all."""
    kept = ("SYSTEMROOT", "LD_LIBRARY_PATH")  # Windows; a JDK outside the usual folders
    return {name: os.environ[name] for name in kept if name in os.environ}
