"""How often somebody may ask: counted in this process's memory, forgotten after a while."""

import hashlib

from django.core.cache import cache


def within_pace(what: str, who: str, *, times: int, seconds: int) -> bool:
    """Counts one more; False from the `times`+1st within `seconds` of the first. Each process counts for itself."""
    key = f"pace:{what}:{hashlib.sha256(who.encode()).hexdigest()}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= times
    except ValueError:  # forgotten between the two lines
        return True
