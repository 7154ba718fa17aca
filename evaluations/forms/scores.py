"""核查得分 as typed: three inputs at every row that may be scored, read into a review without losing a word."""

from collections.abc import Iterator

from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.review import (
    BASIS_LIMIT,
    REASON_LIMIT,
    Review,
    ReviewedScore,
    Subject,
    faults,
    subjects,
)
from evaluations.domain.sections import Field, Kind
from evaluations.forms.conflict import Difference
from evaluations.forms.reading import Unreadable, read, write
from huadu_perf.lib.values import NOT_APPLICABLE

SCORE = Field("score", "核查得分", Kind.POINTS)
REASON = Field("reason", "核查意见", Kind.PROSE, limit=REASON_LIMIT)
BASIS = Field("basis", "依据", Kind.PROSE, limit=BASIS_LIMIT)
FIELDS = (SCORE, REASON, BASIS)


def anchor(subject: Subject | ReviewedScore, field: str = "") -> str:
    """The name of a row's input, or of the row."""
    return f"{subject.rowset}-{subject.key}" + (f"-{field}" if field else "")


class ScoreDraft:
    """What somebody typed: the text of every input by its name, and what is wrong with it."""

    def __init__(self, facts: EvaluationFacts, texts: dict[str, str], is_whole: bool = True) -> None:
        self.facts = facts
        self.subjects = subjects(facts)
        self.texts = texts
        self.is_whole = is_whole
        self.errors: dict[str, str] = {}

    @classmethod
    def of_review(cls, facts: EvaluationFacts, review: Review) -> "ScoreDraft":
        """The draft that shows stored scores."""
        return cls(facts, _texts(review))

    @classmethod
    def of_post(cls, facts: EvaluationFacts, post: QueryDict) -> "ScoreDraft":
        """The draft that was posted; `is_whole` says whether every input came along."""
        names = [anchor(each, spec.name) for each in subjects(facts).values() for spec in FIELDS]
        return cls(facts, {name: post.get(name, "") for name in names}, all(name in post for name in names))

    def text(self, subject: Subject, spec: Field) -> str:
        """What stands in one input."""
        return self.texts.get(anchor(subject, spec.name), "")

    def read(self) -> Review | None:
        """The scores, or None with `errors` filled (input → sentence). Rows left empty are not scored."""
        self.errors = {}
        review = Review(scores=tuple(self._scores()))
        for fault in faults(self.facts, review):
            self.errors.setdefault(anchor(self.subjects[fault.key], fault.field), fault.message)
        return None if self.errors else review

    def _scores(self) -> Iterator[ReviewedScore]:
        for subject in self.subjects.values():
            values = {spec.name: self._value(subject, spec) for spec in FIELDS}
            broken = any(anchor(subject, spec.name) in self.errors for spec in FIELDS)
            if not broken and any(value not in (None, "") for value in values.values()):
                yield ReviewedScore(rowset=subject.rowset, key=subject.key, **values)

    def _value(self, subject: Subject, spec: Field) -> object:
        name = anchor(subject, spec.name)
        try:
            value = read(spec, self.texts.get(name, ""))
        except Unreadable as error:
            self.errors[name] = str(error)
            return None
        if value is NOT_APPLICABLE:
            self.errors[name] = f"{spec.label}要填数字；认可自评的“不适用”就空着"
        return value

    @property
    def hidden(self) -> SafeString:
        """Everything typed, without controls, for a page that asks something first."""
        return format_html_join("", '<input type="hidden" name="{}" value="{}">', self.texts.items())

    # ── two reviewers ────────────────────────────────────────────────────────────────────────────────────────────

    def differences(self, stored: Review) -> list[Difference]:
        """The rows that another reviewer left otherwise than they stand here."""
        theirs = _texts(stored)
        return [
            Difference(anchor(each), each.name, _words(each, self.texts), _words(each, theirs))
            for each in self.subjects.values()
            if _words(each, self.texts) != _words(each, theirs)
        ]

    def merged(self, stored: Review, post: QueryDict) -> "ScoreDraft":
        """This draft with the stored rows for which `keep-<row>` says theirs."""
        theirs = _texts(stored)
        taken = {
            anchor(each, spec.name)
            for each in self.subjects.values()
            for spec in FIELDS
            if post.get(f"keep-{anchor(each)}") == "theirs"
        }
        texts = {name: theirs.get(name, "") if name in taken else text for name, text in self.texts.items()}
        return ScoreDraft(self.facts, texts, self.is_whole)


def _texts(review: Review) -> dict[str, str]:
    return {
        anchor(each, spec.name): write(spec, getattr(each, spec.name))
        for each in review.scores
        for spec in FIELDS
    }


def _words(subject: Subject, texts: dict[str, str]) -> str:
    """A whole row as a sentence."""
    score, reason, basis = (
        texts.get(anchor(subject, spec.name), "").replace("\r\n", "\n").strip() for spec in FIELDS
    )
    said = "：".join(part for part in (f"{score} 分" if score else "", reason) if part)
    return f"{said}（依据：{basis}）" if basis else said
