"""Draw every layout of the built-in wall as pictures: for the eye of whoever changed it, and for the README.

    python assets/make_pictures.py --out pictures             every layout, both languages, six shapes and sizes
    python assets/make_pictures.py --readme                   those of the README, as on air, into assets/pictures

Needs the program installed, no display and no network: the instants come from the demonstration.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from wallboard.actions.control import Control
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.config.settings import Settings
from wallboard.core.instants import parse_elapsed
from wallboard.core.moment import Moment
from wallboard.demo.moments import moment_at
from wallboard.wall import RenderRequest, Wall

INSTANTS = {
    "overview": "02:00:00",
    "counter": "15:00:00",
    "rankings": "01:00:00",
    "map": "02:00:00",
    "global": "12:00:00",
    "countdown": "-00:04:32",
    "gala": "-00:01:40",
    "gala_figures": "00:09:30",
    "finale": "24:00:10",
    "record_day": "24:00:10",
    "backdrop": "20:00:00",
}
SIZES = ((1920, 1080), (3840, 2160), (3840, 860), (1080, 1920), (1080, 1080), (1920, 360))
LANGUAGES = ("zh", "en")
README = (
    ("overview.jpg", "overview", "02:00:07", (1920, 1080), "zh"),
    ("countdown.jpg", "countdown", "-00:04:32", (1920, 1080), "zh"),
    ("milestone.jpg", "overview", "00:07:06", (1920, 1080), "zh"),
    ("record-day.jpg", "overview", "15:19:21", (1920, 1080), "en"),
    ("wide.jpg", "overview", "02:00:07", (3840, 860), "zh"),
    ("ribbon.jpg", "overview", "02:00:07", (3840, 720), "en"),
    ("upright.jpg", "overview", "02:00:07", (1080, 1920), "zh"),
    ("upright-map.jpg", "map", "02:00:07", (1080, 1920), "en"),
    ("upright-counter.jpg", "counter", "15:00:07", (1080, 1920), "en"),
    ("counter.jpg", "counter", "15:00:07", (1920, 1080), "en"),
    ("rankings.jpg", "rankings", "01:00:07", (1920, 1080), "en"),
    ("map.jpg", "map", "02:00:07", (1920, 1080), "zh"),
    ("global.jpg", "global", "12:00:07", (1920, 1080), "en"),
    ("finale.jpg", "finale", "24:00:20", (1920, 1080), "en"),
    ("finale-record.jpg", "record_day", "24:00:50", (1920, 1080), "zh"),
)


def main() -> None:
    """Draw what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("pictures"), help="the folder for the pictures")
    parser.add_argument("--readme", action="store_true", help="only those of the README, into assets/pictures")
    parser.add_argument("--layout", action="append", choices=sorted(INSTANTS), help="only this layout (again for more)")
    parser.add_argument("--at", help="an elapsed time for all of them, such as 00:10:00")
    parser.add_argument("--as-shown", action="store_true", help="figures that roll are caught rolling, not held")
    parser.add_argument("--theme", choices=("night", "bright"), default="night")
    parser.add_argument("--canvas", default="*", help="the canvas of the layout to draw, such as left")
    asked = parser.parse_args()
    QApplication([])
    settings = load(None, demonstration=True)
    theme = settings.theme.model_copy(update={"name": asked.theme})
    settings = settings.model_copy(update={"theme": theme})
    wall = Wall(settings)
    if asked.readme:
        folder = Path(__file__).parent / "pictures"
        folder.mkdir(exist_ok=True)
        for name, layout, at, size, language in README:
            picture = draw(wall, settings, "*", size, layout, at, language, still=False)
            widest = 1920 if size[0] > size[1] else 720
            if picture.width() > widest:
                picture = picture.scaledToWidth(widest, mode=Qt.TransformationMode.SmoothTransformation)
            picture.save(str(folder / name), "JPG", 88)
            print(folder / name)
        day = settings.model_copy(update={"theme": settings.theme.model_copy(update={"name": "bright"})})
        picture = draw(Wall(day), day, "*", (1920, 1080), "overview", "02:00:07", "en", still=False)
        picture.save(str(folder / "bright.jpg"), "JPG", 88)
        return
    asked.out.mkdir(parents=True, exist_ok=True)
    for layout in asked.layout or INSTANTS:
        at = asked.at or INSTANTS[layout]
        for size in SIZES:
            for language in LANGUAGES:
                file = asked.out / f"{layout}-{language}-{size[0]}x{size[1]}.png"
                picture = draw(wall, settings, asked.canvas, size, layout, at, language, still=not asked.as_shown)
                picture.save(str(file), "PNG", 60)
                print(file)


def draw(
    wall: Wall, settings: Settings, canvas: str, size: tuple[int, int], layout: str, at: str, language: str,
    *, still: bool,
) -> QImage:  # fmt: skip
    """One canvas of a layout at an elapsed time; `still` as `wallboard still` draws it, else as a screen shows it."""
    control = Control(layout=layout, language="zh" if language == "zh" else "en")
    return wall.image(RenderRequest(canvas, size, moment(settings, at), control, still=still))


def moment(settings: Settings, at: str) -> Moment:
    """The demonstration's moment at an elapsed time.

    Raises:
        SystemExit: the text is no elapsed time.
    """
    elapsed_us = parse_elapsed(at)
    if elapsed_us is None:
        message = f"{at!r} is no elapsed time such as 00:10:00"
        raise SystemExit(message)
    return moment_at(elapsed_us, facts_of(settings))


if __name__ == "__main__":
    main()
