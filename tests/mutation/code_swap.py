"""A mutant put into functions that are loaded already: their code is exchanged, nothing is imported anew."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

from tests.mutation.mutants import Mutant, mutated, original


def swaps(package: Path, mutant: Mutant) -> dict[tuple[str, int], CodeType] | None:
    """The code of the functions that a mutant changes, by qualified name and first line.

    None where it changes what runs at import: constants, classes, defaults of arguments.
    """
    path = str(package / mutant.path)
    before = compile(original(package, mutant.path), path, "exec", dont_inherit=True)
    after = compile(mutated(package, mutant), path, "exec", dont_inherit=True)
    changed: dict[tuple[str, int], CodeType] = {}
    return changed if _compare(before, after, changed) else None


def _compare(before: CodeType, after: CodeType, changed: dict[tuple[str, int], CodeType]) -> bool:
    """Collect the outermost functions that differ; False where what stands around them does."""
    ours, theirs = list(_inner(before)), list(_inner(after))
    if len(ours) != len(theirs) or _own(before) != _own(after):
        return False
    for one, other in zip(ours, theirs, strict=True):
        if one == other:
            continue
        is_function = one.co_flags & 0x3 == 0x3  # optimised, with names of its own: no class body
        if not is_function:
            if not _compare(one, other, changed):
                return False
        elif one.co_freevars != other.co_freevars:
            return False
        else:
            changed[one.co_qualname, one.co_firstlineno] = other
    return True


def _inner(code: CodeType) -> Iterator[CodeType]:
    return (constant for constant in code.co_consts if isinstance(constant, CodeType))


def _own(code: CodeType) -> tuple[object, ...]:
    """What a piece of code does itself, apart from the functions in it."""
    plain = tuple((type(c), c) for c in code.co_consts if not isinstance(c, CodeType))
    return code.co_code, plain, code.co_names


def put_in(package: Path, mutant: Mutant, changed: dict[tuple[str, int], CodeType]) -> bool:
    """Exchange the code of every function of that name; whether there was one for each."""
    path = str(package / mutant.path)
    found = set()
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename == path:
            key = each.__code__.co_qualname, each.__code__.co_firstlineno
            if key in changed:
                each.__code__ = changed[key]
                found.add(key)
    return found == set(changed)
