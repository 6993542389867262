"""The displays are kept awake by the X server's own tool, and given back as they were."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wallboard.stage.awake import Awake

XSET = """#!/bin/sh
echo "$*" >> "{log}"
[ "$1" = q ] && echo "timeout:  600    cycle:  300" && echo "DPMS is Enabled"
exit 0
"""


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is no X server")
def test_blanking_and_power_saving_are_off_while_the_wall_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool, log = tmp_path / "xset", tmp_path / "log"
    tool.write_text(XSET.format(log=log))
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    awake = Awake()
    awake.start("xcb")
    assert awake.how == "xset"
    awake.stop()
    assert log.read_text().splitlines() == ["q", "s off", "-dpms", "+dpms", "s 600 300"]
