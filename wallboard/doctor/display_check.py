"""Whether there is a display to draw on, and which of Qt's platform plugins is to be used for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from wallboard.stage.platforms import wayland_answers, x_server_answers

PLATFORM = "QT_QPA_PLATFORM"
_PLUGINS = {"xcb": "DISPLAY", "wayland": "WAYLAND_DISPLAY"}
_INVISIBLE = ("offscreen", "minimal", "vnc")


def no_display_because(
    environment: Mapping[str, str],
    system: str = sys.platform,
    *,
    x_answers: Callable[[str], bool] = x_server_answers,
    wayland: Callable[[Mapping[str, str]], bool] = wayland_answers,
) -> str | None:
    """Why nothing can be shown on a screen, in words; None if there is a display.

    On Linux and the BSDs a display is an X server or a Wayland compositor that answers; Windows and macOS always have
    one, and so has a plugin that needs neither (eglfs).
    """
    chosen = environment.get(PLATFORM, "")
    if chosen.split(":")[0] in _INVISIBLE:
        return f"{PLATFORM} is {chosen}"
    served_by_others = chosen and not chosen.startswith(("xcb", "wayland"))
    if served_by_others or system in ("win32", "darwin"):
        return None
    display, compositor = environment.get("DISPLAY", ""), environment.get("WAYLAND_DISPLAY", "")
    if (display and x_answers(display)) or (compositor and wayland(environment)):
        return None
    named = [f"DISPLAY={display}"] * bool(display) + [f"WAYLAND_DISPLAY={compositor}"] * bool(compositor)
    if named:
        return f"nothing answers at {' and '.join(named)}"
    return "neither DISPLAY nor WAYLAND_DISPLAY is set"


def qt_environment(
    environment: Mapping[str, str],
    system: str = sys.platform,
    *,
    x_answers: Callable[[str], bool] = x_server_answers,
    wayland: Callable[[Mapping[str, str]], bool] = wayland_answers,
) -> dict[str, str]:
    """What to add to the environment of a process that draws.

    Without a display Qt draws off screen; with one the plugin is named, so that a process which is started anew while
    its X server is away does not draw off screen for ever. With both X11 and Wayland at hand X11 is taken: under
    Wayland a program can neither place nor stack its windows, and some compositors put a fullscreen window on a monitor
    of their own choice; Wayland remains for when X11 fails. Set QT_QPA_PLATFORM to decide otherwise.
    """
    chosen = environment.get(PLATFORM, "")
    if no_display_because(environment, system, x_answers=x_answers, wayland=wayland) is not None:
        return {} if chosen.split(":")[0] in _INVISIBLE else {PLATFORM: "offscreen"}
    if chosen or system in ("win32", "darwin"):
        return {}
    named = [plugin for plugin, name in _PLUGINS.items() if environment.get(name)]
    return {PLATFORM: ";".join(named)}
