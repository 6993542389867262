"""The validator's complaints in the words of the file: the key path, what is wrong, and what was likely meant."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from wallboard.config.panels import OPTIONS
from wallboard.config.positions import KeyPath
from wallboard.config.value_types import Model, nearest
from wallboard.core.strict_json import shortened

Complaint = tuple[KeyPath, str, str | None]

_WORDS = {
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list in [ ]",
    "path_type": "must be a path in quotes",
    "finite_number": "must be a finite number",
    "union_tag_not_found": "is missing",
}


def complaints_of(error: ValidationError, model: type[Model]) -> Iterator[Complaint]:
    """Each mistake that `model` found in the values of a file."""
    for details in error.errors(include_url=False, include_input=True):
        if details["type"] == "default_factory_not_called":
            continue
        yield from _complaint(details, model)


def _complaint(details: ErrorDetails, model: type[Model]) -> Iterator[Complaint]:
    kind, context = details["type"], details.get("ctx", {})
    path = _without_tag(details["loc"])
    if kind == "several":
        for inner, message, *near in context["several"]:
            yield (*path, *inner), message, near[0] if near else None
    elif kind == "said":
        yield path, str(context["said"]), context.get("suggestion")
    elif kind == "extra_forbidden":
        yield path, "unknown key", nearest(str(path[-1]), _keys_beside(details["loc"], model))
    elif kind == "union_tag_invalid":
        yield (
            (*path, "kind"),
            f"no panel is of the kind {shortened(context['tag'])}",
            nearest(str(context["tag"]), OPTIONS),
        )
    elif kind == "union_tag_not_found":
        yield (*path, "kind"), f"is missing; there are {', '.join(OPTIONS)}", None
    elif kind == "literal_error":
        value, expected = details["input"], str(context["expected"]).replace(" or ", ", ")
        choices = [word.strip(" '") for word in expected.split(",")]
        message = f"{shortened(value)} is none of {', '.join(choices)}"
        yield path, message, nearest(value, choices) if isinstance(value, str) else None
    elif kind in ("dict_type", "model_type", "model_attributes_type"):
        yield path, _no_table(path, _keys_of(_annotated(details["loc"], model))), None
    elif kind in ("too_short", "too_long"):
        bound = f"at least {context['min_length']}" if kind == "too_short" else f"at most {context['max_length']}"
        yield path, f"has {context['actual_length']} entries; it needs {bound}", None
    else:
        said = details["msg"].replace("Input should be", "must be")
        yield path, _WORDS.get(kind) or said[:1].lower() + said[1:], None


def _without_tag(loc: tuple[int | str, ...]) -> KeyPath:
    """The path without the kind of panel, which the validator adds after the panel's name, and without "[key]"."""
    if loc[0] == "panels" and len(loc) > 2:
        loc = (*loc[:2], *loc[3:])
    return loc[:-1] if loc[-1] == "[key]" else loc


def _keys_beside(loc: tuple[int | str, ...], model: type[Model]) -> list[str]:
    """The keys that the table of the last part of `loc` may hold."""
    return _keys_of(_annotated(loc[:-1], model))


def _annotated(loc: tuple[int | str, ...], model: type[Model]) -> Any:
    """What the value at `loc` may be."""
    node: Any = model
    for part in loc:
        node = _step(_plain(node), part)
    return _plain(node)


def _keys_of(node: Any) -> list[str]:
    """The keys of a table, where `node` is one."""
    if not (isinstance(node, type) and issubclass(node, Model)):
        return []
    return [field.alias or name for name, field in node.model_fields.items()]


def _no_table(path: KeyPath, keys: list[str]) -> str:
    """What to write where a table belongs; `keys` that it may have, none where it has names of its own."""
    written = f"{path[-1]} = " if path and isinstance(path[-1], str) else ""
    known = f"; its keys are {', '.join(keys)}" if keys else ""
    return f"must be a table: write {written}{{ {'KEY' if keys else 'NAME'} = … }}{known}"


def _step(node: Any, part: int | str) -> Any:
    """The annotation of one key or element of what is annotated as `node`."""
    if isinstance(node, type) and issubclass(node, Model):
        fields = node.model_fields.items()
        return next((field.annotation for name, field in fields if part in (name, field.alias)), None)
    if get_origin(node) is dict:
        return get_args(node)[1]
    if get_origin(node) is tuple:
        return get_args(node)[0]
    return OPTIONS.get(str(part))


def _plain(node: Any) -> Any:
    """An annotation without its constraints and without the None that stands for what is left out."""
    if get_origin(node) is Annotated:
        return _plain(get_args(node)[0])
    if get_origin(node) in (Union, types.UnionType):
        choices = [choice for choice in get_args(node) if choice is not type(None)]
        return _plain(choices[0]) if len(choices) == 1 else node
    return node
