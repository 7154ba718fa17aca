"""Benchmarks: a function marked @bench in any module here returns rows of the table that `make bench` prints.

    @bench
    def pdf_of_a_usual_report():
        cold, warm = cold_and_warm(lambda: render(document))
        yield Row("PDF，30 个指标", f"{warm:.2f} 秒", f"首次 {cold / warm:.1f} 倍", "≤ 1 秒", ok=warm <= 1)

They run on an empty, migrated database of their own (PostgreSQL under scripts/with_postgres.py).
"""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table. `ok` is None where there is no goal or it could not be measured."""

    name: str
    value: str
    ratio: str = ""
    goal: str = ""
    ok: bool | None = None


Bench = Callable[[], Iterable[Row]]
BENCHES: list[Bench] = []


def bench(function: Bench) -> Bench:
    BENCHES.append(function)
    return function


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def median_seconds(call: Callable[[], object], repeat: int = 5) -> float:
    return statistics.median(seconds(call) for _ in range(repeat))


def cold_and_warm(call: Callable[[], object], repeat: int = 5) -> tuple[float, float]:
    """Seconds of the very first call, and the median of those after it."""
    return seconds(call), median_seconds(call, repeat)


def not_measured(name: str, command: str) -> Row:
    """The row to give where `shutil.which(command)` finds nothing: nothing is installed for a comparison."""
    return Row(name, f"未测：本机没有 {command}")
