"""What the maps cost in milliseconds of processor time: loading, painting a size once, the moving parts of a frame.

From the repository: python -m tests.bench.bench_maps
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import numpy as np
from click import echo
from msgspec.structs import replace
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests import nights
from wallboard.config.map_panels import ChinaMapOptions, WorldMapOptions
from wallboard.core.moment import Moment
from wallboard.paint.brush import Brush
from wallboard.paint.fonts import load_fonts
from wallboard.paint.ops import Placed
from wallboard.paint.sprites import Sprites
from wallboard.paint.theme import NIGHT, Look
from wallboard.panels import country_map, world_map
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.geography import china, world
from wallboard.scene.grid import Rect
from wallboard.scene.places import places

LOOK = Look(NIGHT, 3840, 2160)
CHINA_BOX, WORLD_BOX = Rect(1068, 674, 1704, 989), Rect(192, 480, 3456, 1140)
FRAMES, FRAME_US = 240, 16_667


def cpu_ms(work: Callable[[], object]) -> float:
    """The processor time of one call in milliseconds."""
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1000


def frames(moment: Moment, made: Callable[[Moment], Placed], brush: Brush) -> None:
    """Place and draw the live list of frames across two snapshots, and print what they cost."""
    image = QImage(LOOK.width, LOOK.height, QImage.Format.Format_RGB32)
    image.fill(0)

    def draw(at: Moment, part: str) -> None:
        painter = QPainter(image)
        brush.draw(painter, getattr(made(at), part))
        painter.end()

    first, again = (cpu_ms(lambda: draw(moment, "ground")) for _ in range(2))
    echo(f"  the ground: first {first:.0f} ms, then {again:.0f} ms")
    echo(f"  first frame {cpu_ms(lambda: draw(moment, 'live')):.0f} ms")
    steps = [replace(moment, playhead_us=moment.playhead_us + k * FRAME_US) for k in range(FRAMES)]
    cost = np.array([cpu_ms(lambda m=m: draw(m, "live")) for m in steps])  # type: ignore[misc]  # a lambda with a default
    echo(f"  a frame: mean {cost.mean():.2f}, median {np.median(cost):.2f}, 99th {np.percentile(cost, 99):.2f} ms")


def main() -> None:
    """Measure everything once."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    load_fonts()
    loading = cpu_ms(lambda: (places(), china(), world()))
    echo(f"loading both maps and all places: {loading:.0f} ms")
    for at, following in (("00:00:30", "00:00:32"), ("02:00:00", "02:00:02")):
        moment = nights.moment(at, 0)
        echo(f"China at {at}:")
        frames(
            moment,
            lambda m: country_map.place(country_map.resolve(m, ChinaMapOptions(), PanelContext()), CHINA_BOX, LOOK),
            Brush(Sprites(NIGHT)),
        )
        later = nights.moment(following, 0)

        def change(at: Moment = later) -> Placed:
            return country_map.place(country_map.resolve(at, ChinaMapOptions(), PanelContext()), CHINA_BOX, LOOK)

        echo(f"  new figures: {cpu_ms(change):.1f} ms")
        echo(f"World at {at}:")
        frames(
            moment,
            lambda m: world_map.place(world_map.resolve(m, WorldMapOptions(), PanelContext()), WORLD_BOX, LOOK),
            Brush(Sprites(NIGHT)),
        )
    app.quit()


if __name__ == "__main__":
    main()
