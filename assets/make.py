"""Make all assets: the fonts, the map of China with its cities, the map of the world, the example of the USA.

`python assets/make.py` downloads what it needs into a temporary folder; `--downloads DIR` keeps it for the next time.
"""

from __future__ import annotations

from pathlib import Path

import make_china
import make_counties
import make_fonts
import make_usa
import make_world
from packages import run


def make(downloads: Path) -> None:
    """The maps first: the fonts must hold every name on them."""
    make_china.make(downloads)
    make_counties.make(downloads)
    make_world.make(downloads)
    make_usa.make(downloads)
    make_fonts.make(downloads)


if __name__ == "__main__":
    raise SystemExit(run(make, "Make everything in assets/fonts, assets/maps and config/examples/usa."))
