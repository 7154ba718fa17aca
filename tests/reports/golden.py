"""Writes the golden files anew after an intended change: python -m tests.reports.golden"""

import os

import django


def main() -> None:
    """All three, the reviewed one, and one of each shipped template."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huadu_perf.settings")
    django.setup()
    from tests.reports import test_templates  # noqa: PLC0415
    from tests.reports.cases import NAMES, facts_of, review_of  # noqa: PLC0415 - settings come first
    from tests.reports.test_rendering import GOLDEN, comparable, html_of  # noqa: PLC0415

    GOLDEN.mkdir(exist_ok=True)
    for name in NAMES:
        made = comparable(html_of(facts_of(name), is_draft=name != "ordinary"))
        (GOLDEN / f"{name}.html").write_text(made, "utf-8")
    reviewed = comparable(html_of(facts_of("ordinary"), review=review_of("ordinary")))
    (GOLDEN / "reviewed.html").write_text(reviewed, "utf-8")
    for name in test_templates.TEMPLATES:
        (GOLDEN / f"template-{name}.txt").write_text(test_templates.golden_text(name), "utf-8")


if __name__ == "__main__":
    main()
