"""What commands take a report from: the number of a self-evaluation, or a facts file."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from django.core.management.base import CommandParser

from evaluations.management.files import facts_from_file
from evaluations.queries import ReportSource, report_source_by_id


def add_source(parser: CommandParser, *, required: bool = True) -> None:
    """The arguments that name a report."""
    parser.add_argument(
        "source", metavar="ID|FILE", nargs=None if required else "?", help="自评编号，或 JSON 数据文件"
    )
    parser.add_argument("--round", type=int, default=0, help="数据文件是第几轮报送；不给则为草稿")
    parser.add_argument(
        "--dated", type=_day, metavar="日期", help="数据文件的成文日期，如 2023-04-06；不给则只署名"
    )


def _day(text: str) -> date:
    """A date typed as 2023-04-06."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}”不是日期，应写成 2023-04-06") from error


def source_from(name: str, round: int, dated: date | None = None) -> ReportSource:
    """What the report is made from; `dated` is the day of a file's round (a stored one has its own).

    Http404 for an unknown number, CommandError for a file that holds no facts.
    """
    if name.isascii() and name.isdecimal():
        return report_source_by_id(int(name))
    return ReportSource(facts_from_file(Path(name)), round, is_draft=round < 1, dated=dated)
