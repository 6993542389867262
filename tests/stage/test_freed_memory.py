"""Freed memory goes back to the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

KEPT = """
import numpy as np
from wallboard.stage.freed_memory import give_back, keep_large_apart
keep_large_apart()
def resident_mb():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6
before, held = resident_mb(), []
for size in (6, 12, 24, 30):  # each larger one would teach glibc to mix the others with small things
    large = np.ones(size * 2**20, np.uint8)
    held.append(bytearray(100_000))
    del large
print(resident_mb() - before < 8)
small = [bytearray(30_000) for _ in range(1_000)]
last = bytearray(30_000)
del small
give_back()
print(resident_mb() - before < 12)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps what was freed")
def test_what_was_freed_is_given_back() -> None:
    told = subprocess.run([sys.executable, "-c", KEPT], capture_output=True, text=True, check=True).stdout.split()
    assert told == ["True", "True"]


def test_where_the_c_library_has_no_such_thing_nothing_is_done() -> None:
    code = "import sys, wallboard.stage; sys.platform = 'win32'; from wallboard.stage import freed_memory as f"
    subprocess.run([sys.executable, "-c", f"{code}; f.keep_large_apart(); f.give_back()"], check=True)
