"""Reading: the document of a source."""

from evaluations.queries import ReportSource
from reports.domain.assembly import build_report
from reports.domain.document import Report


def report_of(source: ReportSource, *, explained: bool = False) -> Report:
    """The document of this source: the one way to it, for the page, for downloads and for issuing.

    `explained` adds the annex 说明事项.
    """
    return build_report(
        source.facts,
        is_draft=source.is_draft,
        round=source.round,
        with_explanations=explained,
        review=source.review,
        remarks=source.remarks,
        dated=source.dated,
    )
