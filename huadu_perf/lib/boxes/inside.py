"""What runs in the process of its own: limits first, then one opener, then its answer as JSON.

Run as a script: the opener's module and its arguments, the file on standard input. Whatever goes wrong ends this
process only. An opener is a module of ours with `opened(content, arguments)`, which imports nothing heavy of ours.
"""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

MEMORY, SECONDS = 1024 * 1024 * 1024, 10


class Refused(Exception):
    """The file is not opened, or not read to its end; the message says why."""


def main() -> None:
    """Limits first, then the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from huadu_perf.lib.boxes.inside import Refused as Refusal  # noqa: PLC0415 - as a script this module is another

    opener = import_module(sys.argv[1])
    try:
        answer: dict[str, Any] = {"opened": opener.opened(sys.stdin.buffer.read(), sys.argv[2:])}
    except Refusal as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    main()
