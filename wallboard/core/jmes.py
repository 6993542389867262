"""JMESPath as the wall needs it: numbers stay exact, and no expression can cost more than its bounds allow."""

from __future__ import annotations

import json
import re
from decimal import Decimal, localcontext
from math import isfinite, prod
from typing import Any

import jmespath
from jmespath import functions, visitor
from jmespath.exceptions import JMESPathError, JMESPathTypeError

from wallboard.core.jmes_budget import Budget, EvaluationError
from wallboard.core.money import DOWNWARDS
from wallboard.core.plain_text import one_line
from wallboard.core.strict_json import shortened

MAX_CHARACTERS = 2_000
MAX_PARTS = 500
MAX_NESTING = 40
MAX_GROWTH = 1_000
"""By which factor the outcome of an expression may be larger than what it is given."""
MAX_VALUES = 500_000
"""Values (a text counts one for each 16 characters) in any intermediate or final result."""

_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?")
_FAILS = (JMESPathError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""What evaluation raises for values that a function cannot take."""

Node = Any
"""A node of the library's syntax tree: a dict with `type`, `children` and `value`."""


class Expression:
    """A compiled expression whose size and possible growth are known to be bounded.

    Raises:
        ValueError: the text is no JMESPath, is too long or too deep, or could multiply what it is given.
    """

    __slots__ = ("_tree", "text")

    def __init__(self, text: str) -> None:
        if len(text) > MAX_CHARACTERS:
            msg = f"is an expression of {len(text):,} characters; {MAX_CHARACTERS:,} are enough for any field"
            raise ValueError(msg)
        try:
            self._tree = _exact_literals(jmespath.compile(text).parsed)
            _check_calls(self._tree)
            parts = _parts(self._tree)
            grows = _growth(self._tree)
        except (JMESPathError, ValueError, RecursionError) as error:
            reason = one_line(" ".join(str(error).split()), 400)
            # what follows the word "token" is masked as a secret
            reason = reason.replace("Unexpected token:", "unexpected").replace(', token "', ', at "')
            msg = f"{shortened(text)} is not a JMESPath expression ({reason})"
            raise ValueError(msg) from None
        if parts > MAX_PARTS or _nesting(self._tree) > MAX_NESTING:
            msg = f"{shortened(text)} has more than {MAX_PARTS} parts, or more than {MAX_NESTING} within each other"
            raise ValueError(msg)
        if grows > MAX_GROWTH:
            msg = f"{shortened(text)} could make more than {MAX_GROWTH:,} times what it is given: do not repeat it"
            raise ValueError(msg)
        self.text = text

    def search(self, document: object, budget: Budget) -> object:
        """What the expression finds in a document; None where there is nothing.

        Raises:
            EvaluationError: a function cannot take a value, or the work or the result would go beyond the bounds.
        """
        try:
            return _Interpreter(budget).visit(self._tree, document)
        except EvaluationError:
            raise
        except JMESPathTypeError as error:
            wanted = " or ".join(error.expected_types)
            msg = f"{error.function_name}() takes {wanted}, and got {shortened(error.current_value)}"
            raise EvaluationError(msg) from None
        except _FAILS as error:
            msg = one_line(" ".join(str(error).split()), 200) or type(error).__name__
            raise EvaluationError(msg) from None


def _children(node: Node) -> list[Node]:
    """The parts of a node; those of a slice are plain numbers."""
    return [child for child in node.get("children", ()) if isinstance(child, dict)]


def _check_calls(node: Node) -> None:
    """Raise ValueError for a call that can never work: of no function, or with too few or too many arguments."""
    for child in _children(node):
        _check_calls(child)
    if node["type"] != "function_expression":
        return
    known = _ExactFunctions.FUNCTION_TABLE
    if node["value"] not in known:
        msg = f"there is no function {node['value']}(); there are {', '.join(sorted(known))}"
        raise ValueError(msg)
    takes, given = known[node["value"]]["signature"], len(node["children"])
    if given != len(takes) and not (takes[-1].get("variadic") and given > len(takes)):
        msg = f"{node['value']}() takes {len(takes)} arguments, not {given}"
        raise ValueError(msg)


def _parts(node: Node) -> int:
    return 1 + sum(map(_parts, _children(node)))


def _nesting(node: Node) -> int:
    return 1 + max(map(_nesting, _children(node)), default=0)


def _exact_literals(node: Node) -> Node:
    """The same expression with the fractions among its literals as Decimals. Raises ValueError for NaN and infinity."""
    made = dict(node)
    if node["type"] == "literal":
        made["value"] = _exact(node["value"])
    made["children"] = [
        _exact_literals(child) if isinstance(child, dict) else child for child in node.get("children", ())
    ]
    return made


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        if not isfinite(value):
            msg = "a literal is no finite number"
            raise ValueError(msg)
        return Decimal(repr(value))
    if isinstance(value, list):
        return [_exact(item) for item in value]
    return {key: _exact(item) for key, item in value.items()} if isinstance(value, dict) else value


def _growth(node: Node) -> int:
    """At most how many times its input a node's outcome can be; sums where parts stand side by side."""
    children = [_growth(child) for child in _children(node)]
    if node["type"] in ("multi_select_list", "multi_select_dict", "function_expression"):
        call = node["type"] == "function_expression"
        # `map` and the like apply one argument to the other
        by_each = call and any(child["type"] == "expref" for child in _children(node))
        return prod(children) if by_each else max(1, sum(children))
    if node["type"] in ("comparator", "not_expression", "or_expression", "and_expression"):
        return max(children)
    return min(prod(children), MAX_GROWTH + 1) if children else 1


class _Interpreter(visitor.TreeInterpreter):
    """Evaluates node by node, counting steps, and knows the size of every result, shared parts counted each time."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(visitor.Options(custom_functions=_ExactFunctions(self)))
        self._budget = budget
        self._sizes: dict[int, int] = {}
        self._kept: list[object] = []
        """What was measured, so that no address is used again while its size is remembered."""

    def visit(self, node: Node, *args: Any, **kwargs: Any) -> Any:
        self._budget.spend(1)
        result = super().visit(node, *args, **kwargs)
        if isinstance(result, list | dict | str) and self.size(result) > MAX_VALUES:
            msg = f"makes more than {MAX_VALUES:,} values"
            raise EvaluationError(msg)
        return result

    def size(self, value: object) -> int:
        """How many values there are in a value, each as often as it stands there."""
        if isinstance(value, str):
            return 1 + len(value) // 16
        if not isinstance(value, list | dict):
            return 1
        known = self._sizes.get(id(value))
        if known is None:
            self._budget.spend(1 + len(value) // 8)
            inner = value.values() if isinstance(value, dict) else value
            known = 1 + sum(map(self.size, inner))
            self._sizes[id(value)] = known
            self._kept.append(value)
        return known

    def spend(self, work: int) -> None:
        """Take some of the budget."""
        self._budget.spend(work)


class _ExactFunctions(functions.Functions):
    """JMESPath's functions with numbers as ints and Decimals; every rounding is downwards."""

    def __init__(self, interpreter: _Interpreter) -> None:
        self._interpreter = interpreter

    def call_function(self, function_name: str, resolved_args: Any) -> Any:
        self._interpreter.spend(sum(self._interpreter.size(arg) for arg in resolved_args) // 16)
        return super().call_function(function_name, resolved_args)

    def _get_allowed_pytypes(self, types: list[str]) -> tuple[list[str], list[tuple[str, ...]]]:
        allowed, inner = super()._get_allowed_pytypes(types)  # type: ignore[misc]  # the library's stubs leave it out
        more = ["Decimal"] if "number" in types else []
        return [*allowed, *more], [(*names, "Decimal") if "int" in names else names for names in inner]

    def _convert_to_jmespath_type(self, pyobject: str) -> str:
        return "number" if pyobject == "Decimal" else functions.TYPES_MAP.get(pyobject, "unknown")

    @functions.signature({"types": ["number"]})
    def _func_abs(self, arg: Decimal | int) -> Decimal | int:
        return arg.copy_abs() if isinstance(arg, Decimal) else abs(arg)

    @functions.signature({"types": ["array-number"]})
    def _func_sum(self, arg: list[Decimal | int]) -> Decimal | int:
        with localcontext(DOWNWARDS):
            return sum(arg)

    @functions.signature({"types": ["array-number"]})
    def _func_avg(self, arg: list[Decimal | int]) -> Decimal | None:
        with localcontext(DOWNWARDS):
            return Decimal(sum(arg)) / len(arg) if arg else None

    @functions.signature({"types": ["array-number", "array-string"]})
    def _func_max(self, arg: list[Any]) -> Any:
        _no_written_numbers("max", arg)
        return max(arg, default=None)

    @functions.signature({"types": ["array-number", "array-string"]})
    def _func_min(self, arg: list[Any]) -> Any:
        _no_written_numbers("min", arg)
        return min(arg, default=None)

    @functions.signature({"types": ["array-string", "array-number"]})
    def _func_sort(self, arg: list[Any]) -> list[Any]:
        _no_written_numbers("sort", arg)
        return sorted(arg)

    @functions.signature({"types": ["array"]}, {"types": ["expref"]})
    def _func_sort_by(self, array: list[Any], expref: Any) -> Any:
        _no_written_numbers("sort_by", _keys(array, expref))
        return super()._func_sort_by(array, expref)  # type: ignore[misc]  # as above

    @functions.signature({"types": ["array"]}, {"types": ["expref"]})
    def _func_min_by(self, array: list[Any], expref: Any) -> Any:
        _no_written_numbers("min_by", _keys(array, expref))
        return super()._func_min_by(array, expref)  # type: ignore[misc]  # as above

    @functions.signature({"types": ["array"]}, {"types": ["expref"]})
    def _func_max_by(self, array: list[Any], expref: Any) -> Any:
        _no_written_numbers("max_by", _keys(array, expref))
        return super()._func_max_by(array, expref)  # type: ignore[misc]  # as above

    @functions.signature({"types": []})
    def _func_to_number(self, arg: object) -> Decimal | int | None:
        if isinstance(arg, int | Decimal) and not isinstance(arg, bool):
            return arg
        if not isinstance(arg, str) or not _NUMBER.fullmatch(arg):
            return None
        return int(arg) if arg.lstrip("-").isdigit() else Decimal(arg)

    @functions.signature({"types": []})
    def _func_to_string(self, arg: object) -> str:
        return arg if isinstance(arg, str) else _json(arg)

    @functions.signature({"types": []})
    def _func_type(self, arg: object) -> str:
        return self._convert_to_jmespath_type(type(arg).__name__)


def _keys(array: list[Any], expref: Any) -> list[Any]:
    return [expref.visit(expref.expression, element) for element in array]


def _no_written_numbers(function_name: str, values: list[Any]) -> None:
    """Raise EvaluationError for texts that are numbers and whose order as texts is another: "9.5" is above "10"."""
    if not all(isinstance(value, str) and _NUMBER.fullmatch(value) for value in values):
        return
    if sorted(values) != sorted(values, key=Decimal):
        msg = f"{function_name}() would compare numbers that are written as texts by their letters: use to_number(@)"
        raise EvaluationError(msg)


def _json(value: object) -> str:
    """Compact JSON in which a Decimal is a number, digit by digit."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value)
