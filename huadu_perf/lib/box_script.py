"""The process of a box (boxes.py): limits first, then the file from standard input, the answer to standard output.

Run as a script, with the module, its limits of memory and of files it writes in bytes, and the words it takes.
"""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path

SECONDS = 10


def main() -> None:
    """The one question of this process."""
    module, memory, writes, *words = sys.argv[1:]
    boxes, box = import_module("huadu_perf.lib.boxes"), import_module(module)
    for limit, most in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, int(writes)),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        answer = box.answer(sys.stdin.buffer.read(), *words)
    except boxes.BoxRefused as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    sys.path.append(str(Path(__file__).resolve().parents[2]))  # -I leaves the project out
    main()
