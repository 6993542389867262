"""Which monitor keeps which [screens.*] entry for a whole run: decided once, by the monitor's identity."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from wallboard.config.screen_rules import NO_CANVAS
from wallboard.config.settings import Settings
from wallboard.scene.screens import Screen, find, find_in_place


class Claim(msgspec.Struct, frozen=True):
    """A monitor as it was last seen, and the entry it has for the whole run; None: none, it shows the canvas "*".

    `stands_in`: the entry means another monitor, which was not there; when that comes both have it.
    """

    screen: Screen
    rule: str | None
    stands_in: bool = False


Claims = tuple[Claim, ...]
"""Of all monitors seen in a run, those too that are gone."""


def claimed(claims: Claims, screens: Sequence[Screen], settings: Settings) -> Claims:
    """The claims once these monitors are there: known ones keep theirs, and only new ones are given an entry.

    Without any claims the entries choose among all monitors, in the order of the file (`first_claims`). Later a new
    monitor takes an entry that names it, or else one that no monitor of this run has had.
    """
    if not claims:
        return first_claims(screens, settings)
    known = recognised(claims, screens)
    seen = {number: screen for screen, number in known.items()}
    kept = tuple(replace(claim, screen=seen.get(number, claim.screen)) for number, claim in enumerate(claims))
    new = [screen for screen in screens if screen not in known]
    if not new:
        return kept
    present = [kept[number] for number in known.values()]
    return (*kept, *_Newcomers(settings, kept, present, new, screens).claims())


def first_claims(screens: Sequence[Screen], settings: Settings) -> Claims:
    """The claims at the start, and when the operator asks for them anew.

    If the first public entry finds no monitor, the primary one of those left over (or else the first) stands in for it,
    and a lone public screen always does, so that the main picture is never missing. Then entries that state nothing
    take what is left, one each, or all of it where their canvas is "none", which leaves screens alone.
    """
    main = main_rule(settings)
    given: dict[Screen, str] = {}
    stand_in: Screen | None = None
    for name, rule in settings.screens.items():
        found = find(rule, _free(screens, given), screens) if rule.is_particular else None
        if found is not None:
            given[found] = name
    free = _free(screens, given)
    if main is not None and settings.screens[main].is_particular and main not in given.values():
        if free:
            stand_in = _first(free)
        elif len(screens) == 1 and is_public(given[screens[0]], settings):
            stand_in = screens[0]
        if stand_in is not None:
            given[stand_in] = main
    _give_the_rest(given, screens, settings, taken=frozenset())
    return tuple(Claim(screen, given.get(screen), screen is stand_in) for screen in screens)


def main_rule(settings: Settings) -> str | None:
    """The first entry for a public canvas: the main picture; None where there is none."""
    return next((name for name in settings.screens if is_public(name, settings)), None)


def is_public(rule: str | None, settings: Settings) -> bool:
    """Whether an entry (None: none at all) shows a canvas for the public."""
    if rule is None:
        return True
    canvas = settings.screens[rule].canvas or rule
    return canvas != NO_CANVAS and settings.role(canvas) == "public"


def recognised(claims: Claims, screens: Sequence[Screen]) -> dict[Screen, int]:
    """Which monitors are known: each with the number of its claim.

    A monitor is known by all that it says of itself and its connector; one with a serial number also at another
    connector; at its old connector also while it or its cable does not say what it is. Of monitors that are alike in
    all of that, each is the one that stood where it stands.
    """
    known: dict[Screen, int] = {}
    for is_same in (_is_same_in_place, _is_same, _has_moved, _is_same_connector):
        for screen in screens:
            if screen not in known:
                free = (number for number in range(len(claims)) if number not in known.values())
                number = next((n for n in free if is_same(claims[n].screen, screen)), None)
                if number is not None:
                    known[screen] = number
    return known


class _Newcomers(msgspec.Struct, frozen=True):
    """Monitors that come while others (`present`) are up or have been (`kept`)."""

    settings: Settings
    kept: Claims
    present: Sequence[Claim]
    new: Sequence[Screen]
    screens: Sequence[Screen]

    def claims(self) -> Claims:
        """One for each of them."""
        given: dict[Screen, str] = {}
        stand_ins = []
        held = frozenset(claim.rule for claim in self.kept if claim.rule is not None)
        main = main_rule(self.settings)
        self._choose(given, find, lambda name: self._is_named(name, held))
        if main is not None and not self._public_is_shown(given) and (free := _free(self.new, given)):
            stand_ins = [_first(free)]
            given[stand_ins[0]] = main
        for way in (find_in_place, find):
            self._choose(given, way, lambda name: name not in held and name not in given.values())
        _give_the_rest(given, self.new, self.settings, taken=held)
        return tuple(Claim(screen, given.get(screen), screen in stand_ins) for screen in self.new)

    def _choose(
        self,
        given: dict[Screen, str],
        way: Callable[..., Screen | None],
        is_open: Callable[[str], bool],
    ) -> None:
        for name, rule in self.settings.screens.items():
            free = _free(self.new, given)
            if free and rule.is_particular and is_open(name):
                found = way(rule, free, self.screens)
                if found is not None:
                    given[found] = name

    def _is_named(self, name: str, held: frozenset[str]) -> bool:
        """Whether an entry is for whatever bears its marks now: nobody has it, or nobody who is there by right.

        By right of a connector's name alone: a spare monitor at it shows what the one before it did.
        """
        rule = self.settings.screens[name]
        if rule.position is not None:
            return False
        if name not in held:
            return True
        by_right = [claim for claim in self.kept if claim.rule == name and not claim.stands_in]
        return not by_right or (rule.name is not None and not any(claim in self.present for claim in by_right))

    def _public_is_shown(self, given: dict[Screen, str]) -> bool:
        rules = [*(claim.rule for claim in self.present), *given.values()]
        return any(is_public(rule, self.settings) for rule in rules)


def _give_the_rest(
    given: dict[Screen, str], screens: Sequence[Screen], settings: Settings, *, taken: frozenset[str]
) -> None:
    """Let entries that state nothing take what is left: one each, or all where they leave screens alone."""
    for name, rule in settings.screens.items():
        if rule.is_particular:
            continue
        free = _free(screens, given)
        if rule.canvas == NO_CANVAS:
            given.update(dict.fromkeys(free, name))
        elif name not in taken:
            given.update(dict.fromkeys(free[:1], name))


def _free(screens: Sequence[Screen], given: dict[Screen, str]) -> list[Screen]:
    return [screen for screen in screens if screen not in given]


def _first(free: Sequence[Screen]) -> Screen:
    return next((screen for screen in free if screen.primary), free[0])


def _what(screen: Screen) -> tuple[str, str, str]:
    return screen.manufacturer, screen.model, screen.serial


def _is_same(one: Screen, other: Screen) -> bool:
    return one.name == other.name and _what(one) == _what(other)


def _is_same_in_place(one: Screen, other: Screen) -> bool:
    return _is_same(one, other) and one.geometry == other.geometry


def _has_moved(one: Screen, other: Screen) -> bool:
    return bool(one.serial) and _what(one) == _what(other)


def _is_same_connector(one: Screen, other: Screen) -> bool:
    return one.name == other.name and not (any(_what(one)) and any(_what(other)))
