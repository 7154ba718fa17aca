"""Hold the numbers of a narrative against the known values: equal, contradicting, or unrelated (silent).

The words that lead to a number are read one by one. Only if all of them are known (vocabulary.py) and name one value is
a number that differs an error; if the words name it less surely, a warning; if a word is unknown, the number is about
something else and nothing is said.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from evaluations.domain.numbers.book import ACTUAL_OR_TARGET, Book, agrees, nearly, same_unit
from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.mentions import Hedge, Kind, Mention, in_place, unwrapped
from evaluations.domain.numbers.reading import Token, tokens
from evaluations.domain.numbers.vocabulary import (
    ASPECT_KIND,
    CHOICES,
    LISTS,
    PEOPLE,
    STAFF,
    THINGS,
    Role,
    Term,
)
from huadu_perf.lib.findings import Place, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING


class State(StrEnum):
    """How a number stands to what is known."""

    EQUAL = "equal"
    CONTRADICTS = "contradicts"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One number: `equal` are the values it says, best first (to offer as tokens); `against` the one it contradicts."""

    mention: Mention
    state: State = State.UNRELATED
    equal: tuple[Known, ...] = ()
    against: Known | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class _Claim:
    """What the words before (or behind) a number say it is: values it may be, and how grave a difference would be."""

    values: tuple[Known, ...]
    severity: Severity | None = None
    also: tuple[Known, ...] = ()


NO_CLAIM = _Claim(())
#: Sections whose text speaks of the department's own money unless it says otherwise.
_OWN = {"budget", "conclusion", "profile"}
_FUTURE = {("measures", "text"), ("indicators", "corrective_measures"), ("project_indicators", "corrective_measures")}
_PLANNED = {("goals", "expected"), ("tasks", "text"), ("", "overview")}
_MONEY = {"spending", "income"}
_QUIET = {Role.NEUTRAL, Role.DONE, Role.TOTAL, Role.ALL, Role.PLAN, Role.PER, Role.RESPECTIVELY, Role.CURRENT, Role.PART, Role.LAST}
_WINDOW = 40


def compare(text: str, known: Iterable[Known] | Book, near: Place | None = None) -> tuple[Verdict, ...]:
    """A verdict on every number of the text, in order. `near`: where the text stands, which says whom it is about."""
    book = known if isinstance(known, Book) else Book(known)
    plain, origin = unwrapped(text)
    pieces, mentions = tokens(plain, book.lexicon)
    if not mentions:
        return ()
    found = {verdict.mention.start: verdict for verdict in _Reader(book, plain, pieces, near).verdicts()}
    verdicts = (found.get(mention.start) or Verdict(mention) for mention in mentions)
    return tuple(replace(verdict, mention=in_place(verdict.mention, text, origin)) for verdict in verdicts)


@dataclass
class _Subject:
    """Of whom the text speaks. `sure`: named (2), by default (1), after words unknown (0), surely another (-1)."""

    name: str
    sure: int = 1
    here: bool = False


@dataclass
class _Label:
    """What the words before a number say: the aspect, and whether it is named in these words alone."""

    term: Term
    gap: bool = False
    done: bool = False
    total: bool = False


@dataclass
class _Sentence:
    """What holds until the sentence ends."""

    year: str = ""
    dated: bool = False
    part: bool = False
    queue: list[Term] = field(default_factory=list)
    vague: bool = False
    rule: bool = False


