"""Qt and the bundled fonts for every test that paints."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from wallboard.paint.fonts import load_fonts


@pytest.fixture(autouse=True, scope="session")
def _fonts(qapp: QApplication) -> None:
    assert qapp is not None
    load_fonts()
