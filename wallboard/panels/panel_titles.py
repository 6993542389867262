"""What a panel is called where it cannot say so itself: it failed, or its figures are hidden."""

from __future__ import annotations

from wallboard.config.panel_options import PanelOptions
from wallboard.config.panels import AudienceOptions, CounterOptions, MilestoneOptions, RankingOptions, TrendOptions
from wallboard.core.event_info import EventInfo
from wallboard.core.moment import Moment
from wallboard.core.wording import Said, say
from wallboard.panels.event_words import curve_title, ranking_key, title_of
from wallboard.panels.panel_context import PanelContext


def title_shown(options: PanelOptions, moment: Moment, setting: PanelContext) -> tuple[str, str]:
    """The heading of a panel in both languages; empty for one that has none."""
    try:
        said = getattr(options, "title", None) or _own(options, moment)
    except KeyError:  # a metric of the operator's own that the recording does not know
        said = None
    return ("", "") if said is None else setting.pair(said)


def _own(options: PanelOptions, moment: Moment) -> Said | None:
    facts: EventInfo = moment.facts
    match options:
        case CounterOptions():
            return options.label or title_of(moment.metric(options.metric), facts)
        case TrendOptions():
            metric = moment.metric(options.metric)
            return curve_title(facts, final=moment.final) if metric.name == "gmv" else title_of(metric, facts)
        case RankingOptions():
            return say("wall.products" if options.category else f"wall.{ranking_key(options.of, facts.home)}")
        case AudienceOptions():
            return say("wall.audience")
        case MilestoneOptions():
            return say("wall.milestones")
    return None
