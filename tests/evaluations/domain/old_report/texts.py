"""The reports the tests read: one in our own words, the published ones where `shared` stands beside the project."""

import os
import re
from functools import cache
from pathlib import Path

from evaluations.domain.old_report import OldReport, read_old_report
from evaluations.domain.old_report.lines import width as width_of

ROOT = Path(__file__).resolve().parents[4]
OWN = ROOT / "tests" / "evaluations" / "fixtures" / "old_reports"
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
SEED = SHARED / "seeds" / "huadu-union-2022-report.txt"
PUBLISHED = sorted((SHARED / "reports").glob("*.txt"))


@cache
def read(path: Path) -> OldReport:
    return read_old_report(path.read_text("utf-8"))


def printed(text: str, width: int = 26, lines: int = 22) -> str:
    """The text as a page layout breaks it: full lines, figures kept whole, a blank line between, page numbers."""
    found: list[str] = []
    for paragraph in text.splitlines():
        found += broken(paragraph, width)
    numbered = [
        f"{line}\n\n— {place // lines + 1} —" if place % lines == lines - 1 else line
        for place, line in enumerate(found)
    ]
    return "\n\n".join(numbered)


def broken(paragraph: str, width: int) -> list[str]:
    """One paragraph as lines; the first is indented by two characters."""
    found, room = [""], width - 2
    for piece in re.findall(r"[0-9.,%]+|.[，。；：、）”]*", paragraph):
        if found[-1] and width_of(found[-1] + piece) > room:
            found.append("")
            room = width
        found[-1] += piece
    return found
