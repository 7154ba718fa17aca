"""Counts of people and of rows: 编制20人, 三级指标6个, 5项重点工作任务. Always of the whole department."""

from typing import NamedTuple

from evaluations.domain.numbers.book import same_unit
from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.mentions import Kind, Mention
from evaluations.domain.numbers.reader import Label, Reader
from evaluations.domain.numbers.vocabulary import LISTS, PEOPLE, STAFF, THINGS, Role, Term
from huadu_perf.lib.findings import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_AND = {"和", "与", "及", "以及"}


class Claim(NamedTuple):
    """What the words say a number is: values it may be, how grave a difference would be (None: silent), others it may be."""

    values: tuple[Known, ...] = ()
    severity: Severity | None = None
    also: tuple[Known, ...] = ()


NO_CLAIM = Claim()


def counted(reader: Reader, mention: Mention, label: Label) -> Claim:
    """A count with its noun before it."""
    aspect, by = label.term.aspect, reader.book.by
    values = tuple(by.get(("dept", aspect), ()))
    if aspect == "indicators":
        values = tuple(each for level in ("level3", "level2") for each in by.get(("dept", level), ()))
    allowed = PEOPLE if aspect in STAFF else THINGS
    if not values or (mention.unit and mention.unit not in allowed):
        return NO_CLAIM
    return Claim(values, _severity(reader, mention, label))


def counted_behind(reader: Reader, at: int, mention: Mention) -> Claim:
    """A count with its noun behind it; a count of all only where the words say so."""
    term, rest, used = _noun(reader, at)
    if term is None or term.aspect not in (*LISTS, *STAFF):
        return NO_CLAIM
    reader.used = used if rest != "some" else reader.used  # 两个下属单位在职8人: the noun heads what follows
    roles, token = reader.roles(), reader.pieces[at]
    chief = "重点" in reader.plain[token.end : token.end + 6]
    claim = counted(
        reader,
        mention,
        Label(term, done=Role.DONE in roles, total=Role.TOTAL in roles or rest == "all" or chief),
    )
    is_article = mention.value == 1 and not mention.text[0].isascii()  # 一个 says nothing
    loose = (
        not term.firm
        and rest != "all"
        and not chief
        and (Role.TOTAL not in roles or term.aspect == "projects")
    )
    if rest == "some" or Role.PART in roles or is_article or loose:
        return claim._replace(severity=None)
    has = any(reader.plain[each.start : each.end] == "有" for each in reader.lead)
    whole = Role.TOTAL in roles and not has and term.firm and rest == "end"
    return claim if whole or claim.severity is None else claim._replace(severity=WARNING)


def _severity(reader: Reader, mention: Mention, label: Label) -> Severity | None:
    name, sure, firm = reader.subject.name, reader.subject.sure, label.term.firm
    others = ":" in name and sure == 2 and (reader.subject.here or name.startswith("project:"))
    if label.gap or sure < 0 or others or _is_breakdown(reader, mention):
        return None
    at_home = ":" not in reader.home
    if label.term.aspect in STAFF:
        if reader.says("退休") and not reader.says("离退休", "退休人员", "退休干部"):
            return None  # 本年退休2人
        if not at_home or reader.sentence.part or reader.sentence.dated or reader.sentence.people:
            return None
        return ERROR if firm and sure and not label.done else WARNING
    if firm and at_home and sure and not label.done:
        return ERROR
    return WARNING if firm or (label.total and not label.done) else None


def _is_breakdown(reader: Reader, mention: Mention) -> bool:
    """1894人（在职139人…）: counts in brackets behind a count are its parts."""
    outer = reader.inside
    return outer is not None and outer.kind == Kind.COUNT and same_unit(outer.unit, mention.unit)


def _noun(reader: Reader, at: int) -> tuple[Term | None, str, int]:
    """The noun right behind the number, what follows it (end, all: 全部完成, some: 未完成), and where it is."""
    noun, used = None, -1
    for place, token in enumerate(reader.pieces[at + 1 : at + 12], at + 1):
        role = token.term.role if token.term else None
        if token.kind not in ("term", "gap") or (noun is not None and _goes_on(reader, place)):
            return noun, "end", used
        if noun is not None:
            return noun, "all" if role == Role.ALL else "some", used
        if role == Role.ASPECT:
            noun, used = token.term, place
        elif role != Role.NEUTRAL and not (token.term and token.term.subject == "dept"):
            return None, "", -1
    return noun, "end", used


def _goes_on(reader: Reader, at: int) -> bool:
    """…和两个下属单位: another count follows."""
    token = reader.pieces[at]
    following = reader.pieces[at + 1 : at + 2]
    return reader.plain[token.start : token.end] in _AND and bool(following) and following[0].kind == "number"
