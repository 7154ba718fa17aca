"""make bench: run everything registered in benches/ and print one table.

python -m scripts.bench [WORD ...]     with words, only what has one of them in its module or function name
"""

import importlib
import os
import pkgutil
import sys
import tempfile
import unicodedata

import django
from django.conf import settings
from django.core.management import call_command

import benches
from scripts.console import say, stop

HEADINGS = ("项目", "结果", "比较", "目标", "")


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="huadu_bench_") as folder:
        prepare_django(folder)
        rows = [row for function in selected(words) for row in run(function)]
    print_table([HEADINGS, *map(cells, rows)])
    return int(any(row.ok is False for row in rows))


def prepare_django(folder: str) -> None:
    """An empty database and media folder of our own: benchmarks never touch the user's data."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
    os.environ.update(MEDIA_ROOT=folder, DJANGO_SETTINGS_MODULE="huadu_perf.settings")
    django.setup()
    settings.DEBUG = False  # as in production: no record of queries is kept
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    importlib.import_module("huadu_perf.wsgi")  # as the server starts


def selected(words: list[str]) -> list[benches.Bench]:
    for module in pkgutil.iter_modules(benches.__path__):
        importlib.import_module(f"benches.{module.name}")
    found = [
        function
        for function in benches.BENCHES
        if not words or any(word in f"{function.__module__}.{function.__name__}" for word in words)
    ]
    if not found:
        raise stop("没有这样的性能测试。")
    return found


def run(function: benches.Bench) -> list[benches.Row]:
    say(f"{function.__module__}.{function.__name__}……")
    return list(function())


def cells(row: benches.Row) -> tuple[str, ...]:
    return (row.name, row.value, row.ratio, row.goal, {True: "达到", False: "未达到", None: ""}[row.ok])


def print_table(lines: list[tuple[str, ...]]) -> None:
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = [cell + " " * (size - width(cell)) for cell, size in zip(line, widths, strict=True)]
        print("  ".join(padded).rstrip())


def width(text: str) -> int:
    """Columns on a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
