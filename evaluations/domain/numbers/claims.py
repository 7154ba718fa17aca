"""What a number is said to be: by the word that names its figure, by a name right before it, by likeness to a name."""

from collections.abc import Iterable

from evaluations.domain.numbers.agreement import agrees
from evaluations.domain.numbers.book import ACTUAL_OR_TARGET, counts
from evaluations.domain.numbers.counts import NO_CLAIM, Claim, counted, counted_behind
from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.mentions import Kind, Mention
from evaluations.domain.numbers.reader import MONEY, Label, Reader
from evaluations.domain.numbers.vocabulary import CHOICES, LINES, LISTS, STAFF, Role, Term
from huadu_perf.lib.findings import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_OF_A_PROJECT = (
    "executed",
    "adjusted",
    "initial",
    "score",
    "points",
    "deduction",
    "rate",
    "unit_price",
    *ACTUAL_OR_TARGET,
)
#: A clause speaks of a name when it holds this share of its characters, and two of its pairs of characters.
CLEAR, FAINT, PAIRS = 0.55, 0.3, 2
#: …and this share when the sentence has named it.
CLEAR_OF_NAMED = 0.45


def claim_of(reader: Reader, at: int, mention: Mention, label: Label | None, unknown: bool) -> Claim:
    """The first of the ways that finds values."""
    claim = NO_CLAIM
    if label is not None:
        claim = (
            counted(reader, mention, label)
            if mention.kind == Kind.COUNT
            else _by_label(reader, mention, label)
        )
    elif mention.kind == Kind.COUNT and not unknown:
        claim = counted_behind(reader, at, mention)
    if not claim.values and label is None and not unknown:
        claim = _by_name(reader, mention)
    if not claim.values and mention.kind in (Kind.COUNT, Kind.PERCENT):
        claim = _by_likeness(reader, at, mention)
        if label is not None or reader.subject.sure < 0 or _names_another(reader, mention):
            claim = claim._replace(severity=None)
    return claim


def _names_another(reader: Reader, mention: Mention) -> bool:
    return any(mention.kind == Kind.PERCENT or term.aspect in (*LISTS, *STAFF) for term in reader.aspects())


# -------------------------------------------------------------------- by label


def _by_label(reader: Reader, mention: Mention, label: Label) -> Claim:
    term, (subject, severity) = label.term, _whose(reader, label.term, mention)
    aspect = _aspect(reader, mention, term)
    if term.role == Role.SUBJECT:
        subject = term.subject
    values = _values(reader, subject, aspect, mention)
    default = _default(reader, term, mention)
    if not values and severity and subject != default and not reader.subject.here:
        values, severity = _values(reader, default, aspect, mention), WARNING
    if not values:
        return NO_CLAIM
    severity = None if label.gap else _gravity(reader, term, severity, values[0])
    if severity and label.reason:
        severity = WARNING
    return Claim(values, severity, _also(reader, term, mention, values[0]))


def _aspect(reader: Reader, mention: Mention, term: Term) -> str:
    if mention.per:
        return "unit_price"
    if reader.year == "last" and term.aspect in ("executed", "initial", "spent", ""):
        return "last_year"
    return "score" if mention.kind == Kind.SCORE and term.aspect == "grade" else term.aspect


def _whose(reader: Reader, term: Term, mention: Mention) -> tuple[str, Severity | None]:
    """The subject of this figure, and how sure it is."""
    name, sure = reader.subject.name, reader.subject.sure
    money = mention.kind in (Kind.AMOUNT, Kind.PERCENT)
    if sure < 0 or (sure == 0 and reader.sentence.vague and money and term.subject not in MONEY):
        return name, None
    of_project = name.startswith("project:") and (reader.subject.here or name == reader.home or sure == 2)
    if term.subject in MONEY and reader.subject.here and name in LINES and name not in MONEY:
        return name, WARNING  # “三公”经费全年支出
    if term.subject in MONEY and not of_project:
        name, sure = term.subject, 2 if sure else 0
    elif money and ":" not in name and (name == "dept" or name == reader.home):
        name = "dept" if term.aspect == "control" else "spending"
    elif not money and ":" not in name:
        name, sure = "dept", sure if name == "dept" else 1
    if sure == 0 and reader.sentence.vague and money:
        return name, None
    return name, ERROR if sure == 2 or (sure == 1 and reader.strong) else WARNING


