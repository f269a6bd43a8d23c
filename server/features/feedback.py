"""beamcoder/feedback, the command beamcoder.accepted, and beamcoder/statistics."""

import asyncio
import logging
import sqlite3
from typing import TYPE_CHECKING, Any

from beamcoder.server import convert
from beamcoder.server.offers.history import Offer
from beamcoder.server.offers.statistics import REPORTED, OfferEvent, read, summary
from beamcoder.server.own_methods import (
    ACCEPTED,
    FEEDBACK,
    STATISTICS,
    document_uri,
    invalid_params,
    parameter,
)

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder

log = logging.getLogger(__name__)


def register(app: "Beamcoder") -> None:
    @app.feature(FEEDBACK)
    def feedback(params: Any) -> None:
        event, offer_id = parameter(params, "event", str, ""), parameter(params, "id", str, "")
        if event not in REPORTED:
            raise invalid_params(f"event must be one of {', '.join(REPORTED)}, not {event!r}")
        offer = app.history.find(document_uri(params), offer_id)
        if offer is None:
            log.info("feedback on an item that is forgotten: %s", offer_id)
            return
        n_inserted = convert.n_points(offer.text, parameter(params, "length", int, 0), app.encoding)
        app.acceptance.on_feedback(offer, OfferEvent(event), n_inserted)

    @app.command(ACCEPTED)
    def accepted(*arguments: Any) -> None:
        match arguments:
            case [str(uri), str(offer_id), *_]:  # a client has brought the imports behind them
                offer: Offer | None = app.history.find(uri, offer_id)
            case _:
                raise invalid_params(f"{ACCEPTED} takes a document's URI and an item's id")
        if offer is not None:
            app.acceptance.on_feedback(offer, OfferEvent.ACCEPTED)

    @app.feature(STATISTICS)
    async def statistics(params: Any) -> dict[str, Any]:
        wipes = parameter(params, "wipe", bool, default=False)
        if wipes and not app.access.is_local:
            raise invalid_params(
                "statistics are not wiped over a network: run beamcoder stats --wipe"
            )
        return await asyncio.to_thread(counted, app, wipes=wipes)


def counted(app: "Beamcoder", *, wipes: bool) -> dict[str, Any]:
    """Reads the disk. A file that cannot be read is one that holds nothing."""
    statistics = app.statistics
    try:
        if wipes:
            statistics.wipe()
        statistics.flush()
        counts = read(statistics.path)
    except (OSError, sqlite3.Error) as exc:
        log.warning("statistics cannot be read from %s: %s", statistics.path, exc)
        counts = {}
    return summary(counts, is_on=statistics.is_on)
