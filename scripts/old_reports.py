"""Writes docs/old-reports.md: what `read_report` finds in the published reports, beside what a person found wrong or missed.

The judgements are in docs/old-reports.json, made by hand from the texts; the counts are made here. Needs the reports
in `../shared/reports` (or $SHARED).
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
PAGE, JUDGED = ROOT / "docs" / "old-reports.md", ROOT / "docs" / "old-reports.json"


def page(judged: dict[str, dict[str, object]], intro: str) -> str:
    """The page as it should be now."""
    from evaluations.domain.old_report import read_old_report  # noqa: PLC0415 - Django is set up first

    rows, sums = [], Counter[str]()
    paths = [*sorted((SHARED / "reports").glob("*.txt")), SHARED / "seeds" / "huadu-union-2022-report.txt"]
    for path in paths:
        report, judgement = read_old_report(path.read_text("utf-8")), judged[path.stem]
        counts = Counter(item.confidence.value for item in report.items)
        rows.append(
            f"| {path.stem} | {report.lines} | {len(report.items)} | {counts['high']} / {counts['medium']} / {counts['low']} "
            f"| {judgement['wrong']} | {judgement['missed']} | {len(report.missed)} | {judgement['note']} |"
        )
        sums.update(
            found=len(report.items), wrong=int(str(judgement["wrong"])), missed=int(str(judgement["missed"]))
        )
    total = f"All: {sums['found']} items found, {sums['wrong']} of them wrong, {sums['missed']} missed."
    head = "| report | lines | found | sure / fair / doubtful | wrong | missed | lines listed as not understood | what is wrong or missed |"
    return "\n".join([intro.rstrip(), "", head, "|---|--:|--:|---|--:|--:|--:|---|", *rows, "", total, ""])


def main() -> None:
    """Writes the page; with --check only says whether it is the one on disk."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huadu_perf.settings")
    django.setup()
    known = json.loads(JUDGED.read_text("utf-8"))
    text = page(known["reports"], "\n".join(known["intro"]))
    if "--check" in sys.argv:
        sys.exit(
            0
            if PAGE.read_text("utf-8") == text
            else "docs/old-reports.md is not up to date: python -m scripts.old_reports"
        )
    PAGE.write_text(text, "utf-8")
    print(text.splitlines()[-1])


if __name__ == "__main__":
    main()
