"""Qt's objects that are alive, counted from the display's own process."""

from __future__ import annotations

from collections import Counter

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication


def qt_figures(app: QApplication) -> tuple[dict[str, float], dict[str, int]]:
    """How many live Qt objects there are, and values of Qt (pictures, fonts, painters) that Python holds; by class.

    Objects are those that Python knows of, all widgets and windows, and all children of either.
    """
    wrapped = shiboken6.getAllValidWrappers()
    roots = [found for found in wrapped if isinstance(found, QObject)]
    roots += [app, *app.allWidgets(), *app.topLevelWindows()]
    objects: dict[int, str] = {}
    for root in roots:
        for found in (root, *root.findChildren(QObject)):
            objects[shiboken6.getCppPointer(found)[0]] = found.metaObject().className()
    values = Counter(type(found).__name__ for found in wrapped if not isinstance(found, QObject))
    by_class = Counter(objects.values()) + values
    return {"Qt objects": len(objects), "Qt values": values.total()}, dict(by_class)
