"""The table of faults, and those of the data: what the source says wrongly, and what the wall may make of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from msgspec.structs import replace as with_fields

from tests.contingency.rig import Document, Night, Seen, Strike
from wallboard.core.instants import SECOND_US
from wallboard.core.moment import Moment
from wallboard.core.playhead import FOLLOWING
from wallboard.panels.entries import entries

Check = Callable[[Night, Seen], None]


def _nothing(_night: Night, _seen: Seen) -> None:
    """There is nothing more to look at."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the table: the numbers of the catalogue, what strikes, and what follows beyond what always must hold.

    `operator` must stand in the status overlay while the fault lasts, `failure` among the recorded failures. `check`
    looks at more. `never` names the moments at which it cannot come about. `damages`: a file is found to be damaged.
    """

    name: str
    lines: str
    part: str
    strike: Strike
    operator: str = ""
    failure: str = ""
    check: Check = _nothing
    never: tuple[str, ...] = ()
    damages: bool = False


def _unusable(name: str, lines: str, spoil: Callable[[Document], bytes], operator: str) -> Fault:
    """An answer that cannot be used at all: the last true figure stays, and grows old."""

    def strike(night: Night) -> None:
        for _ in range(5):
            night.doubt(spoil(night.document(sequence=night.sequence)))

    return Fault(name, lines, "data", strike, operator=operator)


def _text(edit: Callable[[str], str]) -> Callable[[Document], bytes]:
    return lambda said: edit(json.dumps(said)).encode()


def _with(**changes: Any) -> Callable[[Document], bytes]:
    return lambda said: json.dumps(said | changes).encode()


def _without(*names: str) -> Callable[[Document], bytes]:
    return lambda said: json.dumps({k: v for k, v in said.items() if k not in names}).encode()


def _raw(name: str, written: str) -> Callable[[Document], bytes]:
    """The document with a value in JSON as it is written."""
    return lambda said: json.dumps(said | {name: "@@"}).replace('"@@"', written).encode()


UNUSABLE = tuple(
    _unusable(name, lines, spoil, operator)
    for name, lines, spoil, operator in (
        ("NaN", "18", _raw("gmv", "NaN"), "Rejected: body"),
        ("Infinity", "18", _raw("gmv", "Infinity"), "Rejected: body"),
        ("minus infinity", "18", _raw("orders", "-Infinity"), "Rejected: body"),
        ("1e400", "18", _raw("gmv", "1e400"), "Rejected: "),
        ("5,000 digits", "19", _raw("gmv", "9" * 5000), "Rejected: "),
        ("deep nesting", "19", _raw("extra", "[" * 5000 + "]" * 5000), "Rejected: body"),
        ("duplicate keys", "22", _text(lambda t: t[:-1] + ', "gmv": "1"}'), "Rejected: body"),
        (
            "duplicate keys within",
            "22",
            _text(lambda t: t.replace('"code": ', '"code": "1", "code": ', 1)),
            "Rejected: body",
        ),
        ("truncated", "15", _text(lambda t: t[: len(t) // 2]), "Rejected: body"),
        ("garbage after it", "15", _text(lambda t: t + "}"), "Rejected: body"),
        ("empty body", "15", lambda _: b"", "Rejected: body"),
        ("a portal's page", "14", lambda _: b"<html><body>Log in</body></html>", "Rejected: body"),
        ("a list", "29", lambda said: json.dumps([said]).encode(), "Rejected: body"),
        ("a text", "29", lambda _: b'"ok"', "Rejected: body"),
        ("UTF-16", "35", lambda said: json.dumps(said).encode("utf-16-le"), "Rejected: body"),
        ("GBK", "35", lambda said: json.dumps(said, ensure_ascii=False).encode("gb18030"), "Rejected: body"),
        ("a cut character", "35", lambda said: json.dumps(said).encode().replace(b"gmv", b"gm\xe4v"), "Rejected: body"),
        ("no time", "28", _without("at"), "Rejected: at"),
        ("no sum", "28", _without("gmv"), "Rejected: gmv"),
        ("no time and no sum", "28", _without("gmv", "at"), "Rejected: at"),
        ("a time in words", "29", _with(at="midnight"), "Rejected: at"),
        ("a time without zone", "42", _with(at="2016-11-11T00:06:58"), "Rejected: at"),
        ("a sum of true", "20", _with(gmv=True), "Rejected: gmv"),
        ("a sum of null", "28", _with(gmv=None), "Rejected: gmv"),
        ("a negative sum", "23", _with(gmv="-5"), "Rejected: gmv"),
        ("a sum in words", "29", _with(gmv="lots"), "Rejected: gmv"),
        ("a sum in a list", "29", _with(gmv=[1]), "Rejected: gmv"),
        ("a fraction of a fen", "39", _with(gmv="1.005e-3x"), "Rejected: gmv"),
        ("another currency", "29", _with(currency="USD"), "the amounts are in USD"),
        ("an unknown currency", "29", _with(currency=7), "Rejected: currency"),
        ("another contract", "29", _with(contract="wallboard/9"), "Rejected: contract"),
    )
)


def _field(
    name: str, lines: str, changes: Callable[[Document], Document], operator: str = "", check: Check = _nothing
) -> Fault:
    """A snapshot that is true but for one field: the sum goes on, and only what is drawn from the field suffers."""

    def strike(night: Night) -> None:
        for _ in range(3):
            night.clock.pass_us(2 * SECOND_US)
            night.believe(changes(night.document()))

    return Fault(name, lines, "fields", strike, operator=operator, check=check)


def _set(**changes: Any) -> Callable[[Document], Document]:
    return lambda said: said | changes


def _dash_in(*panels: str) -> Check:
    """A panel that is up says "—" or that there are no data, and no figure."""

    def check(night: Night, seen: Seen) -> None:
        for panel in panels:
            if panel in seen.said and not night.scene.replayed:
                words = seen.words(panel)
                assert "—" in words or "暂无数据" in words, (panel, words)

    return check


def _says(panel: str, text: str) -> Check:
    def check(night: Night, seen: Seen) -> None:
        if panel in seen.said and not night.scene.replayed:
            assert text in seen.words(panel), seen.words(panel)

    return check


def _never_says(text: str) -> Check:
    def check(_night: Night, seen: Seen) -> None:
        assert text not in seen.words(), text

    return check


def _brands(name: str, count: int = 3) -> list[Document]:
    return [{"id": f"b{n}", "name": {"zh": name, "en": name}, "gmv": "1000"} for n in range(count)]


def _ordered(night: Night, seen: Seen) -> None:
    """Ties stand in the order of their identities: the first of them comes first, as at every look."""
    if "brands" in seen.said and not night.scene.replayed:
        words = seen.words("brands")
        assert words.index("Alpha") > words.index("Beta"), "rows are listed from the last to the first"


_TIED = [
    {"id": "b", "name": {"en": "Beta", "zh": "乙"}, "gmv": "500"},
    {"id": "a", "name": {"en": "Alpha", "zh": "甲"}, "gmv": "500"},
]


def _at_the_edge(night: Night) -> Moment:
    """What holds at the live edge, whatever is on air."""
    night.playback.refresh()
    return night.playback.moment(with_fields(night.control, playhead=FOLLOWING), night.playback.now())


def _states(metric: str, value: int) -> Check:
    """A figure is exactly that at the live edge."""

    def check(night: Night, _seen: Seen) -> None:
        assert _at_the_edge(night).figure(metric) == value

    return check


def _with_an_age(*metrics: str) -> Check:
    """Figures that the source no longer states are the last ones, each with its own age, while the sum has none."""

    def check(night: Night, _seen: Seen) -> None:
        moment = _at_the_edge(night)
        for metric in metrics:
            assert moment.figure(metric) is not None
            assert (moment.age_of(metric) or 0) > 0
        assert moment.age_of("gmv") is None

    return check


def _cities(*rows: tuple[str, int]) -> Check:
    """The cities that a ranking may list at the live edge, with their sums in fen."""

    def check(night: Night, _seen: Seen) -> None:
        sample = _at_the_edge(night).sample_of("cities")
        assert sample is not None
        assert [(e.id, e.gmv_fen) for e in entries("cities", sample)] == list(rows)

    return check


FIELDS = (
    _field("orders are true", "20", _set(orders=True), "orders"),
    _field("orders are a text", "20", _set(orders="12 thousand"), "orders"),
    _field("negative orders", "23", _set(orders=-1), "orders"),
    _field("orders in a list", "29", _set(orders=[1]), "orders"),
    _field(
        "orders missing",
        "28",
        lambda said: {k: v for k, v in said.items() if k != "orders"},
        check=_with_an_age("orders"),
    ),
    _field(
        "a rate of 2^53 + 1",
        "21",
        _set(orders_per_second=2**53 + 1),
        check=_states("orders_per_second", 2**53 + 1),
    ),
    _field("a share of 1.5", "29", _set(mobile_share="1.5"), "mobile_share"),
    _field("a share in words", "29", _set(mobile_share="most"), "mobile_share"),
    _field("rates are texts", "29", _set(orders_per_second="fast", payments_per_second=None), "orders_per_second"),
    _field(
        "no rates",
        "28",
        _set(orders_per_second=None, payments_per_second=None),
        check=_with_an_age("orders_per_second", "payments_per_second"),
    ),
    _field("no brands at all", "40", _set(best_selling_brands=[]), check=_dash_in("brands")),
    _field("no cities", "40", _set(cities=[]), check=_cities()),
    _field("no audience", "40", _set(audience=[]), check=_dash_in("audience")),
    _field("no categories", "40", _set(categories=[]), check=_dash_in("products", "categories")),
    _field("brands are a text", "29", _set(best_selling_brands="many"), "best_selling_brands"),
    _field("cities are a number", "29", _set(cities=7), "cities"),
    _field("a city with a negative sum", "23", _set(cities=[{"code": "330100", "gmv": "-1"}]), "cities"),
    replace(
        _field(
            "a city twice by alias",
            "34",
            _set(cities=[{"code": "北京", "gmv": "7"}, {"code": "北京市", "gmv": "7"}]),
            check=_cities(("110100", 700)),
        ),
        never=("eve",),  # before the start the whole is nothing: a city that made more is held
    ),
    _field("an unknown city", "33", _set(cities=[{"code": "999999", "gmv": "7"}]), check=_cities()),
    _field(
        "cities that exceed the sum",
        "32",
        _set(cities=[{"code": "330100", "gmv": "9999999999999"}]),
        "held, as it moved too far",
    ),
    _field("an extra field", "30", _set(weather="mild", more={"deep": [1, 2]})),
    _field("markup in names", "37", _set(best_selling_brands=_brands("<b>Bold</b>")), check=_says("brands", "<b>")),
    _field("NUL in names", "36", _set(best_selling_brands=_brands("Nu\x00ll")), check=_never_says("\x00")),
    _field("bidi override in names", "36", _set(best_selling_brands=_brands("a\u202eb")), check=_never_says("\u202e")),
    _field(
        "a lone surrogate in names", "36", _set(best_selling_brands=_brands("a\ud800b")), check=_never_says("\ud800")
    ),
    _field(
        "a name of 200 characters", "40", _set(best_selling_brands=_brands("N" * 200)), check=_never_says("N" * 200)
    ),
    _field("ties in a ranking", "38", _set(best_selling_brands=_TIED), check=_ordered),
    _field("milestones are a text", "29", _set(milestones="soon"), "milestones"),
    _field("a rate of zero", "42", _set(rate=0), "rate"),
    _field("a sequence in words", "29", _set(sequence="next"), "sequence"),
    _field("engagement of texts", "29", _set(engagement={"shakes": "many"}), "engagement"),
)


# what is judged: falls, jumps, times that cannot be


def _rise(night: Night) -> None:
    """Falls need a sum to fall from."""
    if night.scene.name == "zero hour":
        night.good(60)


def _fall_once(night: Night) -> None:
    _rise(night)
    night.doubt(night.document(gmv=str(night.yuan_now() / 2)))


def _fall_of_five_polls(night: Night) -> None:
    """Four polls agree with the first: the three that confirm it, and one more."""
    _rise(night)
    night.offset_fen = -int(night.yuan_now() * 95)
    for _ in range(3):
        night.doubt(night.document())
    night.good()
    night.corrected = True
    night.good()


def _fall(night: Night, decide: str) -> None:
    _rise(night)
    before = len(night.bodies())
    offset = -int(night.yuan_now() * 95)
    night.clock.pass_us(2 * SECOND_US)
    night.offset_fen = offset
    said = night.document()
    night.clock.utc -= 2 * SECOND_US
    night.clock.mono -= 2 * SECOND_US
    night.doubt(said)
    night.operator_says(decide, before + 1)
    night.clock.pass_us(SECOND_US)
    night.collector.obey()
    if decide == "accept_held":
        night.fen, night.good_us, night.corrected = round(Decimal(str(said["gmv"])) * 100), night.clock.utc, True
    else:
        night.offset_fen = 0


def _orders_fall(night: Night) -> None:
    for _ in range(2):
        night.clock.pass_us(2 * SECOND_US)
        night.believe(night.document(orders=0))


def _jump_once(night: Night) -> None:
    night.doubt(night.document(gmv=str(night.yuan_now() + 10**11)))


def _jump_of_five_polls(night: Night) -> None:
    night.offset_fen = 10**13
    for _ in range(3):
        night.doubt(night.document())
    night.good(2)


def _ahead(seconds: int) -> Strike:
    def strike(night: Night) -> None:
        said = night.document()
        night.clock.utc += seconds * SECOND_US
        future = night.document()["at"]
        night.clock.utc -= seconds * SECOND_US
        night.doubt(said | {"at": future})

    return strike


def _behind(night: Night) -> None:
    night.clock.utc -= 5 * SECOND_US
    late = night.document()
    night.clock.utc += 5 * SECOND_US
    night.doubt(late | {"gmv": "0.01"})


def _standing(night: Night) -> None:
    """The same time over and over: alive, and not fresh."""
    said = json.loads(night.kept[-1])
    for number in range(6):
        night.doubt(said | {"sequence": 10_000 + number})


def _duplicates(night: Night) -> None:
    body = night.kept[-1]
    for _ in range(6):
        night.poll(body)


def _flapping(night: Night) -> None:
    """Two servers behind one name, of which one is behind: the wall never steps back."""
    for _ in range(4):
        night.good()
        _behind(night)


def _no_sum_on_the_eve(night: Night, seen: Seen) -> None:
    assert "¥" not in seen.words("to_start")


def _nothing_is_held(_night: Night, seen: Seen) -> None:
    """What is merely late asks nothing of the operator."""
    assert "HELD" not in seen.operator


JUDGED = (
    Fault("one falling sum", "24", "judgement", _fall_once, "the total falls by", never=("eve",)),
    Fault("a fall that is confirmed", "24", "judgement", _fall_of_five_polls, never=("eve",)),
    Fault("a fall that is accepted", "24", "judgement", lambda n: _fall(n, "accept_held"), never=("eve",)),
    Fault("a fall that is refused", "24", "judgement", lambda n: _fall(n, "refuse_held"), never=("eve",)),
    Fault("orders alone fall", "24", "judgement", _orders_fall),
    Fault("one implausible jump", "31", "judgement", _jump_once, "the total jumps by", check=_no_sum_on_the_eve),
    Fault("a jump that is confirmed", "31", "judgement", _jump_of_five_polls),
    Fault("an hour in the future", "27", "judgement", _ahead(3600), "its time leads by"),
    Fault("a year in the future", "27", "judgement", _ahead(366 * 86_400), "its time leads by"),
    Fault("out of order", "26", "judgement", _behind, check=_nothing_is_held),
    Fault("two servers, one behind", "26", "judgement", _flapping, check=_nothing_is_held),
    Fault("a time that stands", "27", "judgement", _standing),
    Fault("the same answer again", "25", "judgement", _duplicates),
)
