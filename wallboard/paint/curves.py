"""Curves drawn by pyqtgraph into a painter: fills, lines, dashes and markers over a stated range of data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen, QTransform

from wallboard.paint.pyqtgraph_parts import load_pyqtgraph

if TYPE_CHECKING:
    from pyqtgraph import PlotCurveItem


class Trace(msgspec.Struct, frozen=True):
    """A line through points in data units; `fill` closes it down to zero with a fading colour.

    `xs` and `ys` have the same length; a NaN leaves a gap. `dash` is in multiples of the width.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    color: str
    width: float
    dash: tuple[float, ...] = ()
    fill: str = ""
    markers: tuple[int, ...] = ()
    """Indices of points that carry a mark."""
    marker_px: float = 0.0
    opacity: float = 1.0


def draw_curves(
    painter: QPainter, size: tuple[float, float], span: tuple[float, float], top: float, traces: tuple[Trace, ...]
) -> None:
    """Draw traces into a rectangle of `size` pixels that shows x in `span` and y from 0 to `top`, without padding.

    The curve items paint themselves under a transform from data to pixels: no plot, no view, no scene to be laid out
    for every new point of the night.
    """
    width, height = size
    x_scale, y_scale = width / (span[1] - span[0]), height / top
    painter.save()
    painter.setClipRect(QRectF(0, 0, width, height), Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    to_pixels = QTransform(x_scale, 0, 0, -y_scale, -span[0] * x_scale, height)
    for trace in traces:
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)  # the marks of the trace before leave theirs
        painter.setTransform(to_pixels, combine=True)
        for item in _items(trace):
            item.paint(painter, None, None)
        painter.restore()
        _mark(painter, trace, to_pixels)
    painter.restore()


def _items(trace: Trace) -> Iterator[PlotCurveItem]:
    """The fill and the line of a trace."""
    load_pyqtgraph()
    from pyqtgraph.graphicsItems.PlotCurveItem import PlotCurveItem  # noqa: PLC0415 - only what draws curves loads it

    xs: npt.NDArray[np.float64] = np.array(trace.xs, np.float64)
    ys: npt.NDArray[np.float64] = np.array(trace.ys, np.float64)
    pen = QPen(_tint(trace), trace.width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if trace.dash else Qt.PenCapStyle.RoundCap)
    if trace.dash:
        pen.setDashPattern(list(trace.dash))
    if trace.fill and len(xs) > 1:
        peak = float(np.nanmax(ys)) or 1.0
        gradient = QLinearGradient(0, peak, 0, 0)
        for at, opacity in ((0.0, 0.62), (0.5, 0.20), (1.0, 0.03)):
            stop = QColor(trace.fill)
            stop.setAlphaF(opacity)
            gradient.setColorAt(at, stop)
        yield PlotCurveItem(xs, ys, pen=None, fillLevel=0.0, brush=QBrush(gradient), antialias=True, connect="finite")
    yield PlotCurveItem(xs, ys, pen=pen, antialias=True, connect="finite")


def _mark(painter: QPainter, trace: Trace, to_pixels: QTransform) -> None:
    """Round marks on the points that carry one."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_tint(trace))
    reach = trace.marker_px / 2
    for index in trace.markers if reach else ():
        painter.drawEllipse(to_pixels.map(QPointF(trace.xs[index], trace.ys[index])), reach, reach)


def _tint(trace: Trace) -> QColor:
    color = QColor(trace.color)
    color.setAlphaF(trace.opacity)
    return color
