"""The actions that can be asked for through the console, made from the one table of actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallboard.actions.action import GROUPS, Action
from wallboard.actions.table import actions_of
from wallboard.config.settings import Settings
from wallboard.console.answers import in_languages
from wallboard.console.roles import ROLES, Role, refusal


def asked_actions(settings: Settings, role: Role = "chief") -> list[dict[str, Any]]:
    """Each action with its title, its group, and the roles that may ask for it; `may`: whether this role may."""
    return [
        {
            "action": action.id,
            "title": in_languages(action.title),
            "group": in_languages(GROUPS[action.group]),
            "roles": roles,
            "reach": action.reach,
            "takes": list(action.takes),
            "may": role in roles,
        }
        for action in actions_of(settings)
        if (roles := [each for each in ROLES if refusal(each, action) is None])
    ]


def known_actions(settings: Settings) -> Mapping[str, Action]:
    """All actions of the wall by id, those too that no console may ask for."""
    return {action.id: action for action in actions_of(settings)}
