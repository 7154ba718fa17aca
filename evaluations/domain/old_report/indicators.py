"""A table of indicators as rows of a tree, each value with the cell it came from."""

import re
from collections.abc import Sequence
from dataclasses import replace

from evaluations.domain.old_report.cells import (
    NOTHING,
    Measure,
    attainment_of,
    direction_of,
    is_named_by_kind,
    is_number,
    kind_of,
    measure_of,
    measures_in,
    number_of,
    points_in,
)
from evaluations.domain.old_report.found import Confidence, Finds, RowShape, Span, Target
from evaluations.domain.old_report.links import rows_named
from evaluations.domain.old_report.outline import Kind, Segment
from evaluations.domain.old_report.words import Topic
from evaluations.enums import Direction

_LEVEL = re.compile(
    r"^(?P<level>[一二])级指标\s?[:：]\s?(?P<name>[^（(：:]{2,60}?)\s?(?:[（(][^）)]*[）)])?\s?$"
)
_COUNTED = re.compile(
    r"(?P<level>[一二三])级指标\s?[0-9]{1,3}\s?个\s?[:：，,]?\s?(?:分别(?:是|为)|包括)?(?P<names>[^；;。0-9]{2,300})"
)


class IndicatorTable:
    """One table: what its columns hold, and the first and second level its rows stand under."""

    def __init__(
        self,
        finds: Finds,
        columns: dict[int, str],
        project: int | None,
        above: "IndicatorTable | None" = None,
    ) -> None:
        self.finds, self.columns, self.project = finds, columns, project
        same = above is not None and above.project == project
        self.levels: dict[int, int | None] = dict(above.levels) if above and same else {1: None, 2: None}
        self.names: dict[int, str] = dict(above.names) if above and same else {1: "", 2: ""}
        self.spans: dict[int, tuple[Span, int, int]] = dict(above.spans) if above and same else {}
        self.known: dict[tuple[int, int | None, str], int] = above.known if above and same else {}

    def level_named(self, span: Span) -> None:
        """一级指标：履职效能（100分，自评得分96） between the rows."""
        match = _LEVEL.match(span.text)
        if match:
            self._level(1 if match["level"] == "一" else 2, span, *match.span("name"))
            self.finds.structure(span)

    def read(self, span: Span) -> None:
        """A row of the table."""
        cells = {name: place for place, name in self.columns.items() if place < len(span.paragraph.cells)}
        for level, column in ((1, "level1"), (2, "level2")):
            if column in cells and span.paragraph.cell(cells[column]) not in NOTHING:
                start, end = span.paragraph.cells[cells[column]]
                name, _ = points_in(span.text[start:end])
                self._level(level, span, start + name[0], start + name[1])
                self.finds.take(span, start, end)
        held = span.paragraph.cell(cells["name"]) if "name" in cells else ""
        if not held or held in NOTHING:
            return
        row = self._new_row(span, cells)
        for column, place in cells.items():
            if span.paragraph.cell(place) and column not in ("level1", "level2", "name"):
                self._cell(column, span, span.paragraph.cells[place], row)
        self._attained(span, cells, row)

    # ── levels ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _level(self, level: int, span: Span, start: int, end: int) -> None:
        """A name of the first or second level. Projects keep the kind only; their tables have no tree."""
        name = span.text[start:end]
        self.names[level] = name
        self.spans[level] = (span, start, end)
        if level == 1:
            self.levels[2], self.names[2] = None, ""
        if self.project is not None:
            return
        parent = self.levels[1] if level == 2 else None
        if level == 2 and parent is None:
            return
        place = (level, parent, name)
        if place not in self.known:
            self.known[place] = self.finds.new_row("indicators", RowShape(level, parent))
            self.finds.add_text(Target("indicators", "name", "indicators", self.known[place]), span, start, end,
                                part=(start, end))  # fmt: skip
        self.levels[level] = self.known[place]

    def _new_row(self, span: Span, cells: dict[str, int]) -> Target:
        """A row of the third level; one whose levels are not written has no place in the tree."""
        start, end = span.paragraph.cells[cells["name"]]
        name, points = points_in(span.text[start:end])
        if points and "points" in cells:
            name, points = (0, end - start), None
        if self.project is not None:
            row = self.finds.new_row("project_indicators", RowShape(parent=self.project))
            target = Target("projects", "name", "project_indicators", row)
        else:
            row = self.finds.new_row("indicators", RowShape(3, self._second(span)))
            target = Target("indicators", "name", "indicators", row)
        self.finds.add_text(target, span, start + name[0], start + name[1], part=(start, end))
        if points:
            first, last = start + points[0], start + points[1]
            self.finds.add(replace(target, field="points"), number_of(span.text[first:last]), span, first, last,
                           part=(start, end))  # fmt: skip
        self._kind(span, cells, target)
        return target

    def _second(self, span: Span) -> int | None:
        """The second level above a row. Where a table leaves it out, the first level's name stands for it."""
        if self.levels[2] is None and self.levels[1] is not None:
            place = (2, self.levels[1], self.names[1])
            if place not in self.known:
                self.known[place] = self.finds.new_row("indicators", RowShape(2, self.levels[1]))
                above, start, end = self.spans[1]
                self.finds.add_text(Target("indicators", "name", "indicators", self.known[place]), above, start, end,
                                    part=(start, end), confidence=Confidence.MEDIUM,
                                    reason="表中没有写二级指标，用一级指标的名称")  # fmt: skip
            self.levels[2] = self.known[place]
        return self.levels[2]

    def _kind(self, span: Span, cells: dict[str, int], target: Target) -> None:
        """What type an indicator is: by its own column, by the levels in its row, or by the level it stands under."""
        for column in ("kind", "level2", "level1"):
            place = cells.get(column)
            if place is not None and self._kind_in(
                span, span.paragraph.cells[place], target, is_level=column != "kind"
            ):
                return
        for level in (2, 1):
            if level in self.spans and self.names[level]:
                above, *cell = self.spans[level]
                if self._kind_in(above, (cell[0], cell[1]), target, f"按上面的“{self.names[level]}”读"):
                    return

    def _kind_in(
        self, span: Span, cell: tuple[int, int], target: Target, reason: str = "", *, is_level: bool = True
    ) -> bool:
        text = points_in(span.text[slice(*cell)])[0] if is_level else (0, cell[1] - cell[0])
        name = span.text[cell[0] + text[0] : cell[0] + text[1]]
        kind, word = kind_of(name)
        if kind and (not is_level or is_named_by_kind(name, word)):
            at = span.text.index(word, cell[0])
            sure = Confidence.MEDIUM if reason else Confidence.HIGH
            self.finds.add(replace(target, field="kind"), kind, span, at, at + len(word), part=(at, at + len(word)),
                           confidence=sure, reason=reason)  # fmt: skip
            return True
        return False

    # ── values ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _cell(self, name: str, span: Span, cell: tuple[int, int], target: Target) -> None:
        text = span.text[slice(*cell)]
        if name in ("target", "actual"):
            self._measure(name, span, cell, target)
        elif name in ("points", "self_score") and is_number(text.rstrip("分")):
            end = cell[0] + len(text.rstrip("分"))
            self.finds.add(
                replace(target, field=name), number_of(text.rstrip("分")), span, cell[0], end, part=cell
            )
        elif name in ("rule", "reviewed", "lost") or text in NOTHING:
            self.finds.take(span, *cell)
        elif name in ("both", "deduction_reason", "corrective_measures"):
            self._reasons(name, span, cell, target)
        elif name == "goal":
            self._goal(span, cell, target)
        elif name == "unit":
            self.finds.add_text(replace(target, field="unit"), span, *cell, part=cell)

    def _goal(self, span: Span, cell: tuple[int, int], target: Target) -> None:
        """The goal an indicator measures, by its number or its whole name."""
        if target.rowset != "indicators":
            return
        rows = rows_named(span.text[slice(*cell)], "目标", self.finds.having("goals", "title"))
        if len(rows) == 1:
            self.finds.add(replace(target, field="goal"), rows, span, *cell, part=cell)

    def _attained(self, span: Span, cells: dict[str, int], target: Target) -> None:
        """The grade of a qualitative indicator: in a column of its own, or plainly in what is said of its completion."""
        is_qualitative = any(
            item.target == replace(target, field="direction") and item.value == Direction.QUALITATIVE.value
            for item in self.finds.items[-20:]
        )
        for column in ("attainment", "actual") if is_qualitative else ():
            start, end = span.paragraph.cells[cells[column]] if column in cells else (0, 0)
            found = attainment_of(span.text[start:end])
            if found:
                grade, first, last, is_all = found
                self.finds.add(
                    replace(target, field="attainment"), grade.value, span, start + first, start + last, part=(start, end),
                    confidence=Confidence.HIGH if is_all else Confidence.MEDIUM,
                    reason="" if is_all else "由完成情况的文字读出",
                )  # fmt: skip
                return

    def _reasons(self, name: str, span: Span, cell: tuple[int, int], target: Target) -> None:
        """Reasons and measures, which may share a cell."""
        start, end = cell
        split = measures_in(span.text[start:end])
        first = "corrective_measures" if name == "corrective_measures" else "deduction_reason"
        until = start + split[0] if split else end
        self.finds.add_text(replace(target, field=first), span, start, until, part=cell)
        if split:
            self.finds.add_text(
                replace(target, field="corrective_measures"), span, start + split[1], end, part=cell
            )

    def _measure(self, name: str, span: Span, cell: tuple[int, int], target: Target) -> None:
        text = span.text[slice(*cell)]
        measure = measure_of(text)
        self.finds.take(span, *cell)
        if measure is None:
            return
        self._words(name, span, cell, target, measure)
        if measure.number:
            start, end = (cell[0] + place for place in measure.number)
            self.finds.add(
                replace(target, field=f"{name}_value"),
                number_of(span.text[start:end]),
                span,
                start,
                end,
                part=cell,
            )
            if measure.unit and (name == "target" or not self._has(target, "unit")):
                self.finds.add_text(
                    replace(target, field="unit"),
                    span,
                    *(cell[0] + place for place in measure.unit),
                    part=cell,
                )
        if name == "target" and measure.sign:
            start, end = (cell[0] + place for place in measure.sign)
            self.finds.add(
                replace(target, field="direction"),
                direction_of(span.text[start:end]).value,
                span,
                start,
                end,
                part=cell,
            )

    def _words(self, name: str, span: Span, cell: tuple[int, int], target: Target, measure: Measure) -> None:
        """What is said in words; a target without a number is held against in words."""
        if not measure.words:
            return
        start, end = (cell[0] + place for place in measure.words)
        self.finds.add_text(replace(target, field=f"{name}_text"), span, start, end, part=cell)
        if name == "target" and not measure.number:
            self.finds.add(replace(target, field="direction"), Direction.QUALITATIVE.value, span, start, end, part=cell,
                           confidence=Confidence.MEDIUM, reason="目标值没有数字，按定性指标读")  # fmt: skip

    def _has(self, target: Target, field: str) -> bool:
        return any(item.target == replace(target, field=field) for item in self.finds.items[-20:])


