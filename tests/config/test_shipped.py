"""What travels with the program is found."""

from __future__ import annotations

import pytest

from wallboard.core.errors import WallboardError
from wallboard.core.resources import shipped


def test_the_shipped_settings_are_found_from_any_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert shipped("config/wallboard.toml").is_file()


def test_what_is_missing_is_named_with_the_remedy() -> None:
    with pytest.raises(WallboardError, match=r"install it again; missing: .*nothing\.toml"):
        shipped("config/nothing.toml")