class _Reader:
    """Reads the tokens of one text once."""

    def __init__(self, book: Book, plain: str, pieces: list[Token], near: Place | None) -> None:
        self.book, self.plain, self.pieces, self.near = book, plain, pieces, near
        self.where = (near.rowset, near.field) if near else ("", "")
        self.home = _home(book, near)
        self.strong = near is None or near.section in _OWN or self.home.startswith("project:")
        self.project = self.home if self.home.startswith("project:") else ""
        self.subject = _Subject(self.home)
        self.sentence = _Sentence()
        self.lead: list[Token] = []
        self.begin = 0  # where in the lead the words begin that come behind its last subject
        self.used = -1  # the noun behind the last number: not the label of the next one
        self.labels: list[Term] = []
        self.last: Mention | None = None
        self.inside: Mention | None = None

    def verdicts(self) -> list[Verdict]:
        """One verdict a number."""
        found = []
        for at, token in enumerate(self.pieces):
            if token.kind == "number" and token.mention:
                found.append(self._number(at, token.mention))
                self.last, self.lead = token.mention, []
            elif token.kind == "year" and token.mention:
                found.append(self._year(token.mention))
            elif token.kind == "stop":
                self._clause()
                self.subject, self.sentence, self.labels, self.last, self.inside = _Subject(self.home), _Sentence(), [], None, None
            elif token.kind in ("clause", "join"):
                self._clause()
                self.last = self.last if token.kind == "join" else None
            elif token.kind == "open":
                self.inside = self.last if not self.lead else None
            elif token.kind == "close":
                self.inside = None
            elif token.kind in ("term", "gap") and at > self.used:
                self._word(token)
        return found

    # ------------------------------------------------------------------ words

    def _word(self, token: Token) -> None:
        self.lead.append(token)
        if token.term is None:
            return
        role = token.term.role
        if role == Role.DATE:
            self.sentence.dated = True
        elif role == Role.PART:
            self.sentence.part = True
        elif role == Role.LAST:
            self.sentence.year = "last"
        elif role == Role.RULE:
            self.sentence.rule = True
        elif role in (Role.ASPECT, Role.SUBJECT):
            self.labels.append(token.term)

    def _year(self, mention: Mention) -> Verdict:
        year = int(mention.value)
        self.sentence.year = {self.book.year: "", self.book.year - 1: "last"}.get(year, "other") if self.book.year else ""
        same = tuple(each for each in self.book.known if each.kind == Kind.YEAR and each.value == year)
        return Verdict(mention, State.EQUAL if same else State.UNRELATED, same)

    def _clause(self) -> None:
        """The end of a clause: whom it spoke of stays, words that name another make what follows unsure."""
        unknown, subject_named = self._settle()
        if unknown and not subject_named:
            if any(token.term and token.term.role == Role.OTHER for token in self.lead):
                self.sentence.vague = True
                self.subject.sure = min(self.subject.sure, 0)
            elif self.subject.sure == 1:
                self.subject.sure = 0
        self.subject.here = False
        self.lead = []

    def _settle(self) -> tuple[bool, bool]:
        """Takes the subjects named in the lead. Gives: words unknown since then, a subject was named."""
        unknown = named = False
        self.begin = 0
        for at, token in enumerate(self.lead):
            role = token.term.role if token.term else None
            if role is None:
                short = self.book.abbreviated(self.plain[token.start : token.end])
                if short:
                    self._take(short, 0)
                taken, unknown = bool(short), unknown or not short
            elif role == Role.OTHER:
                of_project = named and self.begin == at and self.subject.name.startswith("project:")
                taken, unknown = of_project, unknown or not of_project
            elif role == Role.CURRENT:
                only = next(iter(self.book.projects)) if len(self.book.projects) == 1 else ""
                self._take(self.project or only, 2 if self.project or only else -1)
                taken = True
            else:
                taken = role == Role.SUBJECT and token.term is not None and self._names(token.term, unknown)
                if taken and token.term and ":" not in token.term.subject and token.term.subject != "dept":
                    unknown, named = False, True
                    continue
            if taken:
                unknown, named, self.begin = False, True, at + 1
        return unknown, named

    def _names(self, term: Term, unknown: bool) -> bool:
        """Takes a subject; a name of the budget behind unknown words is a part of it, so somebody else's."""
        name = term.subject
        if ":" in name or name == "dept":
            self._take(name, 2)
            return True
        current = self.subject.name
        narrow = self.subject.here or (self.subject.sure == 2 and current not in (*_MONEY, "dept")) or ":" in current
        if name in _MONEY and narrow and current not in (*_MONEY, "dept"):
            return False
        if name == "project" and current.startswith("project:") and self.subject.here:
            return False
        if unknown:
            self._take(name, -1)
            return True
        self._take(name, 2 if term.firm or name not in _MONEY else 1)
        return True

    def _take(self, name: str, sure: int) -> None:
        self.subject = _Subject(name, sure, True)
        if name.startswith("project:"):
            self.project = name

    # ---------------------------------------------------------------- numbers

    def _number(self, at: int, mention: Mention) -> Verdict:
        self.sentence.queue = self.sentence.queue or self._queue(at)
        unknown, named = self._settle()
        label = self._label(mention)
        claim = NO_CLAIM
        if (mention.hedge == Hedge.BOUND or mention.upper is not None) and mention.kind in (Kind.SCORE, Kind.PERCENT):
            self.sentence.rule = self.sentence.rule or mention.kind == Kind.SCORE or self._says("的")
        if label is not None:
            claim = self._by_label(mention, label, unknown)
        elif mention.kind == Kind.COUNT and not unknown:
            claim = self._by_noun(at, mention)
        if not claim.values and mention.kind != Kind.GRADE:
            claim = self._by_subject(mention, unknown, label)
        if not claim.values and mention.kind in (Kind.COUNT, Kind.PERCENT):
            claim = self._by_likeness(at, mention)
            if label is not None or self.subject.sure < 0 or self._names_another_figure(mention):
                claim = replace(claim, severity=None)
        if unknown and not named:
            self.subject.sure = -1 if label is not None else min(self.subject.sure, 0)
        self.subject.here = False
        return self._judge(mention, claim)

    def _judge(self, mention: Mention, claim: _Claim) -> Verdict:
        same = tuple(dict.fromkeys(each for each in (*claim.values, *claim.also) if agrees(mention, each)))
        if same:
            return Verdict(mention, State.EQUAL, same if not mention.hedge and mention.upper is None else ())
        severity = self._severity(mention, claim)
        if severity is None:
            also = self._same_value(mention)
            return Verdict(mention, State.EQUAL if also else State.UNRELATED, also)
        if severity == WARNING and mention.kind == Kind.AMOUNT and self._same_value(mention):
            return Verdict(mention, State.EQUAL, self._same_value(mention))
        return Verdict(mention, State.CONTRADICTS, (), claim.values[0], severity)

    def _severity(self, mention: Mention, claim: _Claim) -> Severity | None:
        """How grave the difference is; None to keep silent."""
        if not claim.values or claim.severity is None or mention.hedge == Hedge.BOUND or self._blocked(mention, claim):
            return None
        weak = mention.hedge or mention.doubtful or mention.upper is not None or self.where in _PLANNED
        if weak or self.sentence.vague or nearly(mention, claim.values[0]):
            return WARNING
        return claim.severity

    def _blocked(self, mention: Mention, claim: _Claim) -> bool:
        lists = claim.values[0].aspect in LISTS
        if self.sentence.rule or any(token.term and token.term.role == Role.BLOCK for token in self.lead):
            return True
        if lists:
            return self.sentence.year == "other"
        if self.sentence.year and claim.values[0].aspect != "last_year":
            return True
        own = claim.values[0].aspect in ACTUAL_OR_TARGET
        return (self.sentence.dated and not own) or self.where in _FUTURE

    def _same_value(self, mention: Mention) -> tuple[Known, ...]:
        """Values that the number happens to say, to offer: only figures with enough digits to be no chance."""
        if mention.kind not in (Kind.AMOUNT, Kind.PERCENT) or mention.hedge or mention.upper is not None:
            return ()
        digits = len(mention.value.normalize().as_tuple().digits)
        same = [each for each in self.book.values.get(mention.value, ()) if each.kind == mention.kind]
        mine = [each for each in same if each.subject == self.home or self.book.owner.get(each.subject) == self.home]
        return tuple(mine or (same if digits >= 3 else ()))

    # ----------------------------------------------------------------- labels

    def _label(self, mention: Mention) -> _Label | None:
        """The nearest word before the number that names a figure of its kind, with only quiet words between."""
        if self.sentence.queue:
            return _Label(self.sentence.queue.pop(0))
        done = total = False
        for at in range(len(self.lead) - 1, -1, -1):
            term = self.lead[at].term
            if term is None or term.role in (Role.OTHER, Role.BLOCK, Role.DATE):
                return None
            if term.role == Role.ASPECT:
                if not _fits(term, mention):
                    return None
                before = [each.term for each in self.lead[:at]]
                gap = any(each is None or each.role == Role.OTHER for each in before[self.begin :])
                done = done or any(each is not None and each.role == Role.DONE for each in before)
                if any(each is not None and each.role == Role.ASPECT and _heads(each, term) for each in before):
                    return None
                return _Label(term, gap, done, total)
            done, total = done or term.role == Role.DONE, total or term.role == Role.TOTAL
        return None

    def _queue(self, at: int) -> list[Term]:
        """年初预算、全年预算分别为…和…: the labels in order, if as many numbers follow."""
        if not any(token.term and token.term.role == Role.RESPECTIVELY for token in self.lead):
            return []
        labels = [term for term in self.labels if term.role == Role.ASPECT or term.subject in (*_MONEY, *_ITEMS)]
        labels = [t for t in labels if t.role == Role.ASPECT] or labels
        follow = 0
        for token in self.pieces[at : at + 2 * len(labels) + 4]:
            if token.kind == "number":
                follow += 1
            elif token.kind in ("stop", "gap") or (token.kind == "term" and token.term and token.term.role not in _QUIET):
                break
        return labels if len(labels) == follow and follow > 1 else []

    def _by_label(self, mention: Mention, label: _Label, unknown: bool) -> _Claim:
        term = label.term
        if mention.kind == Kind.COUNT:
            return self._count(mention, label)
        subject, severity = self._whose(term, mention)
        aspect = "last_year" if self.sentence.year == "last" and term.aspect in ("executed", "initial", "spent", "") else term.aspect
        if mention.kind == Kind.SCORE and aspect == "grade":
            aspect = "score"
        if mention.per:
            aspect = "unit_price"
        if term.role == Role.SUBJECT:
            subject, aspect = term.subject, ""
        values = self._lookup(subject, aspect, mention)
        if not values and severity and subject != self._default(term, mention) and not self.subject.here:
            values, severity = self._lookup(self._default(term, mention), aspect, mention), WARNING
        if not values:
            return NO_CLAIM
        return _Claim(values, self._grade_of_claim(term, label, severity, values), self._also(term, mention, values))

    def _grade_of_claim(self, term: Term, label: _Label, severity: Severity | None, values: tuple[Known, ...]) -> Severity | None:
        if label.gap or severity is None or values[0].aspect == "points":
            return None
        whole = any(token.term and token.term.role == Role.TOTAL for token in self.lead) or self._says("共", "合计")
        if values[0].aspect == "deduction" and not whole:
            return None
        if self.sentence.part and not self.subject.here and not term.firm:
            return None
        of_project = values[0].subject.startswith("project:")
        if not term.firm and term.aspect not in ("score", "rate", "deduction") and not of_project and not self._explicit():
            return None
        if not term.firm and values[0].aspect in ("surplus", "delta") and not of_project:
            return None
        firm = term.firm or (term.aspect == "score" and self.subject.sure == 2)
        return severity if firm and self.sentence.year != "last" else WARNING

    def _says(self, *words: str) -> bool:
        said = "".join(self.plain[token.start : token.end] for token in self.lead)
        return any(word in said for word in words)

    def _explicit(self) -> bool:
        return self.subject.sure == 2 and self.subject.name != "income"

    def _default(self, term: Term, mention: Mention) -> str:
        home = self.home
        if home.startswith("project:") or (":" in home and mention.kind == Kind.SCORE):
            return home
        return "spending" if mention.kind in (Kind.AMOUNT, Kind.PERCENT) and term.aspect != "control" else "dept"

    def _whose(self, term: Term, mention: Mention) -> tuple[str, Severity | None]:
        """The subject of this aspect, and how sure it is."""
        name, sure = self.subject.name, self.subject.sure
        money = mention.kind in (Kind.AMOUNT, Kind.PERCENT)
        if sure < 0:
            return name, None
        if term.subject in _MONEY and not (name.startswith("project:") and (self.subject.here or name == self.home or sure == 2)):
            sure = 2 if sure else 0
            name = term.subject
        elif money and (name == "dept" or ":" not in name and name == self.home):
            name = "spending" if term.aspect != "control" else "dept"
        elif not money and ":" not in name:
            name, sure = "dept", (1 if name != "dept" else sure)
        if sure == 0 and self.sentence.vague and money:
            return name, None
        strong = sure == 2 or (sure == 1 and self.strong)
        return name, ERROR if strong else WARNING

    def _lookup(self, subject: str, aspect: str, mention: Mention) -> tuple[Known, ...]:
        aspects = CHOICES.get(aspect, (aspect,))
        found = [each for name in aspects for each in self.book.by.get((subject, name), ())]
        if not found and ":" in subject and aspect in ("", "rate") and mention.kind == Kind.PERCENT:
            found = [each for name in ("actual", "target") for each in self.book.by.get((subject, name), ())]
        return tuple(each for each in found if each.kind == mention.kind)

    def _also(self, term: Term, mention: Mention, values: tuple[Known, ...]) -> tuple[Known, ...]:
        """Other values that words like these may mean: the projects', an indicator of that name."""
        aliases = self.book.aliases.get(term.aspect, ())
        mine = [name for name in aliases if self.book.owner.get(name, "spending") == values[0].subject]
        also = [each for name in mine for each in self._any(name, ("actual",)) if each.kind == mention.kind]
        if values[0].aspect == "score":
            also += [each for each in self.book.by.get((values[0].subject, "points"), ()) if self._says("总分", "满分", "总得分")]
        if self.subject.sure < 2 and (self.project or not self.strong):
            for project in [self.project] if self.project else self.book.projects:
                also += self._lookup(project, term.aspect, mention)
        if term.subject in _MONEY:
            also += self._lookup(term.subject, term.aspect, mention)
        return tuple(also)

    # ----------------------------------------------------------------- counts

    def _count(self, mention: Mention, label: _Label) -> _Claim:
        """编制20人, 三级指标6个: people and rows of the document, always of the whole department."""
        term = label.term
        allowed = PEOPLE if term.aspect in STAFF else THINGS
        values = tuple(self.book.by.get(("dept", term.aspect), ()))
        if term.aspect == "indicators":
            values = tuple(each for level in ("level3", "level2") for each in self.book.by.get(("dept", level), ()))
        if not values or (mention.unit and mention.unit not in allowed):
            return NO_CLAIM
        return _Claim(values, self._count_severity(mention, label))

    def _count_severity(self, mention: Mention, label: _Label) -> Severity | None:
        term, sure = label.term, self.subject.sure
        name = self.subject.name
        others = ":" in name and sure == 2 and (self.subject.here or name.startswith("project:"))
        if label.gap or sure < 0 or others or self._is_breakdown(mention):
            return None
        if term.aspect in STAFF:
            if ":" in self.home or self.sentence.part or self.sentence.dated:
                return None
            return ERROR if term.firm and sure and not label.done else WARNING
        if label.done:
            return WARNING if term.firm else None
        if ":" in self.home or not sure or not term.firm:
            return WARNING if term.firm or label.total else None
        return ERROR

    def _is_breakdown(self, mention: Mention) -> bool:
        """1894人（在职139人…）: counts in brackets behind a count are its parts."""
        return self.inside is not None and self.inside.kind == Kind.COUNT and same_unit(self.inside.unit, mention.unit)

    def _names_another_figure(self, mention: Mention) -> bool:
        aspects = [token.term for token in self.lead if token.term and token.term.role == Role.ASPECT]
        return any(mention.kind == Kind.PERCENT or term.aspect in (*LISTS, *STAFF) for term in aspects)

    def _by_noun(self, at: int, mention: Mention) -> _Claim:
        """5项重点工作任务: the noun behind the number; a count of all only where the words say so."""
        term, rest, used = self._noun_behind(at)
        if term is None or term.aspect not in (*LISTS, *STAFF):
            return NO_CLAIM
        self.used = used
        label = _Label(term)
        roles = {token.term.role for token in self.lead if token.term}
        label.done = Role.DONE in roles
        label.total = Role.TOTAL in roles or rest == "all" or "重点" in self._noun(at)
        claim = self._count(mention, label)
        if not claim.values or claim.severity is None:
            return claim
        if rest == "some" or Role.PART in roles or (mention.value == 1 and not mention.text[0].isascii()):
            return replace(claim, severity=None)
        if not term.firm and (Role.TOTAL not in roles or term.aspect in ("projects",)) and rest != "all" and "重点" not in self._noun(at):
            return replace(claim, severity=None)
        whole = Role.TOTAL in roles and not self._has("有") and term.firm and rest == "end"
        return claim if whole else replace(claim, severity=WARNING)

    def _noun(self, at: int) -> str:
        return self.plain[self.pieces[at].end : self.pieces[at].end + 6]

    def _has(self, word: str) -> bool:
        return any(self.plain[token.start : token.end] == word for token in self.lead)

    def _noun_behind(self, at: int) -> tuple[Term | None, str, int]:
        """The noun right behind the number, what follows it (end, all: 全部完成, some: 未完成), and where it is."""
        noun, used = None, -1
        for place, token in enumerate(self.pieces[at + 1 : at + 12], at + 1):
            role = token.term.role if token.term else None
            if token.kind not in ("term", "gap") or self.plain[token.start : token.end] in _AND:
                return noun, "end", used
            if noun is not None:
                return noun, "all" if role == Role.ALL else "some", used
            if role == Role.ASPECT:
                noun, used = token.term, place
            elif role != Role.NEUTRAL and not (token.term and token.term.subject == "dept"):
                return None, "", -1
        return noun, "end", used

    # --------------------------------------------------------- by name, by likeness

    def _by_subject(self, mention: Mention, unknown: bool, label: _Label | None) -> _Claim:
        """A number right behind a name: 劳动模范满意度97.17%, 人员经费612.48万元."""
        if unknown or label is not None or mention.kind == Kind.GRADE or self.subject.sure < 1:
            return NO_CLAIM
        name, plan = self.subject.name, any(token.term and token.term.role == Role.PLAN for token in self.lead)
        if any(token.term and token.term.role == Role.ASPECT for token in self.lead):
            return NO_CLAIM
        if ":" in name and not name.startswith("project:"):
            return self._of_indicator(name, mention, plan)
        if mention.kind == Kind.AMOUNT and self.subject.here and name not in ("dept",):
            return self._of_line(name, mention)
        per = mention.per or any(token.term and token.term.role == Role.PER for token in self.lead)
        if mention.kind == Kind.AMOUNT and per and name.startswith("project:"):
            values = tuple(self.book.by.get((name, "unit_price"), ()))
            return _Claim(values, WARNING if self.subject.here or name == self.home else None, self._per_values())
        return NO_CLAIM

    def _per_values(self) -> tuple[Known, ...]:
        return tuple(each for each in self.book.known if each.per)

    def _of_indicator(self, name: str, mention: Mention, plan: bool) -> _Claim:
        order = ("target", "actual") if plan else ("actual", "target")
        values = [each for aspect in order for each in self.book.by.get((name, aspect), ()) if each.kind == mention.kind]
        if mention.kind == Kind.COUNT:
            values = [each for each in values if same_unit(each.unit, mention.unit)]
        if mention.kind == Kind.SCORE:
            values = list(self.book.by.get((name, "score"), ()))
            return _Claim(tuple(values), None, self._any(name))
        if not values:
            return NO_CLAIM
        main, others = values[:1], values[1:]
        spoken = self.subject.here and self.subject.sure == 2
        if any(agrees(mention, each) for each in others):
            return _Claim(tuple(others), None) if plan or not spoken else _Claim(tuple(main), WARNING)
        if not spoken and self._count_in_window() > 1:
            return _Claim(tuple(values), None)
        done_only = not spoken and not any(token.term and token.term.role in (Role.DONE, Role.PLAN) for token in self.lead)
        return _Claim(tuple(main), None if done_only else ERROR if spoken and not plan else WARNING)

    def _count_in_window(self) -> int:
        return 1

    def _of_line(self, name: str, mention: Mention) -> _Claim:
        if name.startswith("project:"):
            values = self._lookup(name, "", mention)
            return _Claim(values, WARNING if values else None, self._any(name))
        values = self._lookup(name, "last_year" if self.sentence.year == "last" else "", mention)
        if not values:
            return NO_CLAIM
        whole = any(token.term and token.term.role in (Role.TOTAL, Role.CURRENT) for token in self.lead)
        if name in _MONEY:
            return _Claim(values, WARNING if whole and self.strong else None)
        return _Claim(values, ERROR if name.startswith(("spend_", "income_")) and self.strong and not self.sentence.part else WARNING)

    def _by_likeness(self, at: int, mention: Mention) -> _Claim:
        """487名一线职工获得学历补助: the clause speaks of an indicator in other words; never more than a warning."""
        like = [(hit, values) for hit in self.book.like(self._window(at)) if (values := self._measured(hit[2], mention))]
        mine = self._measured(self.home, mention)
        also = (*(each for _, values in like for each in values), *mine, *self._owned(mention))
        if self._says("已", "实际", "共", "累计") and not any(token.term and token.term.role == Role.PLAN for token in self.lead):
            also = tuple(each for each in also if each.aspect != "target")
        if not like or like[0][0][0] < 0.3:
            return _Claim(mine[:1], None, also)
        (share, pairs, subject), values = like[0]
        clear = share >= 0.55 and pairs >= 2 and not self._partial(at, subject)
        return _Claim(values[:1], WARNING if clear else None, also)

    def _owned(self, mention: Mention) -> tuple[Known, ...]:
        if not self.home.startswith("project:"):
            return ()
        return tuple(each for each in self.book.owned(self.home) if each.kind == mention.kind and same_unit(each.unit, mention.unit))

    def _any(self, subject: str, aspects: Iterable[str] = ("executed", "adjusted", "initial", "score", "points", "deduction",
                                                           "rate", "unit_price", *ACTUAL_OR_TARGET)) -> tuple[Known, ...]:  # fmt: skip
        return tuple(each for aspect in aspects for each in self.book.by.get((subject, aspect), ()))

    def _measured(self, subject: str, mention: Mention) -> tuple[Known, ...]:
        found = [each for aspect in ("actual", "quantity", "target") for each in self.book.by.get((subject, aspect), ())]
        return tuple(
            each for each in found
            if each.kind == mention.kind and (mention.kind == Kind.PERCENT or same_unit(each.unit, mention.unit))
        )  # fmt: skip

    def _partial(self, at: int, subject: str) -> bool:
        """Words around the number that make it a part, a change or another time, but for words of the name itself."""
        own = "".join(self.book.names.get(subject, ())[:1])
        if self._is_breakdown_any() or self.sentence.part or self.sentence.dated or self.sentence.year:
            return True
        for token in self.pieces[max(0, at - 8) : at + 9]:
            word = self.plain[token.start : token.end]
            if token.term and token.term.role in (Role.BLOCK, Role.PART, Role.PLAN) and word not in own:
                return True
        return False

    def _is_breakdown_any(self) -> bool:
        return self.inside is not None

    def _window(self, at: int) -> str:
        """The words of the clause around a number, without other numbers."""
        start = end = at
        while start > 0 and self.pieces[start - 1].kind in ("term", "gap") and self.pieces[at].start - self.pieces[start - 1].start <= _WINDOW:
            start -= 1
        while end + 1 < len(self.pieces) and self.pieces[end + 1].kind in ("term", "gap") and self.pieces[end + 1].end - self.pieces[at].end <= _WINDOW:
            end += 1
        before = "".join(self.plain[token.start : token.end] for token in self.pieces[start:at])
        behind = "".join(self.plain[token.start : token.end] for token in self.pieces[at + 1 : end + 1])
        return f"{before} {behind}"


_AND = {"和", "与", "及", "以及"}
_ITEMS = ("spend_general", "spend_fund", "income_general", "income_fund", "basic", "basic_staff", "basic_operating", "project", "three_public")


def _home(book: Book, near: Place | None) -> str:
    """Whom a text at this place is about."""
    if near is None or near.key is None:
        return "dept"
    if near.rowset == "projects":
        return f"project:{near.key}"
    if near.rowset == "project_indicators":
        return book.owner.get(f"project_indicators:{near.key}", "project:")
    return f"indicators:{near.key}" if near.rowset == "indicators" else "dept"


def _fits(term: Term, mention: Mention) -> bool:
    if mention.kind == Kind.COUNT:
        return term.aspect in LISTS or term.aspect in STAFF
    if mention.kind == Kind.SCORE and term.aspect == "grade":
        return True
    return ASPECT_KIND.get(term.aspect) == mention.kind


def _heads(first: Term, label: Term) -> bool:
    """重点项目执行率: a row set named before another figure makes it a figure of those rows."""
    return first.aspect in LISTS and first.aspect != label.aspect