def _default(reader: Reader, term: Term, mention: Mention) -> str:
    home = reader.home
    if home.startswith("project:") or (":" in home and mention.kind == Kind.SCORE):
        return home
    return "spending" if mention.kind in (Kind.AMOUNT, Kind.PERCENT) and term.aspect != "control" else "dept"


def _gravity(reader: Reader, term: Term, severity: Severity | None, main: Known) -> Severity | None:
    """How grave a difference is that the words name so; None where they also name parts, sums of others, changes."""
    if severity is None or main.aspect == "points":
        return None
    if main.aspect == "deduction" and not (Role.TOTAL in reader.roles() or reader.says("共", "合计")):
        return WARNING if _is_all_that_is_scored(reader, main) else None
    named, of_project = reader.subject.sure == 2, main.subject.startswith("project:")
    if not term.firm and not of_project and _may_be_of_a_part(reader, term, main, named):
        return None
    if not term.firm and reader.sentence.part and not reader.subject.here:
        return None
    sure = term.firm or (term.aspect == "score" and named and (of_project or reader.says("自评", "自我")))
    return severity if sure and reader.year != "last" else WARNING


def _is_all_that_is_scored(reader: Reader, main: Known) -> bool:
    """扣4.6分 as the only score in what an indicator says of its own deduction."""
    scores = sum(1 for token in reader.pieces if token.mention and token.mention.kind == Kind.SCORE)
    return scores == 1 and main.subject == reader.home and main.subject.startswith("indicators:")


def _may_be_of_a_part(reader: Reader, term: Term, main: Known, named: bool) -> bool:
    if main.aspect in ("surplus", "delta"):
        return True
    return term.aspect not in ("score", "rate", "deduction") and not (
        named and reader.subject.name != "income"
    )


def _values(reader: Reader, subject: str, aspect: str, mention: Mention) -> tuple[Known, ...]:
    by = reader.book.by
    found = [each for name in CHOICES.get(aspect, (aspect,)) for each in by.get((subject, name), ())]
    if (
        not found
        and ":" in subject
        and reader.subject.here
        and aspect in ("", "rate")
        and mention.kind == Kind.PERCENT
    ):
        found = [each for name in ("actual", "target") for each in by.get((subject, name), ())]
    return tuple(each for each in found if each.kind == mention.kind)


def _also(reader: Reader, term: Term, mention: Mention, main: Known) -> tuple[Known, ...]:
    """Other values that such words may mean: an indicator of that name, the projects', the total of points."""
    book = reader.book
    same = [
        name for name in book.aliases.get(term.aspect, ()) if book.owner.get(name, "spending") == main.subject
    ]
    also = [each for name in same for each in book.by.get((name, "actual"), ()) if each.kind == mention.kind]
    if main.aspect == "score" and reader.says("总分", "满分", "总得分"):
        also += book.by.get(("dept", "points"), ())
    unsure = reader.subject.sure < 2 and (reader.project or not reader.strong)
    if unsure and not agrees(mention, main):
        also += (
            _values(reader, reader.project, term.aspect, mention)
            if reader.project
            else (each for each in book.of_projects(term.aspect) if each.kind == mention.kind)
        )
    if term.subject in MONEY:
        also += _values(reader, term.subject, term.aspect, mention)
    follows = term.aspect == "grade" and reader.sentence.scored == main.subject  # 自评得分85.5分，等级优
    if not reader.subject.here and not follows:  # the words before may have ended with the last clause
        also += _values(reader, _default(reader, term, mention), term.aspect, mention)
    return tuple(also)


# --------------------------------------------------------------------- by name


def _by_name(reader: Reader, mention: Mention) -> Claim:
    """A number right behind a name: 劳动模范满意度97.17%, 人员经费612.48万元."""
    name = reader.subject.name
    if mention.kind == Kind.GRADE or reader.subject.sure < 1 or any(True for _ in reader.aspects()):
        return NO_CLAIM
    if ":" in name and not name.startswith("project:"):
        return _of_indicator(reader, name, mention)
    if mention.kind != Kind.AMOUNT or name == "dept":
        return NO_CLAIM
    if mention.per or Role.PER in reader.roles():
        values = tuple(reader.book.by.get((name, "unit_price"), ()))
        return Claim(
            values, WARNING if reader.subject.here or name == reader.home else None, reader.book.per_head
        )
    return _of_line(reader, name, mention) if reader.subject.here or _goes_on(reader) else NO_CLAIM


