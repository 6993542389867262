"""Recordings of format 1: which columns their finished segments pack, and how their answers are understood.

They hold no readings, so that each answer is read from its body again, as strictly as the collector read it.
"""

from __future__ import annotations

from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.mapping import Received
from wallboard.recording.rows import Session

_FIGURES = (
    *("gmv_fen", "orders", "buyers", "countries_and_regions", "brands"),
    *("orders_per_second", "payments_per_second", "mobile_share_ppm"),
)
PACKED_ANSWER = ("id", "commit_us", "present", "at_us", *_FIGURES)
PACKED_JUDGEMENT = ("id", "commit_us", "answer_id", "shown", "advance", "correction", "clock_us", "remark")

ANSWER = (
    *("id", "commit_us", "session_id", "source", "status", "fetch_us", "digest", "usable", "present"),
    *("at_us", "sequence", "simulated", "rate", *_FIGURES),
)
"""The columns of an answer."""


def read_body(body: bytes, session: Session | None, at_us: int | None = None) -> Reading:
    """What the body of an answer says in its session; of a session that is lost: by the contract alone.

    `at_us` is the time that its row states, which holds where the source states none.
    """
    return read_answer(body) if session is None else session.read(body, Received(at_us, at_us))
