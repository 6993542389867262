"""ranking: which rows of which page are up at a moment; they glide when they change places, pages turn."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from wallboard.config.panels import RankingOptions
from wallboard.core.contract.snapshot import Name
from wallboard.core.figures import SEPARATOR
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.motion import cubic_out, progress
from wallboard.core.numerals import Figure
from wallboard.core.pages import LEAVE_US, TURN_US, page_at
from wallboard.core.ranks import SETTLED_US, rows, settled_us, turned
from wallboard.core.wording import Said, say
from wallboard.panels.amounts import beside, row_amount
from wallboard.panels.entries import FIELD_OF, Keyed, category_pages, entries
from wallboard.panels.event_country import is_elsewhere
from wallboard.panels.event_words import ranking_key
from wallboard.panels.panel_context import PanelContext
from wallboard.scene.places import places

STAGGER_US = 25_000
DWELT_STEPS = 64
"""In which the pill of a page fills: it is hardly as many pixels long."""


class RankingLine(msgspec.Struct, frozen=True):
    """One row in words: where it stands (`place`, in rows), its bar (0..1), its names and its amount.

    `risen`: places gained (negative: lost), None for one that is new. `warmth` (1..0) says how lately it rose, `lead`
    (1..0) how lately it became the first. `shown` (0..1) fades it in after a page turn. `corrected`: its sum was set
    anew within ten minutes.
    """

    id: str
    rank: int
    risen: int | None
    place: float
    bar: float
    warmth: float
    lead: float
    first: str
    second: str
    amount: Figure
    shown: float
    corrected: bool = False


class RankingView(msgspec.Struct, frozen=True):
    """A page of a ranking; `dots` is (index, count, dwelt) of the pages, `names` what they are called.

    `first` is the rank of the page's first place. `gone` (0..1): how far its rows have left already, since the next
    page is due.
    """

    title: tuple[str, str]
    lines: tuple[RankingLine, ...]
    rows: int
    columns: int
    bars: bool
    changes: bool
    dots: tuple[int, int, float] | None
    names: tuple[str, ...]
    empty: tuple[str, str] | None
    age_s: int | None
    first: int = 1
    gone: float = 0.0


def _titled(of: str, moment: Moment, setting: PanelContext) -> str:
    """What heads a list by itself: parts of another country than China are no provinces."""
    if of == "provinces" and (setting.known not in (None, places()) or is_elsewhere(moment)):
        return "regions"
    return ranking_key(of, moment.facts.home)


def resolve(moment: Moment, options: RankingOptions, setting: PanelContext) -> RankingView:
    """The page that is up at a moment."""
    of = options.of
    title: Said = say("wall.products" if options.category else f"wall.{_titled(of, moment, setting)}")
    names: tuple[str, ...] = ()
    pages, skip = options.pages, 0
    sample = moment.sample_of(FIELD_OF.get(of, "categories"))
    category = options.category
    if of == "products" or category:
        found = category_pages(sample)
        if of == "products":
            pages = len(found)
            names = tuple(name.first(setting.language) for _, name in found)
    page = page_at(moment.playhead_us, setting.page_dwell_us, pages, setting.turning)
    if of == "products" and names:
        category, name = found[page.index]
        title = _product_title(name)
    elif category:
        title = _product_title(dict(found).get(category, Name(en=category)))
    elif pages > 1:
        skip = page.index * options.rows
    samples = [s for s in moment.samples() if sample is None or s.commit_us < sample.commit_us]
    chain = tuple(Keyed(s, setting.known) for s in (*samples, *(() if sample is None else (sample,))))
    since_us = _turned_us((of, category), chain, skip + options.rows, page.since_us if pages > 1 else None)
    turn_us = None
    if since_us is not None:
        turn_us = (min(moment.playhead_us, since_us + TURN_US + options.rows * STAGGER_US), since_us)
    lines = _lines(
        (of, category),
        chain,
        None if moment.state.earlier is None else Keyed(moment.state.earlier, setting.known),
        _moving_us((of, category), chain, skip + options.rows, moment.playhead_us, setting),
        turn_us,
        (skip, options.rows),
        _corrected(moment, ("categories", category) if category else (of,)),
        setting,
    )
    own_age_us = moment.age_of(FIELD_OF.get(of, "categories"))
    return RankingView(
        title=setting.pair(options.title) if options.title else setting.pair(title),
        lines=lines,
        rows=options.rows,
        columns=options.columns,
        bars=options.bars,
        changes=options.changes,
        dots=(page.index, page.count, int(page.dwelt * DWELT_STEPS) / DWELT_STEPS) if pages > 1 else None,
        names=names,
        empty=setting.pair(say("wall.no_data")) if not lines else None,
        age_s=None if own_age_us is None else own_age_us // SECOND_US,
        first=skip + 1,
        gone=0.0 if setting.still else _gone(page.until_us, moment.playhead_us),
    )


def _corrected(moment: Moment, above: tuple[str, ...]) -> frozenset[str]:
    """The ids of a list's items that were corrected lately; of provinces, which no source states, none."""
    paths = (tuple(path.split(SEPARATOR)) for path in moment.state.corrected_parts)
    return frozenset(path[-1] for path in paths if path[:-1] == above and moment.corrected(*path))


