"""Reads a narrative word by word: of whom it speaks, and which figure the words before a number name."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from evaluations.domain.numbers.book import Book
from evaluations.domain.numbers.mentions import Kind, Mention
from evaluations.domain.numbers.reading import SILENT, Token
from evaluations.domain.numbers.vocabulary import (
    ASPECT_KIND,
    CHANGES,
    LINES,
    LISTS,
    PARTS_OF_NAMES,
    PLAIN_TOTALS,
    REASONS,
    STAFF,
    Role,
    Term,
)
from huadu_perf.lib.findings import Place

MONEY = ("spending", "income")
#: Sections whose text speaks of the department's own money unless it says otherwise.
_OWN = {"budget", "conclusion", "profile"}
_STOPS = {Role.OTHER, Role.BLOCK, Role.DATE}
_QUIET = {
    Role.NEUTRAL,
    Role.DONE,
    Role.TOTAL,
    Role.ALL,
    Role.PLAN,
    Role.PER,
    Role.RESPECTIVELY,
    Role.CURRENT,
    Role.PART,
    Role.LAST,
}
_GOING_ON = {Role.BLOCK, Role.DONE, Role.OTHER}
_MOST_LABELS = 8
_WINDOW = 40
_WORDS = ("term", "gap")
_UNQUOTED = dict.fromkeys(map(ord, SILENT - {" "}))


@dataclass(slots=True)
class Subject:
    """Of whom the text speaks. `sure`: named (2), by default (1), after unknown words (0), surely another (-1).

    `here`: named in the words that lead to this number.
    """

    name: str
    sure: int = 1
    here: bool = False


@dataclass(slots=True)
class Label:
    """The word that names the figure. `gap`: unknown words before it; `done`, `total`: 完成 or 共 between.

    `reason`: the unknown words say why it was changed.
    """

    term: Term
    gap: bool = False
    done: bool = False
    total: bool = False
    reason: bool = False


@dataclass(slots=True)
class Sentence:
    """What holds until the sentence ends. `year`: "" the evaluated one, last, or other; `rule`: how points are given.

    `people`: some other body's people were counted; `scored`: whose score was stated.
    """

    year: str = ""
    dated: bool = False
    part: bool = False
    vague: bool = False
    rule: bool = False
    people: bool = False
    scored: str = ""
    labels: list[Term] = field(default_factory=list)
    queue: list[Term] = field(default_factory=list)


class Reader:
    """Where the reading of one text stands. `home`: whom a text at this place is about."""

    def __init__(self, book: Book, plain: str, pieces: tuple[Token, ...], near: Place | None) -> None:
        self.book, self.plain, self.pieces = book, plain, pieces
        self.where = (near.rowset, near.field) if near else ("", "")
        self.home = home_of(book, near)
        self.strong = near is None or near.section in _OWN or self.home.startswith("project:")
        self.project = self.home if self.home.startswith("project:") else ""
        self.subject = Subject(self.home)
        self.sentence = Sentence()
        self.lead: list[Token] = []
        self.begin = 0  # where in the lead the words begin that come behind its last subject
        self.prefixed = False  # unknown words before that subject
        self.used = -1  # the noun behind the last number: not the label of the next one
        self.last: Mention | None = None
        self.inside: Mention | None = None  # the number right before the bracket we are in

    def read(self, at: int, token: Token) -> None:
        """Takes a token that is no number."""
        if token.kind in ("term", "gap"):
            if at > self.used:
                self._word(token)
        elif token.kind == "open":
            self.inside = self.last if not self.lead else None
        elif token.kind == "close":
            self.inside = None
        elif token.kind in ("clause", "join"):
            self._clause()
            self.last = self.last if token.kind == "join" else None
            if self.word(token) in ";；":
                self.sentence.year = ""
        elif token.kind == "stop":
            self._clause()
            self.subject, self.sentence, self.last, self.inside = Subject(self.home), Sentence(), None, None

    def passed(self, mention: Mention) -> None:
        """A number ends the words that led to it."""
        self.last, self.lead, self.subject.here, self.sentence.labels = mention, [], False, []

    def roles(self) -> set[Role]:
        """What the words that lead to the number do."""
        return {token.term.role for token in self.lead if token.term}

    def blocked(self, own: str) -> bool:
        """Whether these words speak of a change, a part or a time (其余, 新增), but for words of the name itself."""
        return any(
            token.term is not None and token.term.role == Role.BLOCK and self.word(token) not in own
            for token in self.lead
        )

    @property
    def year(self) -> str:
        """Whose year the number is of: "" the evaluated one, last, or other."""
        return "last" if Role.LAST in self.roles() else self.sentence.year

    def says(self, *words: str) -> bool:
        """Whether the words that lead to the number hold one of these."""
        said = "".join(self.word(token) for token in self.lead)
        return any(word in said for word in words)

    def word(self, token: Token) -> str:
        """A token as it is written."""
        return self.plain[token.start : token.end]

    def comes_from(self) -> bool:
        """由95分提高到…: the number is the one left behind."""
        return bool(self.lead) and self.word(self.lead[-1]) in ("由", "从", "自")

    def goes_to(self, at: int) -> bool:
        """…20万元用于职工书屋: words go on right behind the number, so it may be a part."""
        behind = self.pieces[at + 1 : at + 2]
        return bool(behind) and (
            behind[0].kind == "gap" or (behind[0].term is not None and behind[0].term.role in _GOING_ON)
        )

    def aspects(self) -> Iterator[Term]:
        """The figures named in the words that lead to the number."""
        return (token.term for token in self.lead if token.term and token.term.role == Role.ASPECT)

    def _word(self, token: Token) -> None:
        self.lead.append(token)
        role = token.term.role if token.term else None
        if role in (Role.ASPECT, Role.SUBJECT) and token.term:
            self.sentence.labels.append(token.term)
            del self.sentence.labels[:-_MOST_LABELS]
        elif role == Role.DATE:
            self.sentence.dated = True
        elif role == Role.PART:
            self.sentence.part = True
        elif role == Role.RULE:
            self.sentence.rule = True

    def _clause(self) -> None:
        """The end of a clause: whom it spoke of stays; words that may name another make what follows unsure."""
        before = self.subject
        unknown, named = self.settle()
        if self.subject is not before and self.subject.name in LINES and not self._only_names():
            self.subject = replace(
                before, sure=before.sure if self._only_looks() else min(before.sure, 0)
            )  # 因追加人员经费，…
        if unknown and not named and not self._only_looks():
            vague = Role.OTHER in self.roles()
            self.sentence.vague = self.sentence.vague or vague
            if vague or self.subject.sure == 1:
                self.subject.sure = min(self.subject.sure, 0)
        elif unknown and self.subject.name == "dept" and not self._only_looks():  # 我会帮扶的某某总工会，…
            self.sentence.vague = True
        self.subject.here = False
        self.lead = []

    def _only_looks(self) -> bool:
        """从支出结构看，…"""
        return self.word(self.lead[0]) == "从" and self.word(self.lead[-1]) in ("看", "来看")

    def _only_names(self) -> bool:
        """人员经费方面，…: the clause does nothing but name a line."""
        return all(
            token.term is not None and token.term.role in (Role.SUBJECT, Role.NEUTRAL, Role.PART)
            for token in self.lead
        )

    # ---------------------------------------------------------------- subjects

    def settle(self) -> tuple[bool, bool]:
        """Takes the subjects named in the lead. Gives: words unknown since then, a subject was named."""
        unknown = named = False
        self.begin, self.prefixed = 0, False
        for at, token in enumerate(self.lead):
            if token.term is not None and token.term.role == Role.SUBJECT and not _is_own_name(token.term):
                if self._takes_line(token.term, unknown):
                    unknown, named = False, True
                continue
            taken = self._takes_name(token, at, named)
            if taken:
                self.prefixed, unknown, named, self.begin = unknown, False, True, at + 1
            elif token.term is None or token.term.role == Role.OTHER:
                unknown = True
        return unknown, named

    def _takes_name(self, token: Token, at: int, named: bool) -> bool:
        """A name of the department, a project, an indicator; 该项目; a shortened project's name; 经费 behind one."""
        if token.term is None:
            short = self.book.abbreviated(self.plain[token.start : token.end])
            if short:
                self._take(short, 0)
            return bool(short)
        if (
            token.term.role == Role.OTHER or token.term.aspect == "projects"
        ):  # 经费, 项目 right behind its name; not 财政评价
            belongs = self.word(token) in PARTS_OF_NAMES
            return belongs and named and self.begin == at and self.subject.name.startswith("project:")
        if token.term.role == Role.CURRENT:
            current = self.project or (next(iter(self.book.projects)) if len(self.book.projects) == 1 else "")
            self._take(current, 2 if current else -1)
            return True
        if token.term.role == Role.SUBJECT:
            self._take(token.term.subject, 2 if token.term.firm else 1)
            self.sentence.vague = self.sentence.vague or not token.term.firm
            return True
        return False

    def _takes_line(self, term: Term, unknown: bool) -> bool:
        """A line of the budget. Behind unknown words it is a part of the line, so another's; 支出 behind a name is its."""
        name, current = term.subject, self.subject.name
        narrower = current not in (*MONEY, "dept") and (
            self.subject.here or self.subject.sure == 2 or ":" in current
        )
        if name in MONEY and narrower:
            return False
        if name == "project" and current.startswith("project:") and self.subject.here:
            return False
        self._take(name, -1 if unknown else 2 if term.firm or name not in MONEY else 1)
        return True

    def _take(self, name: str, sure: int) -> None:
        self.subject = Subject(name, sure, True)
        if name.startswith("project:"):
            self.project = name

    # ------------------------------------------------------------------ labels

    def label(self, mention: Mention) -> Label | None:
        """The nearest word before the number that names a figure of its kind, with only quiet words between."""
        if self.sentence.queue:
            return Label(self.sentence.queue.pop(0))
        behind: set[Role] = set()
        for at in range(len(self.lead) - 1, -1, -1):
            term = self.lead[at].term
            if term is None or term.role in _STOPS:
                return None
            if term.role == Role.ASPECT:
                return self._labelled(term, at, behind) if fits(term, mention) else None
            if (
                term.role == Role.TOTAL
                and mention.kind == Kind.COUNT
                and self.word(self.lead[at]) not in PLAIN_TOTALS
            ):
                return None
            behind.add(term.role)
        return None

    def _labelled(self, term: Term, at: int, behind: set[Role]) -> Label | None:
        before = [token.term for token in self.lead[self.begin : at]]
        if (
            not term.firm
            and term.aspect in ("score", "deduction")
            and any(_is_other_figure(each) for each in before)
        ):
            return None
        if any(each is not None and each.role == Role.ASPECT and _heads(each, term) for each in before):
            return None
        gap = any(each is None or each.role == Role.OTHER for each in before)
        reason = gap and self._is_for_a_reason(term, at)
        done = Role.DONE in behind or any(each is not None and each.role == Role.DONE for each in before)
        return Label(term, gap and not reason, done, Role.TOTAL in behind, reason)

    def _is_for_a_reason(self, term: Term, at: int) -> bool:
        """因台风追加预算: the unknown words say why a figure of what is spoken of was changed."""
        words = [self.word(token) for token in self.lead[self.begin : at + 1]]
        because = next((place for place, word in enumerate(words) if word in REASONS), None)
        if because is None or not (term.aspect == "delta" or words[-1].startswith(CHANGES)):
            return False
        tokens = self.lead[self.begin : at]
        return all(
            token.term is not None and (place < because or token.term.role != Role.OTHER)
            for place, token in enumerate(tokens)
            if place < because or token.term is not None
        )

    def line_up(self, at: int, mention: Mention) -> bool:
        """年初预算、全年预算分别为…和…: keeps the labels in order. False where as many numbers do not follow."""
        if self.sentence.queue or Role.RESPECTIVELY not in self.roles():
            return True
        named = [term for term in self.sentence.labels if term.role == Role.ASPECT]
        labels = named or [term for term in self.sentence.labels if not _is_own_name(term)]
        follow = 0
        for token in self.pieces[at : at + 2 * len(labels) + 4]:
            if token.mention is not None and token.mention.kind == mention.kind:
                follow += 1
            elif token.kind in ("stop", "gap", "number") or (token.term and token.term.role not in _QUIET):
                break
        if len(labels) == follow > 1:
            self.sentence.queue = labels
        return bool(self.sentence.queue)

    # ------------------------------------------------------------------ around

    def around(self, at: int) -> tuple[Token, ...]:
        """The words of the clause before and behind a number, as far as the next numbers, and the number."""
        pieces, here = self.pieces, self.pieces[at]
        start = end = at
        while (
            start > 0 and pieces[start - 1].kind in _WORDS and here.start - pieces[start - 1].start <= _WINDOW
        ):
            start -= 1
        while (
            end + 1 < len(pieces)
            and pieces[end + 1].kind in _WORDS
            and pieces[end + 1].end - here.end <= _WINDOW
        ):
            end += 1
        return pieces[start : end + 1]

    def window(self, at: int) -> str:
        """The words around a number as one text, without the number."""
        here, around = self.pieces[at], self.around(at)
        before, behind = self.plain[around[0].start : here.start], self.plain[here.end : around[-1].end]
        return (before + " " + behind).translate(_UNQUOTED)


