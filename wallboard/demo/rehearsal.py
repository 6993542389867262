"""A rehearsal's plan: which fault strikes when, read from a small TOML file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeGuard

from wallboard.core.errors import ConfigError
from wallboard.core.instants import SECOND_US, parse_elapsed

SOURCE_FAULTS: Final = {
    "refuse": "the endpoint hangs up on everybody",
    "silence": "the endpoint takes the request and says nothing",
    "drip": "the endpoint sends its answer byte by byte",
    "cut": "the endpoint breaks off in the middle of its answer",
    "busy": "the endpoint answers 503",
    "throttle": "the endpoint answers 429 and wants to be left alone for 5 s",
    "denied": "the endpoint answers 401: the token has expired",
    "redirect": "the endpoint sends everybody elsewhere",
    "portal": "a captive portal answers in the endpoint's place",
    "bomb": "the endpoint sends a small answer that unpacks to 64 MB",
    "flood": "the endpoint sends an answer without end",
    "garbage": "the endpoint answers with broken JSON",
    "nan": "the endpoint states a total that is no number",
    "twice": "the endpoint states its total twice in one answer",
    "missing": "the endpoint leaves out everything but the total",
    "mistyped": "the endpoint sends words where counts belong",
    "negative": "the endpoint states counts below zero",
    "strange": "the endpoint names an unknown city, and a brand with markup in its name",
    "fall": "the endpoint states a total that has fallen",
    "jump": "the endpoint states a total that cannot be",
    "stand": "the endpoint tells the same instant over and over",
    "late": "the endpoint tells what was a minute ago",
    "future": "the endpoint's clock is an hour ahead",
}
"""What an endpoint can do wrong, for as long as `for_s` says, and how it is announced."""
MACHINE_FAULTS: Final = {
    "monitor": "a monitor is unplugged",
    "disk": "the disk takes nothing more",
    "sleep": "the machine falls asleep",
}
"""What can happen to the machine, for as long as `for_s` says."""
PROCESS_FAULTS: Final = {
    "kill show": "the display is killed",
    "kill collect": "the collector is killed",
    "kill curtain": "the curtain is killed",
    "freeze show": "the display hangs",
    "freeze collect": "the collector hangs",
    "crash show": "the display is killed three times, each time that it is back",
}
"""What can happen to a process, once."""
FAULTS: Final = SOURCE_FAULTS | MACHINE_FAULTS | PROCESS_FAULTS
_KEYS: Final = {"at", "what", "for_s", "output"}
_LONGEST_S: Final = 86_400
_PLAN_KEYS: Final = {"title", "start_at", "seconds", "fault"}


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault: `at_us` after the event's start (the event's clock), lasting `for_us` where it lasts.

    `output` is the name of the monitor that goes, as xrandr calls it; empty for the last one.
    """

    at_us: int
    what: str
    for_us: int
    output: str = ""

    @property
    def lasts(self) -> bool:
        """Whether it ends after `for_us`; a blow to a process is over at once."""
        return self.what not in PROCESS_FAULTS

    @property
    def announced(self) -> str:
        """What the terminal says of it."""
        return FAULTS[self.what]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The night from `start_at_us` (event's clock) for `seconds`, and its faults in order."""

    title: str
    start_at_us: int
    seconds: float
    strikes: tuple[Strike, ...]


def read_plan(path: Path) -> Rehearsal:
    """The plan in a file.

    Raises:
        ConfigError: it cannot be read, or says something that no rehearsal can do; every problem is named.
    """
    try:
        with path.open("rb") as file:
            said = tomllib.load(file)
    except OSError as error:
        msg = f"the plan cannot be read ({error.strerror}): {path}"
        raise ConfigError(msg) from None
    except (ValueError, RecursionError) as error:  # also one that is not UTF-8, or is nested beyond all sense
        msg = f"the plan is no TOML ({error}): {path}"
        raise ConfigError(msg) from None
    problems = [f"{key} is not known; there are {', '.join(sorted(_PLAN_KEYS))}" for key in said.keys() - _PLAN_KEYS]
    start_us = _instant(said.get("start_at", "-00:00:20"), "start_at", problems)
    seconds = said.get("seconds", 120)
    if not _is_duration(seconds):
        problems.append(f"seconds is no number above 0 and up to {_LONGEST_S}")
        seconds = 120
    faults = said.get("fault", [])
    if not isinstance(faults, list) or not all(isinstance(fault, dict) for fault in faults):
        problems.append("faults are written as [[fault]]")
        faults = []
    strikes = [_strike(fault, f"fault {number}", problems) for number, fault in enumerate(faults, 1)]
    last_us = start_us + int(seconds * SECOND_US)
    problems += [f"{s.what!r} strikes outside the rehearsal" for s in strikes if not start_us <= s.at_us < last_us]
    if problems:
        raise ConfigError(f"{path}: " + "; ".join(problems))
    ordered = tuple(sorted(strikes, key=lambda strike: strike.at_us))
    return Rehearsal(str(said.get("title", path.stem)), start_us, float(seconds), ordered)


def _strike(fault: dict[str, object], where: str, problems: list[str]) -> Strike:
    problems += [f"{where}: {key} is not known; there are {', '.join(sorted(_KEYS))}" for key in fault.keys() - _KEYS]
    what, for_s, output = fault.get("what"), fault.get("for_s", 10), fault.get("output", "")
    if not isinstance(what, str) or what not in FAULTS:
        problems.append(f"{where}: what = {what!r} is not known; there are {', '.join(FAULTS)}")
        what = "refuse"
    if not _is_duration(for_s):
        problems.append(f"{where}: for_s is no number above 0 and up to {_LONGEST_S}")
        for_s = 10
    if not isinstance(output, str):
        problems.append(f"{where}: output is no text")
    elif output and what != "monitor":
        problems.append(f"{where}: output names the monitor that goes, and is of no use to {what!r}")
    return Strike(_instant(fault.get("at"), f"{where}: at", problems), str(what), int(for_s * SECOND_US), str(output))


def _is_duration(said: object) -> TypeGuard[float]:
    return isinstance(said, int | float) and not isinstance(said, bool) and 0 < said <= _LONGEST_S


def _instant(text: object, where: str, problems: list[str]) -> int:
    found = parse_elapsed(text) if isinstance(text, str) else None
    if found is None:
        problems.append(f"{where} = {text!r} is no elapsed time; write 00:06:58, or -00:00:20 for the eve")
        return 0
    return found