def _turned_us(what: tuple[str, str | None], chain: tuple[Keyed, ...], limit: int, page_us: int | None) -> int | None:
    """Since when the list has been up: its page was turned, or so many rows changed places that it was turned anew."""
    turned_us = _upset_us(what, chain, limit)
    return page_us if turned_us is None else max(turned_us, page_us or 0)


@lru_cache(maxsize=16)
def _upset_us(what: tuple[str, str | None], chain: tuple[Keyed, ...], limit: int) -> int | None:
    """Since when a list stands that was turned anew; None where none was."""
    of, category = what
    history = [(k.sample.commit_us, entries(of, k.sample, category, k.known)) for k in chain]
    place = turned(history, limit)
    return history[place][0] if place else None


def _gone(until_us: int | None, playhead_us: int) -> float:
    """How far (0..1) the rows have left a page that is up until an instant."""
    if until_us is None:
        return 0.0
    return round(progress(playhead_us, until_us - LEAVE_US, LEAVE_US) ** 2, 3)


def _moving_us(
    what: tuple[str, str | None], chain: tuple[Keyed, ...], limit: int, playhead_us: int, setting: PanelContext
) -> int:
    """The instant to draw rows at: the playhead's while any of them moves, else one at which all stand.

    In a still they always stand: caught changing places, the list would not be in the order of its ranks.
    """
    if not chain:
        return 0
    moving = not setting.still and playhead_us < _settled_us(what, chain, limit)
    return playhead_us if moving else chain[-1].sample.commit_us + SETTLED_US


@lru_cache(maxsize=16)
def _settled_us(what: tuple[str, str | None], chain: tuple[Keyed, ...], limit: int) -> int:
    of, category = what
    return settled_us([(k.sample.commit_us, entries(of, k.sample, category, k.known)) for k in chain], limit)


def _product_title(name: Name) -> Said:
    return say("wall.products_of", category=name)


@lru_cache(maxsize=32)
def _lines(
    what: tuple[str, str | None],
    chain: tuple[Keyed, ...],
    earlier: Keyed | None,
    t_us: int,
    turn_us: tuple[int, int] | None,
    page: tuple[int, int],
    corrected: frozenset[str],
    setting: PanelContext,
) -> tuple[RankingLine, ...]:
    """The rows of a page at `t_us`; asked again and again while nothing moves, so the last answers are kept.

    `what`: (ranking, category); `turn_us`: (now, since when the page is up); `page`: (skipped, rows);
    `corrected`: the ids of rows whose sums were set anew lately.
    """
    of, category = what
    skip, limit = page
    history = tuple((k.sample.commit_us, entries(of, k.sample, category, k.known)) for k in chain)
    reference = entries(of, earlier.sample, category, earlier.known) if earlier is not None else ()
    if not reference or reference[0].gmv_fen == 0:
        reference = ()  # among sums of nothing there was no order to rise from
    placement = rows(history, reference, t_us, skip + limit)
    found = []
    for row in placement:
        if row.place <= skip - 1:
            continue
        first, second = setting.pair(row.entry.name)
        shown = 1.0
        if turn_us is not None and not setting.still:
            begin_us = turn_us[1] + (row.rank - 1 - skip) * STAGGER_US
            shown = round(cubic_out(progress(turn_us[0], begin_us, TURN_US)), 3)
        found.append(
            RankingLine(
                row.entry.id,
                row.rank,
                row.risen if reference else 0,
                round(row.place - skip, 4),
                round(row.bar, 4),
                round(row.warmth, 3),
                round(row.lead, 3),
                first,
                beside(first, second),
                row_amount(row.entry.gmv_fen, setting),
                shown,
                row.entry.id in corrected,
            )
        )
    return tuple(found)
