"""From the words of a command to settings, and to the directory of a recording."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from wallboard.actions.table import default_keys
from wallboard.config.cluster_settings import ClusterSettings
from wallboard.config.load import find_file, load
from wallboard.config.map_panels import ChinaMapOptions
from wallboard.config.settings import Settings
from wallboard.config.source_settings import SourceSettings
from wallboard.config.value_types import nearest
from wallboard.core.errors import ConfigError, UsageError
from wallboard.core.masking import KNOWN, masked_url
from wallboard.core.system_clocks import system_utc_us
from wallboard.recording.folder import new_folder, newest_folder, recordings_folder
from wallboard.sources.secrets import secrets_of_source

log = logging.getLogger(__name__)

DEMO_MACHINE: Final = "WALLBOARD_DEMO_MACHINE"
DEMO_SHARE: Final = "WALLBOARD_DEMO_SHARE"
"""The environment variable by which the demonstration of several machines tells each of them which it is."""
_ON_THE_MAP_OF_CHINA: Final = ("CN", "HK", "MO", "TW")


def load_settings(named: Path | None, *, demonstration: bool = False) -> tuple[Settings, Path | None]:
    """The settings, and the file they come from (None: the built-in one alone). Raises ConfigError."""
    file = find_file(named)
    settings = load(file, known_actions=default_keys(), demonstration=demonstration)
    _learn_secrets(settings.sources)
    return _of_several(settings) if demonstration else settings, file


def load_usable_settings(
    named: Path | None, last_good: Path | None, *, demonstration: bool = False, maps: bool = False
) -> tuple[Settings, Path | None, tuple[str, ...]]:
    """The settings of a process that was started anew, the file, and what is wrong with that as it is now.

    `last_good` is a copy of the newest version of the file that could be used: it stands in for one that cannot be;
    with `maps` also for one whose base maps cannot be.
    Raises ConfigError where there is no such copy.
    """
    try:
        settings, file = load_settings(named, demonstration=demonstration)
        if maps:
            examine_maps(settings)
        return settings, file, ()
    except ConfigError as error:
        file = find_file(named)
        if last_good is None or not last_good.is_file():
            raise
        lines = tuple(error.lines())
        for line in lines:
            log.error("the edited configuration is not taken up: %s", line)
        settings = load(file, text_in=last_good, known_actions=default_keys(), demonstration=demonstration)
        _learn_secrets(settings.sources)
        return _of_several(settings) if demonstration else settings, file, lines


def _of_several(settings: Settings) -> Settings:
    """The demonstration's settings as those of one of its machines, which has one of the screens, if it is that."""
    told = os.environ.get(DEMO_MACHINE)
    if not told:
        return settings
    cluster = ClusterSettings.model_validate_json(told)
    screen = "center" if cluster.node == "middle" else cluster.node
    screens = {name: entry for name, entry in settings.screens.items() if name == screen} or settings.screens
    return settings.model_copy(update={"cluster": cluster, "screens": screens})


def share_of(environ: Mapping[str, str]) -> tuple[int, int]:
    """Which of how many walls on one desk this is, from 0: machines of the demonstration are told so."""
    number, _, count = environ.get(DEMO_SHARE, "").partition("/")
    return (int(number), int(count)) if number.isdigit() and count.isdigit() else (0, 1)


def _learn_secrets(sources: Iterable[SourceSettings]) -> None:
    """Nothing that the configuration holds in secret may be printed or logged by this process."""
    for source in sources:
        KNOWN.learn(secrets_of_source(source, os.environ))


def examine_maps(settings: Settings) -> tuple[str, ...]:
    """Read every base map that the settings name, as the wall will; what is to be told of them.

    Raises:
        ConfigError: one cannot be used.
    """
    from wallboard.scene.base_map import configured_maps, read_base_map  # noqa: PLC0415 - numpy, which few commands need
    from wallboard.scene.exchanged_degrees import region_warnings  # noqa: PLC0415 - likewise
    from wallboard.scene.geography import MapError  # noqa: PLC0415 - likewise
    from wallboard.scene.region_map import configured_regions, region_of  # noqa: PLC0415 - likewise

    told = list(_maps_of_china_elsewhere(settings))
    for panel, path in configured_maps(settings):
        try:
            found = read_base_map(path)
        except MapError as error:
            msg = f"[panels.{panel}] base_map: {error}"
            raise ConfigError(msg) from None
        told += (*(f"warning: {line}" for line in found.warnings), *found.notes)
    for panel, options in configured_regions(settings):
        try:
            region = region_of(options)
        except MapError as error:
            msg = f"[panels.{panel}] {error}"
            raise ConfigError(msg) from None
        told += (*(f"warning: {line}" for line in region_warnings(region, settings)), *region.notes)
    return tuple(told)


