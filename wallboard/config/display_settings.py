"""How the wall behaves and looks: first layout, languages, pace, theme."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wallboard.config.value_types import (
    Bilingual,
    Colour,
    Dwell,
    ExistingFile,
    Flag,
    Language,
    Model,
    Place,
    Seconds,
    at_most,
)

Way = Literal["dissolve", "wipe", "cut"]
Languages = Literal["zh+en", "zh", "en"]
ColourName = Literal[
    "ground_top", "ground", "ground_bottom", "gold", "amber", "orange", "ember", "cream",
    "cyan", "blue", "rim", "ice", "steel", "mist", "red",
]  # fmt: skip


class DisplaySettings(Model):
    """What the wall begins with and how it moves."""

    layout: str = "countdown"
    language: Language = "zh"
    """The language that leads."""
    languages: Languages = "zh+en"
    """Both languages, or one alone."""
    fps: Annotated[int, Field(strict=True, ge=1, le=240)] = 60
    rotation: tuple[str, ...] = ()
    """Layouts that take turns while automatic rotation is on (key 0)."""
    dwell_s: Dwell = 30.0
    """How long each of them stays."""
    change: Way = "dissolve"
    """How one layout becomes another, where the layout that comes does not say it itself."""
    change_s: Annotated[float, Field(strict=True, ge=0, le=5)] = 0.45
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
    flush: Literal["raster", "rhi"] = "raster"
    """How frames reach the window; `rhi` goes through the graphics driver, with vertical sync, for cameras."""

    @property
    def pace(self) -> int:
        """Frames a second: `fps`, or what suits the shutter of the cameras and is not more."""
        if self.camera == "off":
            return self.fps
        shutter = int(self.camera)
        return next((shutter // part for part in (1, 2, 3, 4, 5) if shutter // part <= self.fps), self.fps)

    @property
    def leading(self) -> Language:
        """The language that leads: the only one where one is shown alone."""
        return self.language if self.languages == "zh+en" else self.languages


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
