"""Curves drawn by pyqtgraph into a painter: fills, lines, dashes and markers over a stated range of data."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter
from PySide6.QtWidgets import QGraphicsScene


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
    """Draw traces into a rectangle of `size` pixels that shows x in `span` and y from 0 to `top`, without padding."""
    width, height = size
    scene = QGraphicsScene()
    plot = pg.PlotItem()
    for axis in ("left", "bottom", "right", "top"):
        plot.hideAxis(axis)
    plot.hideButtons()
    plot.setMenuEnabled(False)
    plot.layout.setContentsMargins(0, 0, 0, 0)
    plot.layout.setSpacing(0)
    plot.vb.setDefaultPadding(0)
    plot.vb.setBorder(None)
    scene.addItem(plot)
    plot.resize(width, height)
    plot.setRange(xRange=span, yRange=(0, top), padding=0)
    for trace in traces:
        _add(plot, trace, height, top)
    # there is no view and no event loop here: what they would bring up to date before a paint is done by hand
    plot.layout.activate()
    plot.vb.updateMatrix()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scene.render(painter, QRectF(0, 0, width, height), QRectF(0, 0, width, height))
    scene.clear()


def _add(plot: pg.PlotItem, trace: Trace, height: float, top: float) -> None:
    xs: npt.NDArray[np.float64] = np.array(trace.xs, np.float64)
    ys: npt.NDArray[np.float64] = np.array(trace.ys, np.float64)
    color = QColor(trace.color)
    color.setAlphaF(trace.opacity)
    pen = pg.mkPen(color, width=trace.width)
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
        plot.addItem(pg.PlotCurveItem(xs, ys, pen=None, fillLevel=0.0, brush=QBrush(gradient), connect="finite"))
    plot.addItem(pg.PlotCurveItem(xs, ys, pen=pen, antialias=True, connect="finite"))
    if trace.markers and trace.marker_px:
        spots = list(trace.markers)
        dots = pg.ScatterPlotItem(
            xs[spots], ys[spots], size=trace.marker_px, pen=None, brush=QBrush(color), pxMode=True, antialias=True
        )
        plot.addItem(dots)
