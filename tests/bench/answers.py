"""How long an answer with 340 cities and every category takes to be read, beside the standard library's json.

    python -m tests.bench.answers

Prints milliseconds of processor time (the best and the median of 200) and the ratio of the medians of one run.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from decimal import Decimal
from statistics import median

import click

from wallboard.core.contract.reading import read_answer
from wallboard.demo.night import snapshot_at

ROUNDS = 200


def main() -> None:
    """Measure the two in turn."""
    body = json.dumps(snapshot_at(36_000_000_000, rate=Decimal(1)), ensure_ascii=False).encode()
    ours, plain = [], []
    for _ in range(ROUNDS):
        ours.append(_ms(lambda: read_answer(body)))
        plain.append(_ms(lambda: json.loads(body)))
    click.echo(
        f"read_answer {min(ours):.2f} / {median(ours):.2f} ms, json.loads {min(plain):.2f} / {median(plain):.2f} ms"
    )
    click.echo(f"{median(ours) / median(plain):.1f} times json.loads, every field proven, {len(body)} bytes")


def _ms(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


if __name__ == "__main__":
    main()
