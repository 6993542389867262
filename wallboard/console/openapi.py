"""The interface for programs as an OpenAPI 3.1 document, made from the table of actions."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from wallboard.config.settings import Settings
from wallboard.console.answers import STATUS
from wallboard.console.asked_actions import asked_actions

_TEXTS: Final = {
    "type": "object",
    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
    "required": ["en", "zh"],
}
_ASKED: Final = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "argument": {"type": "object", "description": "What the action takes; most take nothing."},
        "canvas": {"type": "string", "description": "The canvas that is meant; left out: all of them."},
        "revision": {
            "type": "integer",
            "minimum": 0,
            "description": "The revision that was seen; with an old one take, cut, blackout and accept are refused.",
        },
        "id": {
            "type": "string",
            "description": "A uuid of your own: the same one is done once.",
        },
    },
}


def document(settings: Settings) -> dict[str, Any]:
    """The document."""
    actions = asked_actions(settings)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "wallboard console",
            "version": _version(),
            "description": "What the operators' console can be asked, and what it answers. Every request names "
            "a host that the console knows, and shows a token: `Authorization: Bearer …`.",
        },
        "security": [{"token": []}],
        "paths": {
            **{f"/api/1/do/{action['action']}": {"post": _action(action)} for action in actions},
            "/api/1/state": {"get": _look("The wall as it stands.", "State")},
            "/api/1/actions": {"get": _look("The actions that can be asked for.")},
            "/api/1/journal": {"get": _look("The newest actions.") | {"parameters": [_most()]}},
            "/api/1/health": {"get": _look("What `wallboard health --json` says.")},
            "/api/1/me": {"get": _look("The device whose token this is.")},
            "/metrics": {"get": _look("Figures for Prometheus.", kind="text/plain")},
            "/program/{canvas}.jpg": {"get": _picture("What a canvas shows, as it was painted.", "canvas")},
            "/preview/{canvas}.jpg": {"get": _picture("What is prepared for a canvas.", "canvas")},
            "/layout/{layout}.jpg": {"get": _picture("A layout, now.", "layout")},
            "/key/{key}.png": {"get": _picture("A key of 72 × 72 pixels that is no layout.", "key", "image/png")},
            "/button/{layout}.png": {"get": _picture("A key of 72 × 72 pixels with its tally.", "layout", "image/png")},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Asked": _ASKED,
                "Done": {
                    "type": "object",
                    "properties": {
                        "done": {"const": True},
                        "request": {"type": "string"},
                        "action": {"type": "string"},
                        "revision": {"type": "integer"},
                    },
                    "required": ["done", "request", "action", "revision"],
                },
                "Refused": {
                    "type": "object",
                    "properties": {
                        "error": {"type": "string", "examples": sorted(STATUS)},
                        "why": _TEXTS,
                        "now": {"type": "object"},
                    },
                    "required": ["error", "why", "now"],
                },
                "State": {"type": "object", "properties": {"revision": {"type": "integer"}}},
            },
        },
    }


def _action(action: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": action["action"],
        "summary": action["title"]["en"],
        "tags": [action["group"]["en"]],
        "description": f"May be asked for by: {', '.join(action['roles'])}.",
        "requestBody": {"content": {"application/json": {"schema": _ref("Asked")}}},
        "responses": {
            "200": _answer("It is done, and stands in the journal.", "Done"),
            "202": _answer("It was sent, and there is no answer yet.", "Refused"),
            "default": _answer("It was not done; the text says why.", "Refused"),
        },
    }


def _look(said: str, schema: str | None = None, *, kind: str = "application/json") -> dict[str, Any]:
    content = {kind: {"schema": _ref(schema)} if schema else {}}
    return {"summary": said, "responses": {"200": {"description": said, "content": content}}}


def _picture(said: str, name: str, kind: str = "image/jpeg") -> dict[str, Any]:
    parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "summary": said,
        "parameters": [parameter],
        "responses": {"200": {"description": said, "content": {kind: {}}}, "304": {"description": "It is the same."}},
    }


def _most() -> dict[str, Any]:
    return {"name": "most", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200}}


def _answer(said: str, schema: str) -> dict[str, Any]:
    return {"description": said, "content": {"application/json": {"schema": _ref(schema)}}}


def _ref(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


def _version() -> str:
    try:
        return version("wallboard")
    except PackageNotFoundError:
        return "0"