def read_counted(segments: Sequence[Segment], finds: Finds) -> None:
    """一级指标1个：…；二级指标3个：… in a sentence, where no table gives the tree."""
    for segment in segments:
        if segment.kind != Kind.TEXT or segment.topic not in (
            Topic.MANAGEMENT,
            Topic.GOALS,
            Topic.INDICATORS,
        ):
            continue
        if not finds.rows.get("indicators"):
            _counted(segment.span, finds)


def _counted(span: Span, finds: Finds) -> None:
    tops: list[int] = []
    for match in _COUNTED.finditer(span.text):
        level, begin = "一二三".index(match["level"]) + 1, match.start("names")
        for name in match["names"].split("、"):
            lead = len(name) - len(name.lstrip())
            start, end = begin + lead, begin + len(name)
            begin = end + 1
            if level == 3:
                finds.add_text(Target("indicators", "third_level", stated=True), span, start, end, joins=True,
                               reason="没有写明属于哪个二级指标，也没有目标值和得分，不建行")  # fmt: skip
            elif level == 1 or len(tops) == 1:
                row = finds.new_row("indicators", RowShape(level, tops[0] if level == 2 else None))
                finds.add_text(Target("indicators", "name", "indicators", row), span, start, end,
                               confidence=Confidence.MEDIUM, reason="指标表没有附上，由文字中的指标名称建行")  # fmt: skip
                tops += [row] if level == 1 else []
