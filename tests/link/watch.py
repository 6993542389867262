"""Three machines side by side for ten minutes: `python -m tests.link.watch FOLDER [--minutes 10] [--takes N]`.

Pictures are taken of all screens at the same instants, through a broker that is killed, a link that is killed, a lead
that is lost, a cable that is pulled, and back. Each display notes for which instant its pictures are, so that it is
known of every picture that was seen, and of two machines that made one for the same instant whether these are the same.
What was seen is printed, and pictures that differ are kept. With `--takes` there are so many layout keys instead, and
how long each took until the pixels of all machines showed it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import zlib
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.link.frame_notes import FrameNotes, apart_us, disagree
from tests.link.hall import Hall
from tests.programs import installed
from tests.recording.orphans import orphans_in
from tests.recording.rows_digest import rows_digest

Picture = npt.NDArray[np.uint32]
FPS = 10
"""Three walls share the processors of one machine here: it must keep up."""
BURST, GAP_S = 11, 0.02
"""Pictures of one look: one that is read while a window is painted is none that a display made."""
FRAME_US = 1_000_000 // FPS
PATIENCE_S, LATE_MS = 20.0, 500
START_AT = "00:07:10"
"""After the card of a sum, which lies over every layout for nine seconds: a key is not seen beneath it."""


class Watch:
    """What was seen, phase by phase."""

    def __init__(self, hall: Hall, folder: Path) -> None:
        self.hall, self.folder = hall, folder
        self.seen: dict[str, Counter[str]] = {}
        self.takes: list[dict[str, int]] = []
        """Of each layout key how many milliseconds it took on each machine."""
        self.differences: list[dict[str, Any]] = []
        self.kept = 0
        self.key = "1"
        self.keyboards: dict[str, subprocess.Popen[bytes]] = {}

    def notes(self, names: tuple[str, ...]) -> dict[str, FrameNotes]:
        """What the displays have noted until now."""
        for name in names:
            self.hall.nodes[name].notes.read()
        return {name: self.hall.nodes[name].notes for name in names}

    def look(self, phase: str, names: tuple[str, ...]) -> None:
        """One look at the screens of these machines."""
        burst = list[dict[str, Picture]]()
        for _ in range(BURST):
            burst.append({name: self.hall.nodes[name].pixels().copy() for name in names})
            time.sleep(GAP_S)
        notes, counts = self.notes(names), self.seen.setdefault(phase, Counter())
        counts["looks"] += 1
        for number in sorted(range(BURST), key=lambda number: abs(number - BURST // 2)):
            pictures = burst[number]
            marks = {name: zlib.crc32(picture.tobytes()) for name, picture in pictures.items()}
            times = {name: found for name, mark in marks.items() if (found := notes[name].times(mark)) is not None}
            if len(times) < len(names):
                continue  # a window was just being painted
            late_us = apart_us(list(times.values()))
            counts["same picture"] += len(set(marks.values())) == 1
            counts["within a frame"] += late_us <= FRAME_US
            if late_us > FRAME_US:
                self.told(phase, {"apart_ms": late_us // 1000, "of": times}, pictures)
            elif late_us == 0 and len(set(marks.values())) > 1:
                counts["unlike at one instant"] += 1
                self.told(phase, {"unlike": marks, "of": times}, pictures)
            return
        counts["never read whole"] += 1
        self.told(phase, {"read": "never whole"}, burst[BURST // 2])

    def told(self, phase: str, what: dict[str, Any], pictures: dict[str, Picture]) -> None:
        """Something to be explained: pictures of it are kept."""
        self.kept += 1
        self.differences.append({"phase": phase} | what)
        if self.kept <= 6 or "unlike" in what:
            save(self.folder / f"differ-{phase}-{self.kept}.npz", pictures)

    def watch(self, phase: str, seconds: float, names: tuple[str, ...], *, takes: bool = False) -> None:
        """Look again and again; then compare all pictures that were made for the same instants."""
        since_us = max((each for notes in self.notes(names).values() for each in [*notes.instants][-1:]), default=0)
        until, turn = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            self.look(phase, names)
            turn += 1
            if takes and turn % 10 == 5:
                self.take(names)
            time.sleep(0.35)
        shared, differ = disagree(self.notes(names), since_us)
        counts = self.seen.setdefault(phase, Counter())
        counts["instants of several machines"], counts["alike"] = shared, shared - len(differ)
        for at_us, marks in [*differ.items()][:40]:
            odd = {name: f"{mark:x}" for name, mark in marks.items()}
            self.differences.append({"phase": phase, "at_s": round((at_us - since_us) / 1e6, 1), "pictures": odd})
        sys.stdout.write(f"{phase} {dict(counts)} {self.hall.roles()}\n")
        sys.stdout.flush()

    def take(self, names: tuple[str, ...], pause_s: float = 1.0) -> None:
        """A layout key on the lead: how long until each machine's pixels show it."""
        lead = next(name for name in names if self.hall.roles()[name] == "lead")
        self.key = "1" if self.key == "3" else "3"
        before = {name: self.hall.nodes[name].pixels()[::4, ::4].copy() for name in names}
        pressed = time.monotonic()
        self.press(lead, self.key)
        changed: dict[str, float] = {}
        while len(changed) < len(names) and time.monotonic() - pressed < PATIENCE_S:
            for name in names:
                now = self.hall.nodes[name].pixels()[::4, ::4]
                if name not in changed and (now != before[name]).mean() > 0.1:
                    changed[name] = time.monotonic()
            time.sleep(0.004)
        took = {name: round(1000 * (changed.get(name, pressed + PATIENCE_S) - pressed)) for name in names}
        self.takes.append(took)
        if max(took.values()) > LATE_MS:
            told = {name: notes.layouts[-2:] for name, notes in self.notes(names).items()}
            late = {"key": self.key, "took_ms": took, "pressed_us": round(pressed * 1e6), "noted": told}
            self.differences.append({"phase": f"take {len(self.takes)}"} | late)
        time.sleep(pause_s)

    def press(self, name: str, key: str) -> None:
        """Press a key of a machine's keyboard, which is connected already: to start a tool takes long here."""
        screen = self.hall.nodes[name].screen
        assert screen is not None
        if name not in self.keyboards:
            words, environment = [installed("xdotool"), "-"], {**os.environ, **screen.environment}
            self.keyboards[name] = subprocess.Popen(words, stdin=subprocess.PIPE, env=environment)
        typed = self.keyboards[name].stdin
        assert typed is not None
        typed.write(f"key {key}\n".encode())
        typed.flush()

    def close(self) -> None:
        """Let go of the keyboards."""
        for keyboard in self.keyboards.values():
            keyboard.kill()
            keyboard.wait(PATIENCE_S)

    def takes_ms(self) -> list[int]:
        """How long each layout key took until all machines showed it, the longest last."""
        return sorted(max(took.values()) for took in self.takes)


