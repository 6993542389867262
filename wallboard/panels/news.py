"""The news of an event: what has happened in it, told in sentences, the most newsworthy first."""

from __future__ import annotations

import msgspec

from wallboard.core.instants import MINUTE_US
from wallboard.core.moment import Moment
from wallboard.core.numerals import grouped
from wallboard.core.plain_text import isolated
from wallboard.core.wording import Said, say
from wallboard.panels.entries import FIELD_OF, entries
from wallboard.panels.event_words import passes, ranking_key, title_of
from wallboard.panels.milestone import RoundSum, compared_year, is_comparable
from wallboard.panels.panel_context import PanelContext

MOST = 6
SUMS = 4
"""The sums passed that are told, the latest ones."""
STOOD_US = MINUTE_US
"""How long a peak or a lead stands before it is news: in the first minutes each poll would bring another."""
FADES_US = 30 * MINUTE_US
"""In how long news loses a step of its worth."""
WHOLE_DAY, SUM, LEAD, PEAK = 4, 3, 2, 1
"""What news is worth."""


class News(msgspec.Struct, frozen=True):
    """A sentence with its time in words; `since_us` (recording time) is since when it is told."""

    at: str
    said: Said
    since_us: int
    at_us: int
    worth: int

    @property
    def rank(self) -> float:
        """All news fades alike, so that none overtakes another as time goes by."""
        return self.worth + self.at_us / FADES_US


def news_of(moment: Moment, setting: PanelContext, *, sums: bool, more: bool) -> tuple[News, ...]:
    """What is told at a moment: the `sums` passed and, with `more`, leads and peaks.

    It follows from what holds at the moment alone: what a correction has taken back is not told any more, and nothing
    is told twice.
    """
    found = [
        *(_sums(moment, setting) if sums else ()),
        *((*_leads(moment, setting), *_peaks(moment)) if more else ()),
    ]
    return tuple(sorted(found, key=lambda news: (-news.rank, -news.at_us, news.at))[:MOST])


def _sums(moment: Moment, setting: PanelContext) -> list[News]:
    facts, year = moment.facts, compared_year(moment.facts, None)
    found = []
    for passed in sorted(moment.state.milestones, key=lambda m: -m.gmv_fen)[:SUMS]:
        by = "" if passed.exact else say("wall.by").first(setting.language) + " "
        whole = year is not None and passed.gmv_fen == year.final() and is_comparable(passed)
        said: Said = passes(facts, RoundSum(passed.gmv_fen, setting.own, abroad="table"))
        if whole and year is not None:
            said = say("wall.whole_day_passed", year=str(year.year))
        at = by + facts.told(passed.at_us)
        found.append(News(at, said, passed.commit_us, passed.at_us, WHOLE_DAY if whole else SUM))
    return found


def _leads(moment: Moment, setting: PanelContext) -> list[News]:
    """Who took the lead of a ranking and still has it."""
    found, facts = [], moment.facts
    for ranking, lead in moment.state.leads.items():
        sample = moment.sample_of(FIELD_OF.get(ranking, ranking))
        since_us = lead.commit_us + STOOD_US
        if sample is None or since_us > moment.playhead_us:
            continue
        first = next(iter(entries(ranking, sample, known=setting.known)), None)
        if first is None or first.id != lead.who:
            continue
        said = say("wall.leads", who=_Isolated(first.name), ranking=say(f"wall.{ranking_key(ranking, facts.home)}"))
        found.append(News(facts.told(lead.at_us), said, since_us, lead.at_us, LEAD))
    return found


def _peaks(moment: Moment) -> list[News]:
    """The highest values of rates, once they have stood for a while."""
    found = []
    for name, peak in moment.state.peaks.items():
        since_us = peak.commit_us + STOOD_US
        metric = moment.metric(name)
        if metric.kind != "rate" or since_us > moment.playhead_us:
            continue
        said = say("wall.peaked", metric=title_of(metric, moment.facts), value=_Grouped(peak.value))
        found.append(News(moment.facts.told(peak.at_us), said, since_us, peak.at_us, PEAK))
    return found


class _Isolated(msgspec.Struct, frozen=True):
    """A name as it stands inside a sentence."""

    name: Said

    def first(self, language: str) -> str:
        """The name in `language`, or in another one."""
        return isolated(self.name.first(language))

    def exact(self, language: str) -> str:
        """The name in that very language, or an empty string."""
        return isolated(self.name.exact(language))


class _Grouped(msgspec.Struct, frozen=True):
    """A whole number as each language writes it."""

    value: int

    def first(self, language: str) -> str:
        """The number in `language`."""
        return grouped(self.value, language)

    def exact(self, language: str) -> str:
        """The same: every language has its numbers."""
        return grouped(self.value, language)
