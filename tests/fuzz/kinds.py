"""What a kind of input is to the fuzzer, and the kinds that there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from random import Random

MODULES = {name: name for name in ("answers", "configurations", "journals", "maps", "recordings")}
"""The module of this package that holds each kind as its `KIND`."""

CANARY = "c4nary+T0ken/5e6f7a8b"
"""A secret that the program is given; it may be found nowhere afterwards, however it is written."""
HARMLESS = "no+T0ken/5e6f7a8b"
"""What stands where a secret might, in inputs that hold none."""


class ForbiddenError(AssertionError):
    """The program did what an oracle forbids; the text says what."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of input.

    `make` builds an input from a seeded source of chance alone, so that a case can be built again. `run` lets the
    program use it in an empty folder of its own, which is the working directory too; what it prints is looked at, and
    every file that it leaves there. Files that hold the input itself are called input*: they may hold anything. `run`
    raises ForbiddenError for what an oracle forbids; any other exception counts as "unexpected". `warm` loads, once and
    before any case, what `run` needs; it must start no thread. `suffix` is that of a file with such an input.
    """

    name: str
    make: Callable[[Random], bytes]
    run: Callable[[bytes, Path], None]
    warm: Callable[[], None] = lambda: None
    suffix: str = ".bin"


def kind(name: str) -> Kind:
    """The kind of this name. Raises KeyError."""
    found: Kind = import_module(f"{__package__}.{MODULES[name]}").KIND
    return found
