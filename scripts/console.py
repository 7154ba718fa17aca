"""What the tools say: short Chinese lines, and one way to stop with a reason."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def say(text: str) -> None:
    print(f"▸ {text}", flush=True)


def warn(text: str) -> None:
    print(f"▲ {text}", file=sys.stderr, flush=True)


def stop(text: str) -> SystemExit:
    """The exception to raise where nothing can go on: its text is printed, the exit code is 1."""
    return SystemExit(f"✗ {text}")


def run(command: Sequence[str | Path], *, doing: str) -> None:
    """Run a command in the project's root; a failure stops everything and names what was being done."""
    code = subprocess.run([str(word) for word in command], cwd=ROOT).returncode
    if code:
        raise stop(f"{doing}没有成功（退出码 {code}），原因见上面的输出。")
