"""make test: the suite on SQLite, then all that asks a database, but without browsers, on PostgreSQL.

python -m scripts.test [ARGUMENTS OF PYTEST]
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass

from scripts.console import ROOT, say
from scripts.setup import PYTHON
from scripts.with_postgres import cluster, exit_on_signals

PYTEST = [str(PYTHON), "-m", "pytest", "-n", "2", "-q", "--instafail"]
#: Sweeps over every page's headers and words, which no engine can change; what the pages are read from is tested on both.
ONCE = [f"--ignore={path}" for path in ("tests/test_headers.py", "tests/test_inside.py")]
NOTHING_SELECTED = 5  # pytest's exit code


@dataclass(frozen=True)
class Result:
    engine: str
    code: int
    seconds: float

    def __str__(self) -> str:
        word = {0: "通过", NOTHING_SELECTED: "没有选中测试"}.get(self.code, "未通过")
        return f"{self.engine} {word}（{self.seconds:.0f} 秒）"


def main(arguments: list[str]) -> int:
    exit_on_signals()
    results = [on_sqlite(arguments), on_postgres(arguments)]
    say("测试结果：" + "；".join(map(str, results)))
    return overall([result.code for result in results])


def overall(codes: list[int]) -> int:
    """Green only if something ran and nothing failed; -k may select nothing on one engine, not on both."""
    failures = [code for code in codes if code not in (0, NOTHING_SELECTED)]
    return failures[0] if failures else min(codes)


def on_sqlite(arguments: list[str]) -> Result:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return pytest("SQLite", ["-m", "not postgres", *arguments], environment)


def on_postgres(arguments: list[str]) -> Result:
    with cluster() as url:
        return pytest(
            "PostgreSQL",
            ["-m", "database and not browser", *ONCE, *arguments],
            os.environ | {"DATABASE_URL": url},
        )


def pytest(engine: str, arguments: list[str], environment: dict[str, str]) -> Result:
    say(f"在 {engine} 上测试……")
    start = time.monotonic()
    code = subprocess.run([*PYTEST, *arguments], cwd=ROOT, env=environment).returncode
    return Result(engine, code, time.monotonic() - start)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
