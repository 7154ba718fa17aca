"""Prints what the table FIELDS of test_agreement would have to say now: python -m tests.reports.fields

Only rows that are missing or differ; a person decides whether the field should show there.
"""

import os

import django


def main() -> None:
    """Path and where it shows, as a line of the table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huadu_perf.settings")
    django.setup()
    from evaluations.domain.facts import EvaluationFacts  # noqa: PLC0415 - settings come first
    from tests.reports.test_agreement import leaves, row_of, shows_in  # noqa: PLC0415

    order = ("text", "annex", "summary", "name")
    for path in leaves(EvaluationFacts):
        found = shows_in(path)
        if row_of(path) is None or (not path.endswith(".key") and row_of(path) != found):
            print(f"{path:<31} {' '.join(word for word in order if word in found) or 'json'}")  # noqa: T201


if __name__ == "__main__":
    main()
