"""Asks a box about a file of somebody else's: a script of ours with little memory and time, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PATIENCE = 30
#: All that a box knows of the machine: who takes one over finds no key and no database in it.
ENVIRONMENT = {"LANG": "C.UTF-8", "OPENPYXL_LXML": "False"}


class BoxRefused(Exception):
    """The box read the file and does not take it; the message says why, in Chinese."""


class BoxFailed(Exception):
    """The box gave no answer: too much memory or time, or a file its reader cannot read."""


def ask(box: Path, *arguments: str, content: bytes) -> dict[str, Any]:
    """What the box says about the content: a JSON object. Raises BoxRefused, BoxFailed."""
    command = [sys.executable, "-I", str(box), *arguments]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=PATIENCE, check=True, env=ENVIRONMENT
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise BoxFailed from error
    if "refused" in answer:
        raise BoxRefused(answer["refused"])
    return answer
