"""What stands on a picture that the press desk orders, as texts, without painting it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace as with_fields

from tests.panels.boxes import texts
from wallboard.cli.picture_drawing import celebrating
from wallboard.cli.studio import Studio
from wallboard.config.settings import Settings
from wallboard.core.confirmed import confirmed
from wallboard.export.footage import RecordedFootage
from wallboard.paint.ops import Digits, Op
from wallboard.press.orders import Order
from wallboard.wall import RenderRequest, Wall


@contextmanager
def studio(settings: Settings, recording: Path) -> Iterator[Studio]:
    footage = RecordedFootage(recording)
    try:
        yield Studio(settings, footage, Wall(settings))
    finally:
        footage.close()


def drawn(made: Studio, order: Order) -> list[str]:
    """The texts of the picture of an order, figures that roll among them."""
    moment = confirmed(made.footage.moment_at(order.commit_us, "following"))
    control, wall = made.control(order.commit_us), made.wall
    if order.layout:
        control = with_fields(control, layout=order.layout)
        plain = made.settings.milestones.model_copy(update={"card_s": 0.0})
        wall = Wall(made.settings.model_copy(update={"milestones": plain}))
    else:
        moment = celebrating(moment, order.gmv_fen)
        control = with_fields(control, layout=made.settings.event.opening)
    composed = wall.compose(RenderRequest("*", order.size, moment, control, still=True))
    shown = composed.placed.values()
    if any("milestone" in name for name in composed.placed):
        shown = [composed.placed["milestone card"], composed.placed["bar"]]  # type: ignore[assignment]  # what is seen
    ops: list[Op] = [op for placed in shown for op in (*placed.ground, *placed.live)]
    return [text.strip() for text in texts(ops)] + [op.text for op in ops if isinstance(op, Digits)]