def _goes_on(reader: Reader) -> bool:
    """某项目预算135万元，支出134.60万元: nothing but 支出 or 执行 before the number, and a project named in the sentence."""
    name, sure = reader.subject.name, reader.subject.sure
    spent = bool(reader.lead) and reader.word(reader.lead[-1]) in ("支出", "执行")
    of_project = name.startswith("project:") and (sure == 2 or (sure == 1 and name == reader.home))
    return (
        spent
        and of_project
        and all(token.term and token.term.role == Role.NEUTRAL for token in reader.lead[:-1])
    )


def _of_indicator(reader: Reader, name: str, mention: Mention) -> Claim:
    by, roles = reader.book.by, reader.roles()
    if mention.kind == Kind.SCORE:
        return Claim(tuple(by.get((name, "score"), ())), None, _any(reader, name))
    order = ("target", "actual") if Role.PLAN in roles else ("actual", "target")
    values = tuple(each for aspect in order for each in _same_kind(by.get((name, aspect), ()), mention))
    if not values:
        return NO_CLAIM
    spoken = reader.subject.here and reader.subject.sure == 2
    if any(agrees(mention, each) for each in values[1:]):  # the target, written as if reached
        return Claim(values[:1], WARNING) if spoken and Role.PLAN not in roles else Claim(values[1:])
    if not spoken:
        return Claim(values[:1], WARNING if roles & {Role.DONE, Role.PLAN} else None)
    return Claim(values[:1], WARNING if Role.PLAN in roles else ERROR)


def _of_line(reader: Reader, name: str, mention: Mention) -> Claim:
    if name.startswith("project:"):
        return Claim(_values(reader, name, "", mention), WARNING, _any(reader, name))
    this_year = _values(reader, name, "", mention)
    values = _values(reader, name, "last_year", mention) if reader.year == "last" else this_year
    if name in MONEY:
        return Claim(values, WARNING if Role.TOTAL in reader.roles() and reader.strong else None, this_year)
    by_source = name.startswith(("spend_", "income_")) and reader.year != "last"
    return Claim(
        values, ERROR if by_source and reader.strong and not reader.sentence.part else WARNING, this_year
    )


def _any(reader: Reader, subject: str) -> tuple[Known, ...]:
    return tuple(each for aspect in _OF_A_PROJECT for each in reader.book.by.get((subject, aspect), ()))


# ----------------------------------------------------------------- by likeness


def _by_likeness(reader: Reader, at: int, mention: Mention) -> Claim:
    """487名一线职工获得学历补助: the clause speaks of an indicator in other words; never more than a warning."""
    book = reader.book
    like = book.like(reader.window(at), mention.kind, mention.unit)
    mine = _same_kind(book.measured.get(reader.home, ()), mention)
    owned = _same_kind(book.owned(reader.home), mention)
    also = [*(each for hit in like for each in hit.values), *mine, *owned]
    if also and reader.says("已", "实际", "共", "累计") and Role.PLAN not in reader.roles():
        also = [each for each in also if each.aspect != "target"]
    if not like or like[0].share < FAINT:
        return Claim(tuple(mine[:1]), None, tuple(also))
    values = like[0].values
    named = reader.subject.sure == 2 and reader.subject.name == values[0].subject
    enough = like[0].pairs >= PAIRS and like[0].share >= (CLEAR_OF_NAMED if named else CLEAR)
    clear = enough and not _is_partial(reader, at, values[0].subject)
    return Claim(tuple(values[:1]), WARNING if clear else None, tuple(also))


def _same_kind(values: Iterable[Known], mention: Mention) -> list[Known]:
    return [each for each in values if counts(each, mention.kind, mention.unit)]


def _is_partial(reader: Reader, at: int, subject: str) -> bool:
    """Words around the number that make it a part, a change or another time, but for words of the name itself."""
    sentence, own = reader.sentence, "".join(reader.book.names.get(subject, ())[:1])
    if reader.inside is not None or sentence.part or sentence.dated or reader.year:
        return True
    return any(
        token.term is not None
        and token.term.role in (Role.BLOCK, Role.PART, Role.PLAN)
        and reader.plain[token.start : token.end] not in own
        for token in reader.around(at)
    )
