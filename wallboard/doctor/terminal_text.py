"""How a finding of doctor's stands on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from wallboard.core.plain_text import one_line
from wallboard.doctor.findings import Finding


def show(finding: Finding, console: Console) -> None:
    """Print a finding; what to do stands on a line of its own below."""
    sign, ascii_sign, colour = finding.mark.value
    can_draw = _can_encode(sign, console.encoding)
    line = Text.assemble((sign if can_draw else ascii_sign, colour), f" {finding.subject:<14} {one_line(finding.said)}")
    console.print(line, soft_wrap=True)
    if finding.remedy:
        console.print(Text(f"  {'':<14} {'→' if can_draw else '->'} {one_line(finding.remedy)}"), soft_wrap=True)


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
