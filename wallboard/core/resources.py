"""Where the files that travel with the program lie: in the wheel, or in the repository it runs from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from wallboard.core.errors import WallboardError


def shipped(name: str) -> Path:
    """The path of a shipped file or folder, such as `config/wallboard.toml` or `assets/fonts`.

    Raises:
        WallboardError: the installation is incomplete.
    """
    package = Path(str(files("wallboard")))
    for root in (package / "_shipped", package.parent):
        if (root / name).exists():
            return root / name
    msg = f"the installation is incomplete, install it again; missing: {package / '_shipped' / name}"
    raise WallboardError(msg)
