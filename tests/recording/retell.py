"""Write down anew what the fixtures of recordings tell: `python -m tests.recording.retell`.

Only for a change of what is *shown* of an old recording; the commit says which rule asks for it. The recordings
themselves never change.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from tests.recording.told import repaired, told

FIXTURES = Path(__file__).parent / "fixtures"


def laid_out(value: object, depth: int = 0) -> str:
    """JSON in which a row or a figure has a line of its own."""
    margin = " " * (depth + 1)
    if isinstance(value, dict) and depth < 4:
        inner = [f"{json.dumps(key)}: {laid_out(part, depth + 1)}" for key, part in value.items()]
        return "{\n" + ",\n".join(margin + line for line in inner) + f"\n{margin[1:]}}}"
    if isinstance(value, list) and value and isinstance(value[0], list | dict):
        inner = [json.dumps(part, ensure_ascii=False) for part in value]
        return "[\n" + ",\n".join(margin + line for line in inner) + f"\n{margin[1:]}]"
    return json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Of each recording of each format what is played, told and saved; verdicts and exports stay as they were."""
    for kept in sorted(FIXTURES.glob("format*/expected.json")):
        expected = json.loads(kept.read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as name:
            copy = Path(shutil.copytree(kept.parent, Path(name) / "copy"))
            for recording, says in expected.items():
                says["told"] = told(copy / recording)
                if "repaired" in says:
                    says["repaired"] = repaired(copy / recording, Path(name) / "repaired.wallboard")
        kept.write_text(laid_out(expected) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
