"""What doctor asks of the wall's own words: its configuration and the endpoints that it names."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from wallboard.config.drawn_texts import drawn_texts
from wallboard.config.event_facts import facts_of
from wallboard.config.load import load
from wallboard.config.problems import ConfigFileError
from wallboard.config.settings import Settings
from wallboard.config.source_settings import SourceSettings
from wallboard.config.unstated import unstated
from wallboard.core.errors import ConfigError, WallboardError
from wallboard.core.glyphs import told, without_glyph
from wallboard.core.system_clocks import system_mono_us
from wallboard.doctor.findings import Finding, good, note, wrong
from wallboard.probe import ProbeReport, probe
from wallboard.scene.base_map import configured_maps, read_base_map
from wallboard.scene.exchanged_degrees import region_warnings
from wallboard.scene.geography import MapError
from wallboard.scene.region_map import configured_regions, places_of, region_of
from wallboard.scene.unknown_places import unknown_places
from wallboard.sources.configured import open_failover
from wallboard.sources.protocol import Source

Actions = Mapping[str, tuple[str, ...]]


def check_configuration(file: Path | None, known_actions: Actions) -> tuple[Finding, Settings | None]:
    """The settings, if the file can be used."""
    name = "the built-in one" if file is None else str(file)
    try:
        return good("configuration", name), load(file, known_actions=known_actions)
    except ConfigFileError as error:
        more = f", and {len(error.problems) - 1} more" if len(error.problems) > 1 else ""
        return wrong("configuration", f"{error.problems[0]}{more}", f"wallboard check {name} tells all of them"), None
    except WallboardError as error:
        return wrong("configuration", str(error), "name another file with --config"), None


def check_event(settings: Settings) -> Finding | None:
    """Whether the event is described; None where there is no source that it could be the event of."""
    if not settings.sources:
        return None
    lacking = unstated(settings)
    if not lacking:
        return good("event", facts_of(settings).name.first("en"))
    keys = ", ".join(f"[{each.section}] {each.key}" for each in lacking)
    lines = "; ".join(f"[{each.section}] {each.line}" for each in lacking)
    return note("event", f"not stated: {keys}, so {'; '.join(each.follows for each in lacking)}", f"write {lines}")


def check_characters(settings: Settings, has_system: Callable[[str], bool]) -> Finding | None:
    """Whether the file's own words can be drawn; None where the bundled fonts have all of them."""
    found = without_glyph(drawn_texts(settings))
    if not found:
        return None
    missing = tuple(c for c in found if not has_system(c))
    if not missing:
        return note("characters", f"{told(found)} come from this machine's fonts", "see that every machine has them")
    return wrong("characters", f"no font has {told(missing)}", "install a font that has them, such as fonts-noto")


def check_maps(settings: Settings) -> Iterator[Finding]:
    """Each base map that the settings name, read as the wall reads it."""
    for panel, path in configured_maps(settings):
        try:
            found = read_base_map(path)
        except MapError as error:
            yield wrong("base map", f"[panels.{panel}] {error}", "mend the file, or name another as base_map")
            continue
        said = f"{path}: {sum(bool(p.rings) for p in found.provinces)} provinces, {len(found.dashes)} dashes"
        told = (*found.warnings, *found.notes)
        yield note("base map", f"{said}; {'; '.join(told)}", "mend the file") if told else good("base map", said)
    for panel, options in configured_regions(settings):
        try:
            region = region_of(options)
        except MapError as error:
            yield wrong("map", f"[panels.{panel}] {error}", "mend the file, or name another")
            continue
        cities = sum(not region.places.is_whole(code) for code in region.places.cities)
        said = f"{options.regions}: {len(region.provinces)} parts, {cities} cities"
        lines = (*region_warnings(region, settings), *region.notes)
        yield note("map", f"{said}; {'; '.join(lines)}", "mend the file") if lines else good("map", said)


def check_endpoints(settings: Settings) -> tuple[Finding, ...]:
    """Each endpoint, fetched once within the configured deadline."""
    if not settings.sources:
        return (
            note("endpoint", "none is configured", "add [[source]] with its url; the demonstration brings its own"),
        )
    findings = []
    together: dict[str, list[SourceSettings]] = {}
    for place, source in enumerate(settings.sources):
        together.setdefault(f"join {source.join}" if source.join else str(place), []).append(source)
    for configured in together.values():
        try:
            failover = open_failover(configured, settings.polling, environ=os.environ, random=random.random)
        except ConfigError as error:
            findings.append(wrong("endpoint", str(error), "install the package that offers it, or correct its kind"))
            continue
        try:
            findings.append(check_endpoint(configured[0].join or configured[0].label, failover, settings))
        finally:
            failover.close()
    return tuple(findings)


def check_endpoint(name: str, source: Source, settings: Settings) -> Finding:
    """One endpoint, fetched once."""
    deadline_us = system_mono_us() + int(settings.polling.deadline_s * 1e6)
    report = probe(source, settings.contract_mapping, settings, deadline_us)
    return _judged(name, report, settings)


def _judged(name: str, report: ProbeReport, settings: Settings) -> Finding:
    answer = report.answer
    if answer is None:
        why = "; ".join(failure.message for failure in report.failures) or "it says that nothing is new"
        return wrong("endpoint", f"{name}: {why}", "wallboard probe URL tells more")
    took = f"{name}: answers in {answer.fetch_us / 1000:.0f} ms"
    if report.verdict:
        return wrong("endpoint", f"{took}, but {report.verdict}", "wallboard probe URL tells what it says")
    if not report.usable:
        return wrong("endpoint", f"{took}, without a usable time and sum", "wallboard probe URL tells what it says")
    unknown = tuple(unknown_places(report.snapshot, places_of(settings)))
    if unknown:
        return note("endpoint", f"{took}; {'; '.join(unknown)}", "name them by code, or as the map does")
    if report.panels:
        fields = ", ".join(dict.fromkeys(field for panel in report.panels for field in panel.missing))
        return note("endpoint", f"{took}, without {fields}", "wallboard probe URL tells which panels stay empty")
    return good("endpoint", f"{took}, and every panel has what it needs")
