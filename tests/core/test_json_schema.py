"""The JSON Schema says what the reader reads."""

import json
from decimal import Decimal
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest
from hypothesis import given

from tests.core.documents import documents, example, read, text_of
from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.json_schema import schema


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """The schema, itself checked."""
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


def test_every_field_of_the_contract_is_described() -> None:
    assert set(schema()["properties"]) == {*FIELDS, "contract", "metrics"}


def test_the_schema_itself_is_json() -> None:
    assert json.loads(json.dumps(schema())) == schema()


def test_the_example_is_valid(validator: jsonschema.Draft202012Validator) -> None:
    validator.validate(example())


@given(tree=documents)
def test_every_answer_that_reads_without_a_problem_is_valid(
    validator: jsonschema.Draft202012Validator, tree: dict[str, Any]
) -> None:
    assert read(tree).problems == ()
    validator.validate(json.loads(text_of(tree), parse_float=Decimal))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gmv", "-1"),
        ("gmv", -1),
        ("gmv", "1e3"),
        ("gmv", True),
        ("orders", "12"),
        ("orders", True),
        ("orders", -1),
        ("simulated", "yes"),
        ("rate", 0),
        ("currency", "yuan"),
        ("mobile_share", "1.7"),
        ("mobile_share", 1.7),
        ("cities", [{"code": "1"}]),
        ("engagement", {"shakes": -1}),
        ("contract", "wallboard/2"),
    ],
    ids=str,
)
def test_what_the_reader_refuses_the_schema_refuses_too(
    validator: jsonschema.Draft202012Validator, field: str, value: object
) -> None:
    tree = example() | {field: value}
    assert read(json.loads(json.dumps(tree), parse_float=Decimal)).problems
    assert not validator.is_valid(tree)
