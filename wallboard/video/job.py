"""What a decoder is told to do, and how the settings of a source become that."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from wallboard.config.files import read_file
from wallboard.config.panel_options import PanelOptions
from wallboard.config.picture_panels import PictureSource, SlidesOptions, VideoOptions, is_playlist

MOST_SECRET_BYTES: Final = 64 * 1024


class DecoderJob(msgspec.Struct, frozen=True):
    """All that a decoder needs: it is written to its standard input, for a command line can be read by anybody.

    `kind`: "stream", "playlist" (HLS), "file", "device" or "slides"; `url` is a path for the last three. Files lie in
    `folder`: the frames of the panel, and what the display wants. `fresh`: of a live playlist only what comes new is
    shown, for what it holds has been seen already.
    """

    panel: str
    folder: str
    kind: str
    url: str
    fit: str = "crop"
    user: str = ""
    password: str = ""
    hosts: tuple[str, ...] = ()
    transport: str = "tcp"
    size: tuple[int, int] | None = None
    rate: int | None = None
    dwell_s: float = 8.0
    dissolve_s: float = 0.8
    fresh: bool = False


class SecretMissingError(Exception):
    """A password that the configuration names is not there; the message says which, never what."""


def job_of(panel: str, options: PanelOptions, source: int, folder: Path) -> DecoderJob:
    """The job for one source of a panel. Raises SecretMissingError."""
    if isinstance(options, SlidesOptions):
        return DecoderJob(
            panel, str(folder), "slides", str(options.folder), options.fit,
            dwell_s=options.dwell_s, dissolve_s=options.dissolve_s,
        )  # fmt: skip
    assert isinstance(options, VideoOptions), "only panels that are decoded have jobs"
    chosen = options.sources[source % len(options.sources)]
    return DecoderJob(
        panel,
        str(folder),
        kind_of(chosen),
        chosen.url or chosen.device or str(chosen.file),
        options.fit,
        chosen.user or "",
        _password(chosen, os.environ),
        chosen.hosts,
        chosen.transport,
        chosen.size,
        chosen.rate,
    )


def kind_of(source: PictureSource) -> str:
    """How a source is opened."""
    if source.file is not None:
        return "file"
    if source.device is not None:
        return "device"
    return "playlist" if is_playlist(source.url or "") else "stream"


def with_login(url: str, user: str, password: str) -> str:
    """An address with user and password, for the one who opens it."""
    if not user:
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{parts.netloc}"))


def _password(source: PictureSource, environment: Mapping[str, str]) -> str:
    if source.password_env is not None:
        found = environment.get(source.password_env, "")
        if not found:
            msg = f"the environment variable {source.password_env} is not set"
            raise SecretMissingError(msg)
        return found
    if source.password_file is not None:
        try:
            return read_file(source.password_file, MOST_SECRET_BYTES).decode("utf-8", "replace").strip()
        except OSError as error:
            msg = f"the password cannot be read ({error.strerror}): {source.password_file}"
            raise SecretMissingError(msg) from None
    return ""
