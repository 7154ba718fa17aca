"""Boxes: modules that open a file of somebody else's, each time in a process of its own with little memory and time.

A box is a module with a function `answer(content, *words)`: a JSON object, or BoxRefused. Whatever else goes wrong
ends its process only.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("box_script.py")
MEGABYTE = 1024 * 1024
PATIENCE = 30
#: All that a box knows of the machine: who takes one over finds no key and no database in it.
ENVIRONMENT = {"LANG": "C.UTF-8", "OPENPYXL_LXML": "False"}


class BoxRefused(Exception):
    """The file is not taken, or not read to its end; the message says why, in Chinese."""


class BoxFailed(Exception):
    """The box gave no answer: too much memory or time, or a file its reader cannot read."""


@dataclass(frozen=True)
class Box:
    """A module, the memory it may take and the length of a file it may write, in bytes."""

    module: str
    memory: int = 1024 * MEGABYTE
    writes: int = 0

    def ask(self, *words: str, content: bytes) -> dict[str, Any]:
        """What it says about the content. Raises BoxRefused, BoxFailed."""
        limits = (str(self.memory), str(self.writes))
        command = [sys.executable, "-I", str(SCRIPT), self.module, *limits, *words]
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
