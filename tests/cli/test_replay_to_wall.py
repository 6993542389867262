"""`wallboard replay --wall`: what is told before the displays are up."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallboard.actions.table import default_keys
from wallboard.cli import wall_replay
from wallboard.cli.options import ShowOptions
from wallboard.cli.rerun import Rerun
from wallboard.cli.wall_run import WallPlan
from wallboard.config.load import load

PRESS = (
    '[press]\ncontact = "press@example.com"\ncredit = "Example"\nlicence = "CC BY 4.0"\n'
    'definition = { zh = "成交总额", en = "Total" }\n'
)
CLUSTER = '[cluster]\nwall = "hall"\nnode = "right"\nbroker = "mqtt://127.0.0.1"\ncandidates = ["left", "middle"]\n'


@pytest.mark.parametrize(
    ("desks", "told"),
    [("", 0), ("[console]\n", 1), (PRESS, 1), (f"[console]\n{PRESS}", 1)],
)
def test_who_has_configured_a_desk_is_told_in_one_line_that_a_replay_of_the_wall_has_none(
    desks: str, told: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plans: list[WallPlan] = []
    monkeypatch.setattr(wall_replay, "keep_up", plans.append)
    file = tmp_path / "wallboard.toml"
    file.write_text(f'[recording]\nfolder = "{tmp_path.as_posix()}"\n{CLUSTER}{desks}', encoding="utf-8")
    settings = load(file, known_actions=default_keys())

    wall_replay.play_to_wall(settings, file, Rerun(None, None, "1", False), ShowOptions(False, None, None, None), None)

    (plan,) = plans
    assert (plan.settings.console, plan.settings.press) == (None, None)
    written = "".join(capsys.readouterr())
    assert written.count("no console and no press desk") == written.count("\n") == told
