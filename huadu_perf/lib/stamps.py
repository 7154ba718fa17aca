"""A short name of a content: an open page tells by it what it was made from."""

import hashlib
import json
from typing import Any

LENGTH = 16


def content_stamp(content: Any) -> str:
    """The first digits of the SHA-256 of JSON values; equal values give the same, in whatever order of keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
