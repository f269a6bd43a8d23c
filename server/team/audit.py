"""Audit log of a server: who came, when and how much, without a character of text.

    audit = Audit(path)                   JSON lines, appended; the file is its user's alone
    audit.left(visit, End.LEFT)

No text, no path and no name of a document reaches it: an `Observer` is shown none.
"""

import json
import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from beamcoder.errors import UsageError
from beamcoder.server.observer import End, Observer, Visit
from beamcoder.server.state_folder import PRIVATE_FILE

log = logging.getLogger(__name__)


class Audit(Observer):
    def __init__(self, path: Path) -> None:
        """UsageError for a file that cannot be written."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        try:
            self._descriptor = os.open(path, flags, PRIVATE_FILE)
        except (OSError, ValueError) as exc:
            why = getattr(exc, "strerror", None) or str(exc)
            raise UsageError(f"cannot write the audit log {path}: {why.lower()}") from exc

    def came(self, visit: Visit) -> None:
        self._note("came", visit, transport=visit.transport, address=visit.address)

    def admitted(self, visit: Visit) -> None:
        self._note("admitted", visit, holder=visit.holder)

    def left(self, visit: Visit, end: End) -> None:
        self._note(
            "left",
            visit,
            why=end.value,
            holder=visit.holder,
            address=visit.address,
            seconds=round(monotonic() - visit.began_s, 1),
            messages=visit.n_messages,
            bytes=visit.n_bytes,
            requests=visit.n_requests,
            errors=visit.n_errors,
        )

    def _note(self, event: str, visit: Visit, **more: Any) -> None:
        """One line, written at once. A full disk stops nobody's work."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        entry = {"time": now, "event": event, "client": visit.number} | more
        try:
            os.write(self._descriptor, f"{json.dumps(entry)}\n".encode())
        except OSError as exc:
            log.error("the audit log takes nothing: %s", exc.strerror)
