"""A box that tells what it knows of the machine, or ends without an answer."""

import os
from typing import Any


def answer(content: bytes, *words: str) -> dict[str, Any]:
    """Its environment."""
    if "end" in words:
        os.abort()
    return dict(os.environ)
