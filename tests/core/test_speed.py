"""A whole night's answer is read within its budget."""

import json
import time
from decimal import Decimal

from wallboard.core.contract import read_answer
from wallboard.demo.event import snapshot_at

BUDGET_S = 0.006


def test_an_answer_with_340_cities_and_every_category_is_read_within_six_milliseconds() -> None:
    body = json.dumps(snapshot_at(36_000_000_000, rate=Decimal(1)), ensure_ascii=False).encode()
    took = []
    for _ in range(30):  # the best of many: other programs on this machine are not what is measured
        started = time.process_time()
        reading = read_answer(body)
        took.append(time.process_time() - started)
    assert reading.problems == ()
    assert min(took) < BUDGET_S
