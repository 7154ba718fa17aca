"""What commands take a report from: the number of a self-evaluation, or a facts file."""

from pathlib import Path

from django.core.management.base import CommandParser

from evaluations.management.files import facts_from_file
from evaluations.queries import report_source_by_id
from reports.domain.assembly import build_report
from reports.domain.document import Report


def add_source(parser: CommandParser, *, required: bool = True) -> None:
    """The arguments that name a report."""
    parser.add_argument(
        "source", metavar="ID|FILE", nargs=None if required else "?", help="自评编号，或 JSON 数据文件"
    )
    parser.add_argument("--round", type=int, default=0, help="数据文件是第几轮报送；不给则为草稿")


def report_from(source: str, round: int) -> Report:
    """The report. Http404 for an unknown number, CommandError for a file that holds no facts."""
    if source.isascii() and source.isdecimal():
        stored = report_source_by_id(int(source))
        return build_report(stored.facts, is_draft=stored.is_draft, round=stored.round, review=stored.review)
    return build_report(facts_from_file(Path(source)), is_draft=round < 1, round=round)
