"""Pictures beside the figures: panels that show a live picture, one picture, or the pictures of a folder in turn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from wallboard.config.panel_options import PanelOptions
from wallboard.config.value_types import Bilingual, Dwell, ExistingFile, Flag, Model, NamedFile, at_most, fail
from wallboard.config.web_address import wrong_with
from wallboard.core.contract.metric import Metric
from wallboard.core.strict_json import shortened

STREAMS: Final = ("rtsp", "rtsps", "http", "https", "srt", "udp")
"""What an address of a picture begins with."""
WITHOUT_LOGIN: Final = ("udp",)
MOST_SOURCES: Final = 8
MOST_PICTURES: Final = 8
"""Live pictures of a wall: each takes a process."""
Fit = Literal["crop", "fit"]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Host = Annotated[str, Field(min_length=1, max_length=253)]
_Size = Annotated[int, Field(strict=True, ge=16, le=8192)]


def is_picture(url: str) -> bool:
    """Whether an address can be of a picture alone, not of figures."""
    parts = urlsplit(url)
    return parts.scheme in {*STREAMS} - {"http", "https"} or is_playlist(url)


def is_playlist(url: str) -> bool:
    """Whether an address names an HLS playlist."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.path.lower().endswith((".m3u8", ".m3u"))


def _stream(url: str) -> str:
    parts = urlsplit(url) if wrong_with(url, STREAMS) is None or url.startswith("udp://@") else None
    if parts is None:
        raise fail(f"{shortened(url)} is no address of a picture; it begins with {', '.join(STREAMS)}")
    if parts.password or (parts.username and parts.scheme != "udp"):
        msg = "holds a user or password; write them as user and password_env or password_file"
        raise fail(msg)
    if parts.scheme == "udp" and not parts.port:
        msg = "names no port; write one such as udp://@:5000"
        raise fail(msg)
    return url


class PictureSource(Model):
    """Where a picture comes from: an address, a file that is played again and again, or a capture device."""

    url: Annotated[str, AfterValidator(_stream)] | None = None
    file: NamedFile | None = None
    device: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    """A capture device: "/dev/video0" (Linux), "video=Name" (Windows), "0" (macOS)."""
    name: Name | None = None
    """What it is called on the wall and in `S`; its host, file or device by itself."""
    user: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    password_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=200)] | None = None
    password_file: ExistingFile | None = None
    """For SRT the passphrase."""
    hosts: Annotated[tuple[Host, ...], Field(max_length=16)] = ()
    """Other hosts that an HLS playlist may send to; by itself only its own."""
    delay_s: Annotated[float, Field(strict=True, ge=0, le=3600)] = 0.0
    """How far the stream is known to be behind what it shows; it is stated on the picture."""
    transport: Literal["tcp", "udp"] = "tcp"
    """How RTSP carries the picture."""
    size: tuple[_Size, _Size] | None = None
    rate: Annotated[int, Field(strict=True, ge=1, le=120)] | None = None
    """What a capture device is asked for: width and height, and pictures a second."""

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: object) -> object:
        if isinstance(value, str):
            return {"url": value} if "://" in value else {"file": value}
        return value

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(each is not None for each in (self.url, self.file, self.device)) != 1:
            msg = "is none or several: write one of url, file and device"
            raise fail(msg)
        if self.password_env is not None and self.password_file is not None:
            msg = "has password_env and password_file: write one of them"
            raise fail(msg)
        scheme = self.scheme
        login = self.user or self.password_env or self.password_file
        if login and (self.url is None or scheme in WITHOUT_LOGIN):
            msg = "takes no user and no password: only rtsp, http and srt do"
            raise fail(msg)
        if self.user and not (self.password_env or self.password_file):
            msg = "has a user without a password; write password_env or password_file"
            raise fail(msg)
        if (self.size or self.rate) and self.device is None:
            msg = "has size or rate, which only a capture device takes"
            raise fail(msg)
        return self

    @property
    def scheme(self) -> str:
        """What its address begins with; "" for files and devices."""
        return "" if self.url is None else urlsplit(self.url).scheme

    @property
    def said(self) -> str:
        """What it is called: its own name, else its host, file or device."""
        if self.name is not None:
            return self.name
        if self.url is not None:
            parts = urlsplit(self.url)
            return parts.hostname or parts.scheme.upper()
        return self.device or Path(self.file or "").name


class PicturePanelOptions(PanelOptions):
    """What panels that show pictures have in common."""

    fit: Fit = "crop"
    """`crop` fills the area and cuts off what is beyond, `fit` shows all of the picture."""
    title: Bilingual | None = None
    rounded: Flag = True

    def needs(self, _metrics: Mapping[str, Metric]) -> tuple[str, ...]:
        """See `PanelOptions`."""
        return ()


class VideoOptions(PicturePanelOptions):
    """A live picture, decoded in a process of its own."""

    kind: Literal["video"] = "video"
    sources: Annotated[tuple[PictureSource, ...], Field(max_length=MOST_SOURCES)] = ()
    """The first is shown; the others take over in order while it fails."""
    state: Flag = True
    """The line at its foot: what it is called, and whether it is live."""

    @property
    def has_source(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.sources)


class ImageOptions(PicturePanelOptions):
    """One picture of a file."""

    kind: Literal["image"] = "image"
    file: Annotated[ExistingFile, at_most(32)]


def _folder(path: Path, _info: ValidationInfo) -> Path:
    if path.exists() and not path.is_dir():
        raise fail(f"is no folder: {path}")
    return path


class SlidesOptions(PicturePanelOptions):
    """The pictures of a folder, one after the other."""

    kind: Literal["slides"] = "slides"
    folder: Annotated[NamedFile, AfterValidator(_folder)]
    """It is watched: pictures that are put there come up, those that are taken away do not come again."""
    dwell_s: Dwell = 8.0
    """How long each stays."""
    dissolve_s: Annotated[float, Field(strict=True, ge=0, le=5)] = 0.8

    @property
    def has_source(self) -> bool:
        """Whether there is anything to show."""
        return True


DECODED: Final = ("video", "slides")
"""Kinds of panel whose pictures come from a process of their own."""
