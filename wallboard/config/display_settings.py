"""How the wall behaves and looks: first layout, languages, pace, theme."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from wallboard.config.value_types import (
    Bilingual,
    Colour,
    Dwell,
    ExistingFile,
    Flag,
    Model,
    Place,
    Seconds,
    at_most,
    fail,
    nearest,
)
from wallboard.core.number_forms import forms
from wallboard.core.strict_json import shortened
from wallboard.core.wording import catalogue_of, shipped_languages

Way = Literal["travel", "dissolve", "wipe", "cut"]
ColourName = Literal[
    "ground_top", "ground", "ground_bottom", "gold", "amber", "orange", "ember", "cream",
    "cyan", "blue", "rim", "ice", "steel", "mist", "red",
]  # fmt: skip


def languages_of(value: object) -> tuple[str, ...]:
    """One or two tags, as a list or joined by a plus."""
    tags = value.split("+") if isinstance(value, str) else value
    if not isinstance(tags, list | tuple) or not all(isinstance(tag, str) for tag in tags):
        msg = 'are no languages; write one such as "en", or two such as "de+en"'
        raise fail(msg)
    tags = tuple(tag.strip().replace("_", "-") for tag in tags)
    if not 1 <= len(tags) <= MOST_LANGUAGES or len(set(tags)) < len(tags):
        msg = f'"{"+".join(tags)[:80]}": a wall speaks one language, or two different ones; write "de+en"'
        raise fail(msg)
    for tag in tags:
        _spoken(tag)
    return tags


def _spoken(tag: str) -> None:
    """Refuse a language that the program does not speak or that CLDR does not know."""
    if catalogue_of(tag) is None:
        raise fail(f"no language of the wall is called {shortened(tag)}; there are {', '.join(shipped_languages())}")
    try:
        forms(tag)
    except ValueError as error:
        raise fail(str(error)) from None


def _leads(tag: str | None, info: ValidationInfo) -> str | None:
    shown = info.data.get("languages", ())
    if tag is not None and len(shown) > 1 and tag not in shown:
        raise fail(f"{shortened(tag)} is none of {', '.join(shown)}, the languages shown", nearest(tag, shown))
    return tag


MOST_LANGUAGES = 2
Languages = Annotated[tuple[str, ...], BeforeValidator(languages_of)]


class DisplaySettings(Model):
    """What the wall begins with and how it moves."""

    layout: str = "countdown"
    languages: Languages = ("zh", "en")
    """The languages of the wall: two, the leading one first, or one alone."""
    language: Annotated[str | None, AfterValidator(_leads)] = None
    """Which of two leads, where it is not the first."""
    fps: Annotated[int, Field(strict=True, ge=1, le=240)] = 60
    rotation: tuple[str, ...] = ()
    """Layouts that take turns while automatic rotation is on (key 0)."""
    dwell_s: Dwell = 30.0
    """How long each of them stays."""
    change: Way = "travel"
    """How one layout becomes another, where the layout that comes does not say it itself."""
    change_s: Annotated[float, Field(strict=True, ge=0, le=5)] = 0.6
    """How long that takes."""
    page_dwell_s: Dwell = 12.0
    """How long a page of a ranking stays."""
    stale_after_s: Seconds = 300.0
    """Beyond this age a missing figure is no longer stated."""
    safe_margin: Annotated[float, Field(strict=True, ge=0, le=0.08)] = 0.05
    """The outer part of width and height that carries no figures."""
    snapshot_folder: Place | None = None
    """Where photo moments, and pictures of a wall without a display, are kept; the platform's folder when left out."""
    camera: Literal["off", "25", "30", "50", "60"] = "off"
    """The cameras' pictures a second: the wall keeps step with their shutters, and its white is limited."""
    drift: Flag = False
    """Whether the whole picture wanders by a few pixels within minutes, against burn-in."""
    curtain: Flag = True
    """Whether a window beneath the wall's keeps the last picture, so that no desktop shows while a display restarts."""
    confirm_keys: Literal["pointer", "operator", "off"] = "pointer"
    """Where each key is confirmed: on operators' canvases only, or without any small on the screen with the pointer."""
    messages: Annotated[tuple[Bilingual, ...], Field(max_length=32)] = ()
    """Messages for the ticker that are ready to be prepared by a key."""
    rundown: Annotated[ExistingFile, at_most(1)] | None = None
    """The night's table (rundown.toml): which layout is up when."""
    flush: Literal["raster", "rhi"] = "raster"
    """How frames reach the window; `rhi` goes through the graphics driver, with vertical sync, for cameras."""

    @property
    def pace(self) -> int:
        """Frames a second: `fps`, or what suits the shutter of the cameras and is not more."""
        if self.camera == "off":
            return self.fps
        shutter = int(self.camera)
        return next((shutter // part for part in (1, 2, 3, 4, 5) if shutter // part <= self.fps), self.fps)

    def led_by(self, language: str) -> tuple[str, ...]:
        """The languages of the wall with that one first, if it is among them."""
        first = language if language in self.languages else self.leading
        return (first, *(tag for tag in self.languages if tag != first))

    @property
    def leading(self) -> str:
        """The language that leads: the only one where one is shown alone."""
        return self.language if self.language in self.languages else self.languages[0]


class SponsorSettings(Model):
    """A strip of partners: a picture, or words."""

    image: Annotated[ExistingFile, at_most(32)] | None = None
    text: Bilingual | None = None


class ThemeSettings(Model):
    """A named look, and what is changed of it."""

    name: Literal["night", "bright"] = "night"
    logo: Annotated[ExistingFile, at_most(32)] | None = None
    """A picture in place of the event's logo text."""
    title: Bilingual | None = None
    """A title in place of the event's name."""
    colours: dict[ColourName, Colour] = Field(default_factory=dict)
    sponsors: SponsorSettings | None = None
