"""From a file to settings: built-in defaults, the user's file over them, every mistake of it reported together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path

import platformdirs
from pydantic import ValidationError

from wallboard.config.checks import Actions, cross_checks
from wallboard.config.complaints import Complaint, complaints_of
from wallboard.config.positions import KeyPath
from wallboard.config.problems import MOST_PROBLEMS, ConfigFileError, ConfigProblem
from wallboard.config.settings import Settings
from wallboard.config.toml_documents import Document, DocumentLayers, merged, read_document
from wallboard.core.currencies import digits_of
from wallboard.core.resources import shipped

FILE_NAME = "wallboard.toml"
_MOST = 10 * MOST_PROBLEMS
"""So many complaints are looked at: thousands say no more, and each costs a search for what was meant."""


def find_file(named: Path | None = None, *, here: Path | None = None, user_folder: Path | None = None) -> Path | None:
    """The file to load: the one named, else `wallboard.toml` here, else in the user's configuration folder.

    None means that only the built-in file is left. A named file is returned whether or not it exists.
    """
    if named is not None:
        return named
    folders = (
        here or Path(),
        user_folder or platformdirs.user_config_path("wallboard", appauthor=False),
    )
    return next((folder / FILE_NAME for folder in folders if (folder / FILE_NAME).is_file()), None)


OF_THE_WALL = ("recording", "display", "theme", "keys", "screens", "canvases", "layouts", "panels")
"""What the demonstration takes up of a user's file: the wall is the user's, the event and its source are not."""


def load(
    file: Path | None = None,
    *,
    text_in: Path | None = None,
    known_actions: Actions | None = None,
    demonstration: bool = False,
) -> Settings:
    """The settings of `file` over the built-in ones; of the built-in ones alone for None.

    The file is merged over the built-in one: tables merge; lists replace lists; a layout, panel or canvas replaces
    the one of the same name (false leaves it out); [screens] and [mapping] count only as written once they are written
    at all. Relative paths are meant from the file's folder. `known_actions` (id to its default keys) makes unknown ids
    in [keys], and clashes with keys that the file leaves alone, mistakes as well. `demonstration`: with the event of
    the demonstration; of the file only `OF_THE_WALL`. `text_in` is a copy of the file that is read in its place.

    Raises:
        ConfigFileError: everything that is wrong, in the order of the lines.
    """
    built_in = _shipped(FILE_NAME)
    user = None if file is None else read_document(file, text_in)
    settings = _checked(DocumentLayers(built_in, user), known_actions)
    return _demonstration(built_in, user) if demonstration else settings


@cache
def _shipped(name: str) -> Document:
    """A file that the program brings along, which nobody edits while it runs."""
    return read_document(shipped(f"config/{name}"))


def _checked(layers: DocumentLayers, known_actions: Actions | None) -> Settings:
    values = layers.values
    complaints: list[Complaint] = list(islice(cross_checks(values, known_actions), _MOST))
    settings: Settings | None = None
    try:
        own = values.get("metrics")
        context = {
            "folder": layers.folder,
            "metrics": tuple(own) if isinstance(own, dict) else (),
            "digits": digits_of(_currency(values)),
            "zone": event.get("zone") if isinstance(event := values.get("event"), Mapping) else None,
        }
        settings = Settings.model_validate(values, context=context)
    except ValidationError as error:
        complaints += islice(complaints_of(error, Settings), _MOST)
    if settings is None or complaints:
        problems = {layers.problem(*complaint) for complaint in complaints}
        raise ConfigFileError(sorted(problems, key=lambda each: (str(each.file), each.line or 0, str(each))))
    return settings


def problem_at(file: Path, path: KeyPath, message: str, suggestion: str | None = None) -> ConfigProblem:
    """What turned out to be wrong after a file was read, with the line of the key. Raises ConfigFileError."""
    return DocumentLayers(_shipped(FILE_NAME), read_document(file)).problem(path, message, suggestion)


def _currency(values: Mapping[str, object]) -> str:
    """The code of the currency as it is written, right or wrong: amounts in the file count its minor unit."""
    money = values.get("money")
    code = money.get("currency") if isinstance(money, Mapping) else None
    return code if isinstance(code, str) else ""


def _demonstration(built_in: Document, user: Document | None) -> Settings:
    """The demonstration's settings, and over them what the user's file, which is right, says about the wall."""
    values = merged(built_in.values, _shipped("demo.toml").values)
    if user is None:
        return Settings.model_validate(values, context={"folder": built_in.file.absolute().parent})
    wall = {name: table for name, table in user.values.items() if name in OF_THE_WALL}
    if "title" in wall.get("theme", {}):  # the name of another event
        wall["theme"] = {name: value for name, value in wall["theme"].items() if name != "title"}
    return Settings.model_validate(merged(values, wall), context={"folder": user.file.absolute().parent})


def reload(
    previous: Settings, file: Path | None, *, known_actions: Actions | None = None, demonstration: bool = False
) -> Settings | tuple[ConfigProblem, ...]:
    """The settings of a file that may have changed, or what is wrong with it; `previous` itself if nothing changed.

    Never raises for what a file says, so whoever watches it keeps `previous` until the file is right again.
    """
    try:
        settings = load(file, known_actions=known_actions, demonstration=demonstration)
    except ConfigFileError as error:
        return error.problems
    return previous if settings == previous else settings