def _maps_of_china_elsewhere(settings: Settings) -> Iterator[str]:
    """Panels of the map of China at an event whose home is another country: they show the globe."""
    home = settings.event.home
    if home is None or home in _ON_THE_MAP_OF_CHINA:
        return
    shown = frozenset().union(*(settings.panels_of(layout) for layout in settings.layouts))
    of_china = [
        f"[panels.{name}]"
        for name, panel in settings.panels.items()
        if name in shown and isinstance(panel, ChinaMapOptions) and panel.base_map is None
    ]
    if of_china:
        yield (
            f"warning: {' and '.join(of_china)} would show a map of China, and the event's home is {home}: the globe "
            f'stands there; for a map of {home} write kind = "region_map" and regions = "FILE"'
        )


def with_endpoint(settings: Settings, url: str | None) -> Settings:
    """The settings with one endpoint in place of the configured ones. Raises UsageError."""
    if url is None:
        return settings
    try:
        source = SourceSettings(url=url)
    except ValidationError:
        msg = f"{masked_url(url)!r} is no web address; write https://host/path"
        raise UsageError(msg) from None
    _learn_secrets((source,))
    return settings.model_copy(update={"sources": (source,)})


def with_first_picture(settings: Settings, layout: str | None, language: str | None) -> Settings:
    """The settings with another layout and language to begin with. Raises UsageError."""
    changes: dict[str, object] = {}
    if layout is not None:
        if layout not in settings.layouts:
            near = nearest(layout, settings.layouts)
            hint = f"did you mean {near!r}?" if near else f"there are {', '.join(settings.layouts)}"
            msg = f"no layout is called {layout!r}; {hint}"
            raise UsageError(msg)
        changes["layout"] = layout
    if language is not None:
        changes |= {"language": language, "languages": _led_by(settings, language)}
    if not changes:
        return settings
    return settings.model_copy(update={"display": settings.display.model_copy(update=changes)})


def _led_by(settings: Settings, language: str) -> tuple[str, ...]:
    """The languages of the wall with that one leading, in place of the first where it is new."""
    shown = settings.display.languages
    return shown if language in shown else (language, *shown[1:])


def with_pictures(settings: Settings, pictures: Path | None) -> Settings:
    """The settings with the folder for pictures that was named, if one was."""
    if pictures is None:
        return settings
    display = settings.display.model_copy(update={"snapshot_folder": pictures.absolute()})
    return settings.model_copy(update={"display": display})


def recording_folder(settings: Settings, named: Path | None) -> Path:
    """The directory to record to: the one named, or a new one. Raises RecordingError.

    A machine of several goes on with the wall's recording.
    """
    if named is not None:
        return named.absolute()
    if settings.cluster is not None:
        return cluster_folder(settings.cluster, settings.recording.folder)
    return new_folder(system_utc_us(), settings.recording.folder).absolute()


def cluster_folder(cluster: ClusterSettings, parent: Path | None) -> Path:
    """Where a machine of several keeps the wall's recording."""
    return ((parent or recordings_folder()) / f"{cluster.wall}-{cluster.node}").absolute()


def recording_to_show(settings: Settings, named: Path | None) -> Path:
    """The directory to show: the one named, or the newest. Raises UsageError."""
    if named is None and settings.cluster is not None:
        return cluster_folder(settings.cluster, settings.recording.folder)
    folder = named or newest_folder(settings.recording.folder)
    if folder is None:
        msg = "there is no recording yet; begin one with `wallboard collect`, or name one with --record"
        raise UsageError(msg)
    return folder.absolute()