def save(path: Path, pictures: dict[str, Picture]) -> None:
    """Keep pictures by the names of their machines."""
    arrays: dict[str, Any] = dict(pictures)
    np.savez_compressed(path, **arrays)


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("folder", type=Path)
    words.add_argument("--minutes", type=float, default=10.0)
    words.add_argument("--size", default="640x360")
    words.add_argument("--takes", type=int, default=0, help="so many layout keys, and nothing else")
    given = words.parse_args()
    unit = given.minutes * 6  # a tenth of it, in seconds
    names = ("left", "middle", "right")
    report: dict[str, Any] = {}
    given.folder.mkdir(parents=True, exist_ok=True)
    quiet = 'confirm_keys = "off"\n'  # what a key has done is said where it was pressed, and nowhere else
    with (
        ExitStack() as stack,
        Hall(given.folder, names, size=given.size, start_at=START_AT, fps=FPS, layout=quiet) as hall,
    ):
        watch = Watch(hall, given.folder)
        stack.callback(watch.close)
        hall.start()
        wanted = {"left": "lead", "middle": "follower", "right": "follower"}
        report["start_s"] = hall.until(lambda: hall.roles() == wanted)
        time.sleep(8)
        if given.takes:
            for _ in range(given.takes):
                watch.take(names, 1.0)
                watch.look("takes", names)
            report["looks"] = dict(watch.seen["takes"])
            took = watch.takes_ms()
            report["late"] = watch.differences
            report |= {"takes": len(took), "median_ms": took[len(took) // 2], "longest_ms": took[-10:]}
            report["p99_ms"] = took[max(0, -(-len(took) * 99 // 100) - 1)]
            sys.stdout.write(json.dumps(report, indent=1) + "\n")
            return
        watch.watch("calm", 2 * unit, names, takes=True)
        hall.broker.process.stop(9)
        watch.watch("no broker", unit / 2, ("middle", "right"))
        begun = time.monotonic()
        hall.broker.process.start()
        hall.until(lambda: all(node.state and node.state.reached for node in hall.nodes.values()))
        report["back_after_broker_s"] = time.monotonic() - begun
        watch.watch("broker back", unit, names)
        hall.nodes["left"].kill("link")
        hall.nodes["middle"].kill("link")
        watch.watch("links killed", unit / 2, names)
        hall.nodes["left"].lose()
        begun = time.monotonic()
        hall.until(lambda: hall.roles()["middle"] == "lead")
        report["takeover_s"] = time.monotonic() - begun
        watch.watch("lead lost", unit, ("middle", "right"), takes=True)
        hall.nodes["left"].start()
        hall.until(lambda: hall.roles()["left"] == "follower")
        time.sleep(8)
        watch.watch("lead back", unit, names)
        hall.nodes["middle"].cable.pull()
        hall.until(lambda: hall.roles()["left"] == "lead")
        watch.watch("cable pulled", unit, ("left", "right"))
        hall.nodes["middle"].cable.plug_in()
        hall.until(lambda: hall.roles()["middle"] == "follower")
        time.sleep(4)
        watch.watch("cable back", 2 * unit, names, takes=True)
        report["states"] = {name: repr(node.state) for name, node in hall.nodes.items()}
        report["looks"] = {phase: dict(counts) for phase, counts in watch.seen.items()}
        report["differences"] = watch.differences
        report["takes_ms"] = watch.takes_ms()
        last = {name: node.pixels() for name, node in hall.nodes.items()}
        save(given.folder / "last.npz", last)
        hall.endpoint.terminate()
        time.sleep(6)
    report["digests"] = {name: rows_digest(given.folder / name / "recording") for name in names}
    report["orphans"] = {name: [str(p.name) for p in orphans_in(given.folder / name / "recording")] for name in names}
    (given.folder / "report.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
