"""What a replica has set aside."""

from pathlib import Path

from wallboard.recording.replica import ORPHANS


def orphans_in(folder: Path) -> tuple[Path, ...]:
    """What has been set aside in a recording's folder, oldest name first."""
    try:
        return tuple(sorted(path for path in (folder / ORPHANS).iterdir() if path.is_dir()))
    except OSError:
        return ()
