"""Who may do what from a console: three roles, and the actions that each of them may ask for."""

from __future__ import annotations

from typing import Final, Literal, get_args

from wallboard.actions.action import Action

Role = Literal["viewer", "operator", "chief"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)

ON_ITS_SCREEN: Final = frozenset(
    {"choose", "help", "status", "timeline", "definition", "close", "fullscreen", "screens_anew", "blackout_screen"}
)
"""What is only seen at the wall's own screens, or asks where their pointer is: for its keyboard."""


def refusal(role: Role, action: Action) -> str | None:
    """Why a role may not ask for an action: the error's name; None where it may."""
    if not action.remote or action.id in ON_ITS_SCREEN:
        return "keyboard_only"
    if role == "viewer":
        return "viewer"
    if action.chief and role != "chief":
        return "role"
    return None
