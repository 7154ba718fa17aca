"""Opens a Word or PDF file of somebody else's, in a process of its own with little memory and time.

Run as a script: `docx` or `pdf` as argument, the file on standard input, its text as JSON on standard output. It imports
only its neighbours in this folder; whatever goes wrong ends this process only.
"""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path

MEMORY, SECONDS = 1024 * 1024 * 1024, 10


def main() -> None:
    """Limits first, then the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    refused = import_module("huadu_perf.lib.documents.package").Refused
    opener = import_module(f"huadu_perf.lib.documents.{sys.argv[1]}_box")
    try:
        answer = {"text": opener.opened(sys.stdin.buffer.read())}
    except refused as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # -I leaves the project out
    main()
