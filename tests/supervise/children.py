"""Tiny programs that behave well or badly, to be started as real children."""

from __future__ import annotations

import sys

PATIENT = """
import time
from wallboard.supervise.heartbeat import Beats, is_cut
beats = Beats()
while not is_cut():
    beats.beat()
    time.sleep(0.01)
print("goodbye", flush=True)
"""

THREADED = """
import threading
from wallboard.supervise.heartbeat import Beats, when_cut
stop, beats = threading.Event(), Beats()
when_cut(stop.set)
while not stop.wait(0.01):
    beats.beat()
"""

FREEZES_ONCE = """
import pathlib, sys, time
from wallboard.supervise.heartbeat import Beats, is_cut
mark = pathlib.Path(sys.argv[1])
beats, frozen_before = Beats(), mark.exists()
mark.touch()
while not is_cut():
    beats.beat()
    time.sleep(60 if not frozen_before else 0.01)
"""

CRASHES_ONCE = """
import os, pathlib, sys, time
from wallboard.supervise.heartbeat import Beats, is_cut
mark = pathlib.Path(sys.argv[1])
beats = Beats()
beats.beat()
if not mark.exists():
    mark.touch()
    print("about to fall", file=sys.stderr, flush=True)
    os.abort()
while not is_cut():
    beats.beat()
    time.sleep(0.01)
"""

STRUCK = """
import signal, sys, time
from wallboard.supervise.heartbeat import Beats, is_cut
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
beats = Beats()
while not is_cut():
    beats.beat()
    time.sleep(0.01)
"""

ENDS_ONCE = """
import pathlib, sys, time
from wallboard.supervise.heartbeat import Beats, is_cut
mark = pathlib.Path(sys.argv[1])
beats = Beats()
beats.beat()
if not mark.exists():
    mark.touch()
    sys.exit(0)
while not is_cut():
    beats.beat()
    time.sleep(0.01)
"""

QUITS = """
import os
from wallboard.supervise.heartbeat import Beats
beats = Beats()
beats.beat()
beats.quit()
os.abort()
"""

DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('{"beat": 1}', flush=True)
while True:
    time.sleep(60)
"""

PARENT = """
import os, sys
from queue import SimpleQueue
from wallboard.supervise.child import Heartbeat, child_environment, spawn
inbox = SimpleQueue()
child = spawn([sys.executable, "-c", sys.argv[1]], child_environment(), inbox)
while not isinstance(inbox.get(), Heartbeat):
    pass
print(child.pid, flush=True)
sys.stdin.read()
"""


def command(source: str, *words: str) -> tuple[str, ...]:
    """The command line that runs one of these programs."""
    return (sys.executable, "-c", source, *words)
