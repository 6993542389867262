"""The one way out: all that is printed is plain text without secrets, whoever the words in it came from."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import click
import msgspec

from wallboard.core.masking import redacted, redacted_document
from wallboard.core.plain_text import one_line, plain


class PlainStream:
    """A standard stream that lets no control character through but the end of a line, and no secret.

    `trusted` is the stream itself: for a console that writes colours of its own and has cleaned the text before.
    """

    def __init__(self, trusted: TextIO) -> None:
        self.trusted = trusted

    def write(self, text: str) -> int:
        """Write it cleaned. Raises TypeError for bytes, as any stream of text does."""
        self.trusted.write(plain(redacted("" + text)))  # bytes are refused here, where click tries them
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write them one after the other."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """All else is the stream's own."""
        return getattr(self.trusted, name)


@contextmanager
def plain_streams() -> Iterator[None]:
    """While this lasts, standard output and standard error are plain."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (PlainStream(trusted(stream)) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def trusted(stream: TextIO) -> TextIO:
    """The stream beneath, for whoever cleans the text before."""
    return stream.trusted if isinstance(stream, PlainStream) else stream


def say(line: str, *, err: bool = False) -> None:
    """Print one line, which stays one whatever it holds."""
    click.echo(one_line(redacted(line)), err=err)


def document(text: str) -> None:
    """Print what has lines of its own: JSON, a table for documents."""
    click.echo(text.removesuffix("\n"))


def json_document(value: object, indent: int | None = 2) -> None:
    """Print a value, records and times in it too, for programs: it stays JSON whatever is masked in it."""
    built = redacted_document(msgspec.to_builtins(value, enc_hook=str))
    document(json.dumps(built, ensure_ascii=False, indent=indent))
