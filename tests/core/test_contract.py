"""The contract is read exactly, and a wrong field costs only itself."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, Never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.documents import AT, EXAMPLE, example, read, text_of, understood
from tests.core.snapshots import said
from wallboard.core.contract.fields import FIELDS, bit
from wallboard.core.contract.readers import UnusableError, clean_text, read_money
from wallboard.core.contract.reading import Reading, read_answer
from wallboard.core.contract.snapshot import MAX_ITEMS, MAX_NAME, Category, Channel, City, Name, Ranked, StatedMilestone
from wallboard.core.money import MAX_FEN

WRONG_COUNTS = [True, "12", 1.5, -1, [], {}, 2**63, 1e-3]
WRONG: dict[str, list[Any]] = {
    "simulated": [1, "true", []],
    "rate": [0, -1, "1", True, 10**9],
    "sequence": WRONG_COUNTS,
    "orders": WRONG_COUNTS,
    "buyers": WRONG_COUNTS,
    "countries_and_regions": WRONG_COUNTS,
    "brands": WRONG_COUNTS,
    "orders_per_second": WRONG_COUNTS,
    "payments_per_second": WRONG_COUNTS,
    "mobile_share": [-1, "1.1", 2, True, "92 %", []],
    "cities": [{}, "330100", 1],
    "categories": [{}, "phones", False],
    "best_selling_brands": [{}, "nike", 0],
    "selling_to_china": [{}, 1],
    "buying_from_china": [{}, 1],
    "audience": [{}, 8120000],
    "engagement": [[], 120000000],
    "milestones": [{}, "1000000000"],
}
CASES = [pytest.param(field, value, id=f"{field}={value!r}") for field, values in WRONG.items() for value in values]


def with_field(field: str, value: object) -> Reading:
    """The example with one field changed."""
    return read(example() | {field: value})


def test_the_example_of_the_contract_reads_without_a_problem() -> None:
    reading = read_answer(EXAMPLE.encode())
    assert reading.problems == ()
    assert reading.present == sum(bit(name) for name in example() if name != "contract")


def test_the_example_reads_exactly() -> None:
    snapshot = understood(example())
    assert (snapshot.at_us, snapshot.gmv_fen) == (1_478_794_018_000_000, 1_000_000_000_000)
    assert [snapshot.figure(m) for m in ("orders", "mobile_share", "shakes")] == [52318824, 921_000, 120_000_000]
    assert snapshot.cities == (City("330100", 31_204_482_010),)
    assert snapshot.categories == (
        Category("phones", Name("手机", "Phones"), 125, (Ranked("apple", Name(en="Apple"), 50),)),
    )
    assert snapshot.audience == (Channel("youku", Name("优酷", "Youku"), 8_120_000),)
    assert snapshot.milestones == (StatedMilestone(100_000_000_000, 1_478_793_652_000_000),)


def test_time_and_amount_alone_are_enough() -> None:
    reading = read({"at": AT, "gmv": 5})
    assert reading.problems == ()
    assert reading.present == bit("at") | bit("gmv")


@pytest.mark.parametrize(("field", "value"), CASES)
def test_a_wrong_field_is_missing_named_and_alone(field: str, value: object) -> None:
    whole, reading = understood(example()), with_field(field, value)
    assert reading.snapshot is not None
    assert {name for name in FIELDS if said(whole, name) != said(reading.snapshot, name)} <= {field}
    assert not reading.present & bit(field)
    assert [p.path for p in reading.problems] == [field]


@pytest.mark.parametrize("field", ["at", "gmv"])
@pytest.mark.parametrize(
    "value", [None, True, [], {}, "", "yesterday", "-1", -1, "1e3", "2016-11-11T00:00:00"], ids=repr
)
def test_without_a_usable_time_or_amount_the_snapshot_is_rejected_whole(field: str, value: object) -> None:
    reading = with_field(field, value)
    assert reading.snapshot is None
    assert [p.path for p in reading.problems] == [field]


@pytest.mark.parametrize(
    "at",
    ["1969-01-01T00:00:00Z", "2300-01-01T00:00:00Z", "2016-11-11", "00:06:58", "2016-11-11T00:06:58", "１"],
)
def test_a_time_that_cannot_be_meant_is_none(at: str) -> None:
    assert with_field("at", at).snapshot is None


@pytest.mark.parametrize("at", ["2016-11-10T16:06:58Z", "2016-11-11T00:06:58+08:00", "2016-11-10T11:06:58.000-05:00"])
def test_one_instant_is_the_same_in_every_offset(at: str) -> None:
    assert understood(example() | {"at": at}).at_us == 1_478_794_018_000_000


@pytest.mark.parametrize("value", ["cny", 156, "", "¥", True, ["CNY"]], ids=repr)
def test_amounts_in_a_currency_nobody_can_read_are_not_taken_for_yuan(value: object) -> None:
    reading = with_field("currency", value)
    assert reading.snapshot is None
    assert [p.path for p in reading.problems] == ["currency"]


@pytest.mark.parametrize("value", ["no", 0, [], "false"], ids=repr)
def test_what_may_be_a_simulation_counts_as_one(value: object) -> None:
    snapshot = with_field("simulated", value).snapshot
    assert snapshot is not None
    assert snapshot.simulated


def test_another_version_of_the_contract_is_not_guessed_at() -> None:
    reading = with_field("contract", "wallboard/2")
    assert reading.snapshot is None
    assert "wallboard/2" in str(reading.problems[0])


def test_a_field_that_the_contract_does_not_know_is_ignored() -> None:
    assert read(example() | {"temperature": 21}) == read(example())


def test_null_is_missing_not_wrong() -> None:
    reading = with_field("orders", None)
    assert (reading.problems, reading.present & bit("orders")) == ((), 0)


@pytest.mark.parametrize("amount", ["0.999999999999", Decimal("0.99999999999999999999999999999999999999")], ids=str)
def test_an_amount_is_never_rounded_up(amount: str | Decimal) -> None:
    assert understood({"at": AT, "gmv": amount}).gmv_fen == 99


def test_a_share_is_never_rounded_up() -> None:
    share = Decimal("0.99999999999999999999999999999999999999")
    assert understood({"at": AT, "gmv": 0, "mobile_share": share}).figure("mobile_share") == 999_999


@pytest.mark.parametrize(
    "gmv", ["１２", "١٢", "1,000", "1_000", "+1", " 1", "1\n", "0x1F", "1e3", ".5", "1."], ids=repr
)
def test_an_amount_is_plain_decimal_digits(gmv: str) -> None:
    assert with_field("gmv", gmv).snapshot is None


@pytest.mark.parametrize(
    "item",
    [None, 1, [], {"code": "1"}, {"gmv": "1"}, {"code": "", "gmv": "1"}, {"code": "1", "gmv": "-1"}, {"code": True}],
    ids=repr,
)
def test_a_wrong_item_is_left_out_alone(item: object) -> None:
    reading = with_field("cities", [{"code": "310000", "gmv": 2}, item, {"code": 440100, "gmv": 1}])
    assert reading.snapshot is not None
    assert reading.snapshot.cities == (City("310000", 200), City("440100", 100))
    assert [p.path for p in reading.problems] == ["cities[1]"]


def test_a_wrong_brand_costs_its_category_nothing_else() -> None:
    tree = example()
    tree["categories"][0]["top"].append({"id": "htc", "gmv": True})
    reading = read(tree)
    assert reading.snapshot == understood(example())
    assert [p.path for p in reading.problems] == ["categories[0].top[1]"]


def test_the_same_city_twice_counts_once() -> None:
    reading = with_field("cities", [{"code": "330100", "gmv": 1}, {"code": 330100, "gmv": 9}])
    assert reading.snapshot is not None
    assert reading.snapshot.cities == (City("330100", 100),)
    assert [p.path for p in reading.problems] == ["cities[1]"]


def test_a_field_of_an_item_that_the_contract_does_not_know_is_ignored() -> None:
    reading = with_field("audience", [{"channel": "tv", "viewers": 1, "id": {"internal": 7}}])
    assert reading.snapshot is not None
    assert reading.snapshot.audience == (Channel("tv", Name(en="tv"), 1),)
    assert reading.problems == ()


def test_a_name_that_cannot_be_used_is_named_and_the_id_stands() -> None:
    reading = with_field("best_selling_brands", [{"id": "nike", "gmv": 1, "name": 12}])
    assert reading.snapshot is not None
    assert reading.snapshot.best_selling_brands == (Ranked("nike", Name(en="nike"), 100),)
    assert [p.path for p in reading.problems] == ["best_selling_brands[0].name"]


def test_a_wrong_count_costs_the_other_engagement_nothing() -> None:
    reading = with_field("engagement", {"shakes": "12", "likes": 3, "li\x00kes": 4})
    assert reading.snapshot is not None
    assert reading.snapshot.engagement == {"likes": 3}
    assert [p.path for p in reading.problems] == ["engagement.shakes", "engagement.likes"]


@pytest.mark.parametrize("field", ["cities", "engagement"])
def test_more_than_any_event_has_is_refused(field: str) -> None:
    many = {str(i): 1 for i in range(MAX_ITEMS + 1)}
    reading = with_field(field, many if field == "engagement" else [{"code": c, "gmv": 1} for c in many])
    assert not reading.present & bit(field)


def test_an_empty_list_says_nothing_not_zero() -> None:
    snapshot = understood(example() | {"audience": []})
    assert (snapshot.audience, snapshot.figure("viewers")) == ((), None)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("App\x00le", "Apple"),
        ("Nike\nAir\tMax", "Nike Air Max"),
        ("\ud800天猫\udfff", "天猫"),
        ("a\u202eb\u200f\ufeff", "ab"),
        ("<b>Nike</b> & co", "<b>Nike</b> & co"),
        ("  耐\u3000克 ", "耐 克"),
        ("x" * 500, "x" * MAX_NAME),
    ],
    ids=["NUL", "lines", "lone surrogates", "bidi overrides", "markup is plain text", "spaces", "a very long name"],
)
def test_names_become_plain_text(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean
    name = understood(example() | {"audience": [{"channel": "c", "viewers": 1, "name": raw}]}).audience
    assert name == (Channel("c", Name(clean, clean), 1),)


@given(st.text(), st.dictionaries(st.sampled_from(["zh", "en", "de", "ja-JP"]), st.text(max_size=9)))
def test_a_name_that_is_read_again_is_the_same_and_never_that_of_another(text: str, texts: dict[str, str]) -> None:
    for raw, name in ((text, {"zh": clean_text(text), "en": clean_text(text)}), (texts, texts)):
        expected = {tag: clean_text(one) for tag, one in name.items() if clean_text(one)} or {"en": "c"}
        for _ in range(2):
            audience = understood(example() | {"audience": [{"channel": "c", "viewers": 1, "name": raw}]}).audience
            assert audience is not None
            assert audience[0].name.texts == expected


@given(st.from_regex(r"-?[0-9]{1,20}(\.[0-9]{1,12})?", fullmatch=True, alphabet="-.0123456789"), st.integers(0, 4))
def test_an_amount_in_text_is_the_floor_of_the_exact_one(text: str, digits: int) -> None:
    exact = Fraction(text) * 10**digits
    if 0 <= exact < MAX_FEN + 1:
        assert read_money(text, digits) == exact // 1
    else:
        with pytest.raises(UnusableError):
            read_money(text, digits)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"\xff", b"<html>", b'{"at": 1, "at": 2}', b"[" * 9999], ids=repr
)
def test_a_body_that_is_no_answer_is_rejected_in_one_problem(body: bytes) -> None:
    reading = read_answer(body)
    assert (reading.snapshot, reading.present, len(reading.problems)) == (None, 0, 1)
    assert reading.problems[0].path == "body"


def test_a_number_of_5000_digits_anywhere_rejects_the_answer() -> None:
    text = text_of(example()).replace("52318824", "9" * 5000)
    assert read_answer(text.encode()).snapshot is None


@pytest.mark.parametrize("at", ["9999-12-31T24:00:00Z", "9999-12-31T23:59:60+00:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_behind_the_last_day_costs_itself_alone(at: str) -> None:
    assert with_field("at", at).snapshot is None
    reading = with_field("milestones", [{"gmv": "1", "at": at}])
    assert reading.snapshot is not None
    assert [problem.path for problem in reading.problems] == ["milestones[0]"]


def test_an_answer_that_makes_the_program_fail_is_not_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Never:
        raise ZeroDivisionError("a mistake of ours")  # noqa: EM101 - as Python raises it

    monkeypatch.setattr("wallboard.core.contract.reading._read_fields", broken)
    (problem,) = read(example()).problems
    assert (problem.path, "ZeroDivisionError: 'a mistake of ours'" in problem.why) == ("body", True)


def test_what_a_document_says_of_its_own_fields_is_bounded_and_plain() -> None:
    said = {str(number): "x" for number in range(9999)} | {f"cities[{n}]": "x\x1b[31m" * 99 for n in range(999)}
    reading = with_field("problems", said | {"gmv": [1], "metrics.x": "is none", "\x1b[2J": "x"} | {"cities": "x"})
    assert reading.problems == ()
    reading = read(example() | {"adapter": "sql", "problems": said | {"gmv": [1], "metrics.x": "none", "\x1b[2J": ""}})
    assert {problem.field for problem in reading.problems} == {"cities", "metrics"}
    assert len(reading.problems) == 100 + 2  # one of them says how many more there are
    assert all(str(problem).isprintable() and len(problem.why) <= 300 for problem in reading.problems)


def test_of_endless_wrong_items_only_the_first_are_told() -> None:
    rows = [{"id": f"c{n}", "gmv": "1", "top": [[]] * 50} for n in range(900)]
    reading = read(example() | {"categories": rows})
    assert reading.snapshot is not None
    assert len(reading.problems) == 101
    assert reading.problems[0].path == "categories[0].top[0]"
    assert sum(problem.count for problem in reading.problems) == 45_000
    assert str(reading.problems[-1]) == "categories[…]: 44,900 more are left out"


def test_a_field_that_cannot_be_used_is_told_however_many_items_of_others_are_wrong() -> None:
    reading = read(example() | {"cities": [[]] * 4_000, "audience": 7})
    assert {problem.path for problem in reading.problems} >= {"cities[0]", "cities[…]", "audience"}


def test_an_answer_of_more_items_than_can_be_meant_costs_its_last_lists() -> None:
    top = [{"id": f"t{n}", "gmv": "1"} for n in range(4_000)]
    rows = [{"id": f"c{n}", "gmv": "1", "top": top} for n in range(14)]
    reading = read(example() | {"categories": rows})
    assert reading.snapshot is not None
    told = [str(problem) for problem in reading.problems if problem.path.endswith(".top")]
    assert told == [f"categories[{n}].top: holds 4000 items, and the answer more than 50,000" for n in (12, 13)]


@pytest.mark.parametrize("inner", ["[]", "{}", '{"a":[]}'])
def test_a_body_of_countless_lists_is_refused_before_it_is_read(inner: str) -> None:
    reading = read_answer(f'{{"top": [{",".join([inner] * 250_001)}]}}'.encode())
    assert [str(problem) for problem in reading.problems] == ["body: holds more than 250,000 lists and objects"]
