"""What painting costs by itself, off screen: the blit floor, a whole picture, what differs, and each panel."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median

from PySide6.QtGui import QImage, QPainter

from wallboard.bench.bench_report import BenchPart
from wallboard.paint.damage_snapshot import differences
from wallboard.paint.theme import Look
from wallboard.panels.kinds import KINDS
from wallboard.wall import RenderRequest, Wall


def cpu_ms(work: Callable[..., object], *with_these: object) -> float:
    """Processor time of this thread that a call takes, in milliseconds."""
    before = time.thread_time()
    work(*with_these)
    return (time.thread_time() - before) * 1000


def paintings(wall: Wall, requests: Sequence[RenderRequest]) -> tuple[float, ...]:
    """Medians in milliseconds: a blit of the whole frame, a whole painting, a painting of what differs.

    The three take turns, so that whatever else the machine does meets all of them alike.
    """
    size = requests[0].size
    source, image = (QImage(*size, QImage.Format.Format_RGB32) for _ in range(2))
    source.fill(0)
    shown = None
    taken: tuple[list[float], ...] = ([], [], [])
    for request in requests:
        painter = QPainter(image)
        taken[0].append(cpu_ms(painter.drawImage, 0, 0, source))
        made = wall.compose(request)  # neither painting pays for deciding what is said
        taken[1].append(cpu_ms(wall.paint, painter, made))
        sheet = made.sheet
        if sheet is not None and shown is not None:
            boxes = differences(shown, sheet, size, wall.brush.sprites)
            if boxes is not None:
                taken[2].append(cpu_ms(wall.touch_up, painter, made, boxes))
        shown = sheet
        painter.end()
    blit, whole, touched = (round(median(values), 2) if values else 0.0 for values in taken)
    return blit, whole, touched or whole


def parts(wall: Wall, requests: Sequence[RenderRequest]) -> tuple[BenchPart, ...]:
    """What each panel of the layout costs a frame: deciding and placing, and drawing all that it draws."""
    first = requests[0]
    look = Look(wall.theme, *first.size, wall.settings.display.safe_margin)
    setting = wall.setting(first)
    image = QImage(*first.size, QImage.Format.Format_RGB32)
    found = []
    for slot in wall.slots(first.canvas, wall.layout_at(first.control, first.moment), first.size):
        options = wall.settings.panels[slot.panel]
        kind = KINDS[options.kind]
        composing, drawing = [], []
        for request in requests:
            begun = time.thread_time()
            placed = kind.place(kind.resolve(request.moment, options, setting), slot.rect, look)
            composing.append((time.thread_time() - begun) * 1000)
            painter = QPainter(image)
            begun = time.thread_time()
            wall.brush.draw(painter, placed.live)
            drawing.append((time.thread_time() - begun) * 1000)
            painter.end()
        found.append(BenchPart(slot.panel, options.kind, round(median(composing), 2), round(median(drawing), 2)))
    return tuple(found)