def home_of(book: Book, near: Place | None) -> str:
    """Whom a text at this place is about."""
    if near is None or near.key is None:
        return "dept"
    if near.rowset == "projects":
        return f"project:{near.key}"
    if near.rowset == "project_indicators":
        return book.owner.get(f"project_indicators:{near.key}", "project:")
    return f"indicators:{near.key}" if near.rowset == "indicators" else "dept"


def fits(term: Term, mention: Mention) -> bool:
    """Whether a number of this kind can be this figure."""
    if mention.kind == Kind.COUNT:
        return term.aspect in LISTS or term.aspect in STAFF
    if mention.kind == Kind.SCORE and term.aspect == "grade":
        return True
    return ASPECT_KIND.get(term.aspect) == mention.kind


def _is_own_name(term: Term) -> bool:
    """The department, a project, an indicator; not a line of the budget."""
    return ":" in term.subject or term.subject == "dept"


def _is_other_figure(term: Term | None) -> bool:
    """预算执行率指标得10分: the points of that figure."""
    return (
        term is not None
        and term.role == Role.ASPECT
        and term.aspect not in ("score", "grade", "points", "deduction")
    )


def _heads(first: Term, label: Term) -> bool:
    """重点项目执行率: a row set named before another figure makes it a figure of those rows."""
    return first.aspect in LISTS and first.aspect != label.aspect
