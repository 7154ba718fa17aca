"""docs/checks.md is the registry of the rules, written out.

.venv/bin/python -m tests.evaluations.domain.test_checks_page      writes the page anew
"""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from evaluations.domain.checks import CHECKS

PAGE = Path(__file__).parents[3] / "docs" / "checks.md"
HEAD = """# The rules of the checker

Every rule has a code that never changes, a level that a campaign may lower, raise or switch off, and one help text that is
shown beside its fields, on the page of rules and in the printed instruction. Levels: **必须修改** stops a submission,
**需要说明** is settled by a correction or by an explanation, **提示** only tells. Messages name both values and both places.
The rules are in `evaluations/domain/checks/`, their cases in `tests/evaluations/domain/check_cases.py` and
`test_check_words.py`.

This page is written from the registry (`python -m tests.evaluations.domain.test_checks_page`); a test compares them.
"""
FAMILIES = {
    "M": "Not entered",
    "A": "Points and scores",
    "B": "Money and staff",
    "C": "From year to year",
    "D": "Words and figures, words and words",
    "E": "Evidence, and how points are spread",
    "G": "Links, names, coverage",
    "R": "From round to round",
}


def _order(code: str) -> tuple[int, int, str]:
    family, number, rest = re.fullmatch(r"([A-Z])(\d+)([a-z]?)", code).groups()  # type: ignore[union-attr]
    return list(FAMILIES).index(family), int(number), rest


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield from HEAD.splitlines()
    rules = sorted(CHECKS, key=lambda rule: _order(rule.code))
    for family, members in groupby(rules, key=lambda rule: rule.code[0]):
        yield from ("", f"## {family}: {FAMILIES[family]}", "")
        yield "| code | level | rule | what is asked | source |"
        yield "|---|---|---|---|---|"
        for rule in members:
            cells = (rule.code, rule.severity.label, rule.title, rule.help, rule.source)
            yield _row(cells)
    yield ""
    yield f"{len(rules)} rules."


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def page() -> str:
    """The whole page."""
    return "\n".join(lines()) + "\n"


def test_the_page_of_rules_is_the_registry():
    assert PAGE.read_text("utf-8") == page(), (
        "write it anew: python -m tests.evaluations.domain.test_checks_page"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
