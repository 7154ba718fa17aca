"""Two versions side by side in words, for the page 版本对比 and for its PDF: what is shown, and how each value reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from budgets.domain.execution import summarise
from evaluations.domain.changes import Change, Comparison, FieldChange, ItemChange, SectionChange, compare
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.history import NO_HISTORY, History, with_this_year
from evaluations.domain.numbers.said import with_values
from evaluations.domain.scoring import Scorecard, score
from evaluations.domain.sections import SECTION_BY_KEY, Field, Kind
from evaluations.domain.text_changes import IN_NEW, IN_OLD, Mark, Piece, condensed, text_changes
from evaluations.enums import TextChoices
from huadu_perf.lib.findings import Place
from huadu_perf.lib.money import percent, plain_number, round_half_up, wan_exact
from huadu_perf.lib.values import NOT_APPLICABLE
from reports.domain.annexes import history
from reports.domain.document import MISSING, NOTHING, Prose, Run, Sheet, say

REORDERED = "各项的顺序有调整"
#: Fields that only machines read.
_UNSAID = {"finding", "size"}
_TEXTS = {Kind.NAME, Kind.PROSE}
_UNITS = {Kind.AMOUNT: " 万元", Kind.AREA: " ㎡", Kind.POINTS: " 分"}
_MARKED = {
    Mark.ADDED: "added", Mark.REMOVED: "removed", Mark.MOVED_AWAY: "moved", Mark.MOVED_HERE: "moved",
}  # fmt: skip
_MOVED = {Mark.MOVED_AWAY: "［移走］", Mark.MOVED_HERE: "［移来］"}


class Show(TextChoices):
    """What of a comparison is shown."""

    RETURNED = "returned", "退回后改动"
    REMARKED = "remarked", "有审核意见的项目"
    CHANGED = "changed", "有改动的项目"
    ALL = "all", "全部项目"


@dataclass(frozen=True)
class Side:
    """One of the two versions: its name on columns, its full name, what it says, the years before it."""

    name: str
    label: str
    facts: EvaluationFacts
    is_draft: bool = False
    history: History = NO_HISTORY


@dataclass(frozen=True)
class Said:
    """A remark that was sent, with the department's answer (empty while there is none)."""

    place: Place
    label: str
    text: str
    kind: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Line:
    """One field of an item: what it said, what it says, the difference in words."""

    label: str
    old: tuple[Prose, ...]
    new: tuple[Prose, ...]
    difference: str = ""


@dataclass(frozen=True)
class ShownItem:
    """An item with what became of it, its fields, and the remarks on it."""

    place: Place
    label: str
    change: Change
    lines: tuple[Line, ...]
    remarks: tuple[Said, ...] = ()

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return {Change.ADDED: "success", Change.REMOVED: "danger", Change.CHANGED: "info"}.get(
            self.change, "neutral"
        )

    @property
    def is_readable(self) -> bool:
        """Whether it stands in the whole text of the review page, which has evidence and the forms' sections as they are now."""
        section = SECTION_BY_KEY[self.place.section]
        return self.change != Change.REMOVED and (section.is_form or section.key == "evidence")


@dataclass(frozen=True)
class ShownSection:
    """A section with what is shown of it; `notes`: what concerns no single item; `remarks`: those on the whole section."""

    key: str
    title: str
    items: tuple[ShownItem, ...]
    notes: tuple[str, ...] = ()
    remarks: tuple[Said, ...] = ()


