"""The fixture `golden`: a picture has to look like the kept one; --update-golden keeps the new one instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.golden.compare import compared, side_by_side

PICTURES = Path(__file__).parent / "pictures"

Golden = Callable[[str, QImage], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch that renews golden pictures."""
    parser.addoption("--update-golden", action="store_true", help="keep the pictures of this run as the golden ones")


@pytest.fixture
def golden(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Golden:
    """Checks a picture against the golden one of a name; on failure expected, actual and difference lie in one file."""

    def check(name: str, actual: QImage) -> None:
        kept = PICTURES / f"{name}.png"
        if request.config.getoption("--update-golden"):
            kept.parent.mkdir(parents=True, exist_ok=True)
            assert actual.save(str(kept), None, 20), f"{kept} cannot be written"  # None: by suffix
            return
        expected = QImage(str(kept))
        assert not expected.isNull(), f"{kept} is missing: run pytest --update-golden and look at it"
        result = compared(expected, actual)
        if not result.alike:
            sheet = tmp_path_factory.mktemp("golden") / f"{kept.stem}.png"
            side_by_side(expected, actual).save(str(sheet))
            pytest.fail(
                f"{name}: {result.share:.2%} of the pixels differ, by up to {result.worst}; "
                f"expected, actual and difference: {sheet}"
            )

    return check
