"""Starts the process of its own and takes its answer."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

BOX = Path(__file__).with_name("inside.py")
PATIENCE = 30


class BoxRefused(Exception):
    """The file was not opened; the message says why, and is empty when the process ended without a word."""


def opened(opener: str, content: bytes, *arguments: str) -> Any:
    """What the opener (a module's name) makes of the file. Raises BoxRefused."""
    command = [sys.executable, "-I", str(BOX), opener, *arguments]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=True)
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise BoxRefused("") from error
    if "refused" in answer:
        raise BoxRefused(answer["refused"])
    return answer["opened"]
