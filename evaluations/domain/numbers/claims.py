"""What a number is said to be: by the word that names its figure, by a name right before it, by likeness to a name."""

from dataclasses import replace

from evaluations.domain.numbers.book import ACTUAL_OR_TARGET, LIKED, agrees, same_unit
from evaluations.domain.numbers.counts import NO_CLAIM, Claim, counted, counted_behind
from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.mentions import Kind, Mention
from evaluations.domain.numbers.reader import MONEY, Label, Reader
from evaluations.domain.numbers.vocabulary import CHOICES, LISTS, STAFF, Role, Term
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
            claim = replace(claim, severity=None)
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
        return None
    named, of_project = reader.subject.sure == 2, main.subject.startswith("project:")
    if not term.firm and not of_project and _may_be_of_a_part(reader, term, main, named):
        return None
    if not term.firm and reader.sentence.part and not reader.subject.here:
        return None
    sure = term.firm or (term.aspect == "score" and named and (of_project or reader.says("自评", "自我")))
    return severity if sure and reader.year != "last" else WARNING


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
    if reader.subject.sure < 2 and (reader.project or not reader.strong):
        for project in [reader.project] if reader.project else book.projects:
            also += _values(reader, project, term.aspect, mention)
    if term.subject in MONEY:
        also += _values(reader, term.subject, term.aspect, mention)
    if not reader.subject.here:  # the words before may have ended with the last clause
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
    return _of_line(reader, name, mention) if reader.subject.here else NO_CLAIM


def _of_indicator(reader: Reader, name: str, mention: Mention) -> Claim:
    by, roles = reader.book.by, reader.roles()
    if mention.kind == Kind.SCORE:
        return Claim(tuple(by.get((name, "score"), ())), None, _any(reader, name))
    order = ("target", "actual") if Role.PLAN in roles else ("actual", "target")
    values = tuple(
        each for aspect in order for each in by.get((name, aspect), ()) if _same_kind(each, mention)
    )
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
    values = _values(reader, name, "last_year" if reader.year == "last" else "", mention)
    if name in MONEY:
        return Claim(values, WARNING if Role.TOTAL in reader.roles() and reader.strong else None)
    by_source = name.startswith(("spend_", "income_"))
    return Claim(values, ERROR if by_source and reader.strong and not reader.sentence.part else WARNING)


def _any(reader: Reader, subject: str) -> tuple[Known, ...]:
    return tuple(each for aspect in _OF_A_PROJECT for each in reader.book.by.get((subject, aspect), ()))


# ----------------------------------------------------------------- by likeness


def _by_likeness(reader: Reader, at: int, mention: Mention) -> Claim:
    """487名一线职工获得学历补助: the clause speaks of an indicator in other words; never more than a warning."""
    like = [
        (hit, values)
        for hit in reader.book.like(reader.window(at))
        if (values := _measured(reader, hit[2], mention))
    ]
    mine = _measured(reader, reader.home, mention)
    owned = [each for each in reader.book.owned(reader.home) if _same_kind(each, mention)]
    also = (*(each for _, values in like for each in values), *mine, *owned)
    if reader.says("已", "实际", "共", "累计") and Role.PLAN not in reader.roles():
        also = tuple(each for each in also if each.aspect != "target")
    if not like or like[0][0][0] < FAINT:
        return Claim(mine[:1], None, also)
    (share, pairs, subject), values = like[0]
    clear = share >= CLEAR and pairs >= PAIRS and not _is_partial(reader, at, subject)
    return Claim(values[:1], WARNING if clear else None, also)


def _measured(reader: Reader, subject: str, mention: Mention) -> tuple[Known, ...]:
    by = reader.book.by
    return tuple(
        each for aspect in LIKED for each in by.get((subject, aspect), ()) if _same_kind(each, mention)
    )


def _same_kind(known: Known, mention: Mention) -> bool:
    return known.kind == mention.kind and (mention.kind != Kind.COUNT or same_unit(known.unit, mention.unit))


def _is_partial(reader: Reader, at: int, subject: str) -> bool:
    """Words around the number that make it a part, a change or another time, but for words of the name itself."""
    sentence, own = reader.sentence, "".join(reader.book.names.get(subject, ())[:1])
    if reader.inside is not None or sentence.part or sentence.dated or reader.year:
        return True
    return any(
        token.term is not None
        and token.term.role in (Role.BLOCK, Role.PART, Role.PLAN)
        and reader.plain[token.start : token.end] not in own
        for token in reader.pieces[max(0, at - 8) : at + 9]
    )