@dataclass(frozen=True)
class SideBySide:
    """A comparison ready to be laid out. `years`: 历年对比 up to the new version, where an earlier year is known."""

    old: Side
    new: Side
    show: Show
    comparison: Comparison
    overall: tuple[Line, ...]
    sections: tuple[ShownSection, ...]
    remarks: tuple[Said, ...]
    notes: tuple[str, ...] = ()
    years: tuple[Sheet, ...] = ()

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many items came, went, changed and stayed."""
        return tuple((change.value, self.comparison.count(change)) for change in Change)

    @property
    def answered(self) -> int:
        """How many remarks are answered."""
        return sum(bool(remark.kind) for remark in self.remarks)


def side_by_side(old: Side, new: Side, *, show: Show, remarks: Iterable[Said] = ()) -> SideBySide:
    """The two versions as people read them. `remarks`: what finance said to the old one when it was returned."""
    cards = score(old.facts), score(new.facts)
    before, after = with_values(old.facts, cards[0]), with_values(new.facts, cards[1])
    comparison, said = compare(before, after), tuple(remarks)
    sections = (_section(part, comparison, show, said) for part in comparison.sections)
    return SideBySide(
        old, new, show, comparison, _overall((before, after), cards),
        tuple(section for section in sections if section.items or section.notes or section.remarks), said,
        tuple(_settings(before, after)), _years(new, cards[1]),
    )  # fmt: skip


def _section(
    part: SectionChange, comparison: Comparison, show: Show, remarks: tuple[Said, ...]
) -> ShownSection:
    items = tuple(
        _item(item, comparison, show, said)
        for group in part.sets
        for item in group.items
        if _is_shown(item, show, said := tuple(each for each in remarks if _key(each.place) in item.keys))
    )
    notes = tuple(f"{group.label}：{REORDERED}" for group in part.sets if group.is_reordered)
    whole = tuple(each for each in remarks if each.place == Place(part.section.key))
    return ShownSection(
        part.section.key, part.section.title, items,
        notes=() if show == Show.REMARKED else notes,
        remarks=whole if items or show in (Show.RETURNED, Show.REMARKED) else (),
    )  # fmt: skip


def _key(place: Place) -> tuple[str, UUID | str]:
    return (place.rowset, place.key) if place.rowset and place.key else (place.section, place.field)


def _is_shown(item: ItemChange, show: Show, remarks: tuple[Said, ...]) -> bool:
    if show == Show.ALL:
        return item.change != Change.SAME or any(_is_stated(field) for field in item.fields)
    if show == Show.REMARKED:
        return bool(remarks)
    return item.change != Change.SAME or (show == Show.RETURNED and bool(remarks))


def _item(item: ItemChange, comparison: Comparison, show: Show, remarks: tuple[Said, ...]) -> ShownItem:
    fields = (field for field in _fields(item, show, remarks) if _is_stated(field))
    lines = tuple(_line(field, item, comparison) for field in fields)
    place = Place(
        item.section,
        item.rowset,
        item.new_key or item.old_key,
        "" if item.rowset else item.fields[0].spec.name,
    )
    return ShownItem(place, item.label, item.change, lines, remarks)


def _fields(item: ItemChange, show: Show, remarks: tuple[Said, ...]) -> tuple[FieldChange, ...]:
    """What changed; of an item that stayed what its remarks point at, or all of it."""
    if show != Show.ALL and item.change != Change.SAME:
        return item.changed
    pointed = {said.place.field for said in remarks} if show != Show.ALL else set()
    return tuple(field for field in item.fields if field.spec.name in pointed) or item.fields


def _is_stated(field: FieldChange) -> bool:
    """Whether there is anything to read; a field that is empty in both is left out."""
    empty = (None, "", ())
    return field.spec.name not in _UNSAID and not (field.old in empty and field.new in empty)


def _line(field: FieldChange, item: ItemChange, comparison: Comparison) -> Line:
    spec = field.spec
    label = (spec.label if item.rowset else "内容") + (
        "（万元）" if spec.kind == Kind.AMOUNT and "万元" not in spec.label else ""
    )
    if item.change in (Change.ADDED, Change.REMOVED):
        old = _prose(_words(spec, field.old, comparison.old_names)) if item.old_key else (say(NOTHING),)
        new = _prose(_words(spec, field.new, comparison.new_names)) if item.new_key else (say(NOTHING),)
        return Line(label, old, new)
    if spec.kind in _TEXTS and spec.name != "sha256" and field.differs and field.old and field.new:
        pieces = condensed(text_changes(field.old, field.new))
        return Line(label, _marked(pieces, IN_OLD), _marked(pieces, IN_NEW))
    old_words, new_words = (
        _words(spec, field.old, comparison.old_names),
        _words(spec, field.new, comparison.new_names),
    )
    if not field.differs:
        return Line(label, _prose(old_words), _prose(new_words))
    return Line(label, _prose(old_words, "was"), _prose(new_words, "now"), _difference(field))


def _words(spec: Field, value: Any, names: Mapping[UUID, str]) -> str:
    """A value in words; zero, 未填写 and 不适用 are three."""
    if value is NOT_APPLICABLE:
        return str(value)
    if value is None or value == "" or value == ():
        return MISSING
    if spec.kind == Kind.LINK:
        return names.get(value, MISSING)
    if spec.kind == Kind.LINKS:
        return "、".join(names.get(key, MISSING) for key in value)
    if spec.kind == Kind.CHOICE:
        return str(value.label)
    if spec.name == "sha256":
        return f"{value[:12]}……"
    if isinstance(value, Decimal):
        return _money(value) if spec.kind == Kind.AMOUNT else plain_number(value)
    return str(value)


def _money(amount: Decimal) -> str:
    """元 as 万元, nothing rounded away: two versions may differ by a 分."""
    return wan_exact(amount) if amount else "0"


def _difference(field: FieldChange) -> str:
    """增加 10.00 万元（3.5%）; nothing where one of them is no number."""
    difference = field.difference
    if difference is None:
        return ""
    kind = field.spec.kind
    size = _money(abs(difference)) if kind == Kind.AMOUNT else plain_number(abs(difference))
    share = "" if kind == Kind.POINTS or field.share is None else f"（{percent(abs(field.share))}）"
    return f"{'增加' if difference > 0 else '减少'} {size}{_UNITS.get(kind, '')}{share}"


def _prose(text: str, change: str = "") -> tuple[Prose, ...]:
    """A text as lines, marked as a whole; that nothing stood there is no words that went."""
    marked = "" if text == MISSING else change
    return tuple(say(Run(line, change=marked)) for line in text.split("\n") if line.strip())


def _marked(pieces: Iterable[Piece], side: tuple[Mark, ...]) -> tuple[Prose, ...]:
    """One of the two texts with its changes, line by line."""
    lines: list[list[Run]] = [[]]
    for piece in pieces:
        if piece.mark not in side:
            continue
        first, *rest = (_MOVED.get(piece.mark, "") + piece.text).split("\n")
        change = _MARKED.get(piece.mark, "")
        lines[-1].append(Run(first, change=change))
        lines += [[Run(text, change=change)] for text in rest]
    return tuple(line for line in (say(*runs) for runs in lines) if str(line).strip())


def _overall(
    facts: tuple[EvaluationFacts, EvaluationFacts], cards: tuple[Scorecard, Scorecard]
) -> tuple[Line, ...]:
    """Budget, spending, execution rate and score of the whole."""
    before, after = (summarise(each.budget_lines).spending for each in facts)
    amounts = (
        ("全年预算数（万元）", before.adjusted_amount, after.adjusted_amount),
        ("全年执行数（万元）", before.executed_amount, after.executed_amount),
    )
    return (
        *(_figures(label, Kind.AMOUNT, *pair) for label, *pair in amounts),
        _rates(before.execution_rate, after.execution_rate),
        _figures("自评得分", Kind.POINTS, cards[0].total, cards[1].total),
        _plain("等级", cards[0].grade or MISSING, cards[1].grade or MISSING),
    )


def _figures(label: str, kind: Kind, old: Decimal | None, new: Decimal | None) -> Line:
    field = FieldChange(Field("", label, kind), old, new, old != new)
    return _plain(label, _words(field.spec, old, {}), _words(field.spec, new, {}), _difference(field))


def _rates(old: Decimal | None, new: Decimal | None) -> Line:
    """Rates differ in percentage points."""
    words = ""
    if old is not None and new is not None and (step := round_half_up((new - old) * 100, 1)):
        words = f"{'提高' if step > 0 else '降低'} {abs(step)} 个百分点"
    return _plain("执行率", percent(old) or MISSING, percent(new) or MISSING, words)


def _plain(label: str, old: str, new: str, difference: str = "") -> Line:
    differs = old != new
    return Line(label, _prose(old, "was" * differs), _prose(new, "now" * differs), difference)


def _years(side: Side, card: Scorecard) -> tuple[Sheet, ...]:
    """Nothing where no year but this is known."""
    return (
        history.sheets(side.facts, card, side.history)
        if len(with_this_year(side.facts, card, side.history)) > 1
        else ()
    )


def _settings(old: EvaluationFacts, new: EvaluationFacts) -> Iterable[str]:
    """What was set differently for the two, and is nobody's typing."""
    if old.campaign.index_system != new.campaign.index_system:
        yield f"指标体系不同：原用《{old.campaign.index_system}》，现用《{new.campaign.index_system}》"
    if old.department.name != new.department.name:
        yield f"部门名称不同：原为{old.department.name}，现为{new.department.name}"
