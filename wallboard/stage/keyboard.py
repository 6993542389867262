"""From a pressed key to an action: spellings of the key for the bindings, repeats, and keys that must be held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from wallboard.actions.action import Action
from wallboard.actions.bindings import Bindings, find
from wallboard.stage.physical_keys import at_position, spellings_by_place

GRACE_MS: Final = 60
_NAMED: Final[dict[int, str]] = {
    int(Qt.Key.Key_Space): "Space",
    int(Qt.Key.Key_Escape): "Esc",
    int(Qt.Key.Key_Tab): "Tab",
    int(Qt.Key.Key_Backtab): "Tab",
    int(Qt.Key.Key_Backspace): "Backspace",
    int(Qt.Key.Key_Return): "Return",
    int(Qt.Key.Key_Enter): "Enter",
    int(Qt.Key.Key_Insert): "Insert",
    int(Qt.Key.Key_Delete): "Delete",
    int(Qt.Key.Key_Home): "Home",
    int(Qt.Key.Key_End): "End",
    int(Qt.Key.Key_PageUp): "PgUp",
    int(Qt.Key.Key_PageDown): "PgDown",
    int(Qt.Key.Key_Left): "Left",
    int(Qt.Key.Key_Right): "Right",
    int(Qt.Key.Key_Up): "Up",
    int(Qt.Key.Key_Down): "Down",
    int(Qt.Key.Key_Print): "Print",
    int(Qt.Key.Key_Pause): "Pause",
    **{int(Qt.Key.Key_F1) + number: f"F{number + 1}" for number in range(24)},
}
_MODIFIERS: Final = (
    (Qt.KeyboardModifier.ControlModifier, "Ctrl"),
    (Qt.KeyboardModifier.AltModifier, "Alt"),
    (Qt.KeyboardModifier.ShiftModifier, "Shift"),
    (Qt.KeyboardModifier.MetaModifier, "Meta"),
)


def spellings(key: int, text: str, modifiers: Qt.KeyboardModifier) -> tuple[str, ...]:
    """How a pressed key may be written in the bindings, the likeliest first; empty for a modifier alone.

    Letters and named keys are taken with Shift. A symbol or digit is taken as it was typed, since the keys it takes
    differ between keyboards: `?` is Shift and `/` on one, Shift and `ß` on another; AltGr is Ctrl+Alt to Windows and
    Alt to macOS, and a bracket may need it.
    """
    held = _names(modifiers)
    name = _NAMED.get(key)
    if name is not None:
        return ("+".join([*held, name]),)
    typed = text if len(text) == 1 and text.isprintable() else ""
    by_key = chr(key).upper() if 0x20 < key < 0x2000 else ""
    found = []
    if by_key.isalpha():
        found.append("+".join([*held, by_key]))
    for symbol in dict.fromkeys(s for s in (typed, by_key) if s and not s.isalpha()):
        found += ["+".join([*(m for m in held if m != "Shift"), symbol]), "+".join([*held, symbol])]
    if typed and not typed.isalpha() and "Alt" in held:
        found.append("+".join([*(m for m in held if m == "Meta"), typed]))
    return tuple(dict.fromkeys(found))


def _names(modifiers: Qt.KeyboardModifier) -> list[str]:
    return [name for modifier, name in _MODIFIERS if modifiers & modifier]


class Keyboard(QObject):
    """Hands actions on to `act` as keys are pressed in any window, and holds back those that must be held down.

    `act` is called with the action once it is due: at the press, at each repeat where the action allows it, or after
    the action's hold.

    X11 repeats a key as a release and a press of the very same time, and Qt does not always join the two: such a press
    is taken as the repeat that it is, and a release ends a hold only if no such press follows.

    A key that no binding knows, as under a Russian layout or an input method, is taken by its place on the keyboard.
    """

    def __init__(
        self,
        bound: Bindings,
        act: Callable[[Action], object],
        parent: QObject | None = None,
        *,
        on_hold: Callable[[Action | None], object] = lambda _action: None,
    ) -> None:
        """`on_hold` is told the action of a key that must be held when it goes down, and None when it is let go."""
        super().__init__(parent)
        self.bound = bound
        self._on_hold = on_hold
        self._act = act
        self._held: tuple[Action, int] | None = None
        self._released: tuple[int, int] | None = None
        self._hold = self._single_shot(self._on_held_long_enough)
        self._grace = self._single_shot(self.let_go)

    def press(self, event: QKeyEvent) -> None:
        """A key went down, or repeats."""
        repeat = event.isAutoRepeat() or (event.timestamp() > 0 and (event.key(), event.timestamp()) == self._released)
        action = self._action_of(event)
        if repeat:
            self._grace.stop()
        elif event.key() not in _BARE_MODIFIERS:
            self.let_go()
        if action is None:
            return
        if action.hold_us:
            if not repeat:
                self._held = action, event.key()
                self._hold.start(action.hold_us // 1000)
                self._on_hold(action)
        elif action.repeats or not repeat:
            self._act(action)

    def _action_of(self, event: QKeyEvent) -> Action | None:
        key, text, modifiers = event.key(), event.text(), event.modifiers()
        action = find(self.bound, spellings(key, text, modifiers))
        if action is not None:
            return action
        place = at_position(event.nativeScanCode(), event.nativeVirtualKey())
        return find(self.bound, spellings_by_place(key, text, place, _names(modifiers)))

    def release(self, event: QKeyEvent) -> None:
        """A key went up: the held one, or a modifier of its chord, ends the hold. Repeats release nothing."""
        if event.isAutoRepeat():
            return
        self._released = event.key(), event.timestamp()
        if self._held is None:
            return
        if event.key() in _BARE_MODIFIERS:
            self.let_go()
        elif event.key() == self._held[1]:
            self._grace.start(GRACE_MS)

    @property
    def is_holding(self) -> bool:
        """Whether a key is down that acts once it was held long enough."""
        return self._held is not None

    def let_go(self) -> None:
        """Nothing is held any more, as when the keyboard's focus is lost."""
        was_held, self._held = self._held, None
        self._hold.stop()
        self._grace.stop()
        if was_held is not None:
            self._on_hold(None)

    def _on_held_long_enough(self) -> None:
        held = self._held
        self.let_go()
        if held is not None:
            self._act(held[0])

    def _single_shot(self, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(then)
        return timer


_BARE_MODIFIERS: Final = frozenset(
    int(key) for key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)
)
