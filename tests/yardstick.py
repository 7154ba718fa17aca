"""Seconds of a usual machine: a bound on work that could grow out of hand must hold on a slow or busy machine too."""

import time
from collections.abc import Callable
from typing import Any

#: What a usual machine, with nothing else to do, needs for the yardstick.
USUAL = 0.018


def usual_seconds(work: Callable[[], Any]) -> float:
    """How much processor time the work would take on a usual machine, measured beside a yardstick before and after it."""
    before = _yardstick()
    start = time.process_time()
    work()
    taken = time.process_time() - start
    return taken * USUAL / max(before, _yardstick())


def _yardstick() -> float:
    return min(_sums() for _ in range(3))


def _sums() -> float:
    start, total = time.process_time(), 0
    for number in range(300_000):
        total += number * number
    return time.process_time() - start
