"""部门概况: nature, divisions, sub-units and staff."""

import re
from collections.abc import Sequence
from decimal import Decimal

from evaluations.domain.numbers.mentions import Kind as Number
from evaluations.domain.numbers.mentions import Mention, find_mentions
from evaluations.domain.old_report.found import Confidence, Finds, Span, Target
from evaluations.domain.old_report.outline import Kind, Segment
from evaluations.domain.old_report.words import Topic

TOPICS = (Topic.PROFILE, Topic.STAFF, Topic.DUTIES)

_IS = re.compile(r"(?:是|为|属于?)[^，。；,;：:]{0,30}(?:部门|单位|机构|机关|团体)|单位基本性质")
_NATURE = re.compile(_IS.pattern + "|主要负责|负责拟订|主管的")
_DIVISIONS = re.compile(
    r"内设(?:机构|股室|科室|处室|部门)[^：:，。；\d]{0,6}(?:[0-9]{1,3}个)?[^：:，。；]{0,4}[:：]"
)
_SUBUNITS = re.compile(
    r"(?:下设|下属|所属|下辖)[^，。；：:]{0,12}?(?:单位|机构)?\s?(?:共|有|为)?\s?(?:[0-9]{1,3}|[一二两三四五六七八九十]{1,2})?\s?[个家]?\s?(?:[:：])?"
)
_ONE_SUBUNIT = re.compile(
    r"下设\s?(?:[0-9]{1,3}|[一二两三四五六七八九十])\s?个(?P<name>[一-龥]{2,20}(?:中心|所|站|局|队|馆|院|校))"
)
_LISTED_SUBUNITS = re.compile(r"(?:下属|所属)单位\s?(?:[0-9]{1,3})?\s?个?\s?[:：]")
_NAMED_SUBUNIT = re.compile(r"一个是(?P<name>[一-龥]{3,30})")
_NO_SUBUNIT = re.compile(r"无(?:下属|所属|下设)[^，。；]{0,10}单位")
_PIECE = re.compile(r"[^、；;，,]+")
_NATURE_OF = re.compile(r"（[^）]*）|\([^)]*\)")

_STAFF = (
    ("established_count", re.compile(r"(?:编制(?:部门)?(?:核定)?(?:总)?(?:人数|数|名额|人员)?|核定(?:编制|人数))[为是有共计:：\s]{0,4}$"), "编制"),
    ("retired_count", re.compile(r"(?:离退休|退休)(?:人员|人数|职工|干部)?(?:数|人数)?[为是有共计:：\s]{0,4}$"), "离退休"),
    ("serving_count", re.compile(r"(?:在职(?:在编)?|实有|在编在职|在岗)(?:人员|人数|职工|干部|实有|实有人数)?(?:数|人数)?[为是有共计:：\s]{0,4}$"), "在职"),
)  # fmt: skip
_OTHER = re.compile(
    r"车[^，。；]{0,6}$|(?:行政|事业|参公|工勤|机关|政法)(?:单位)?(?:编制|人员)(?:数|人数)?[为是有共:：\s]{0,3}$"
)
_ROW_LABELS = (
    ("established_count", re.compile(r"^(?:人员)?编制(?:数|人数)?$")),
    ("serving_count", re.compile(r"^(?:实有|在职|[0-9]{4}年实际在职)(?:人员|人数)?(?:数|人数)?$")),
    ("retired_count", re.compile(r"^离?退休(?:人员|人数)?(?:数|人数)?$")),
)


def read_profile(segments: Sequence[Segment], finds: Finds) -> None:
    """Nature, organisation and staff out of plain text, staff out of rows of labels and figures too."""
    counts: list[tuple[str, Mention, Span]] = []
    for segment in segments:
        if segment.topic not in TOPICS or segment.kind not in (Kind.TEXT, Kind.ITEM):
            continue
        is_own = segment.kind == Kind.TEXT or segment.topic == Topic.STAFF
        for sentence in segment.span.sentences() if is_own else ():
            _organisation(sentence, finds)
            counts += [(field, mention, sentence) for field, mention in _staff(sentence)]
            if segment.kind == Kind.TEXT:
                _nature(sentence, segment, finds)
    _counts(counts, finds)
    _rows([segment for segment in segments if segment.kind == Kind.ROW], finds)


# ── nature ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _nature(sentence: Span, segment: Segment, finds: Finds) -> None:
    """Of a sentence that says what the department is: its words up to divisions, sub-units and figures."""
    text = sentence.text
    if segment.topic == Topic.DUTIES and not _IS.search(text):
        return
    held = finds.having("profile", "nature")
    found = _NATURE.search(text)
    if not found and not (held and segment.topic == Topic.PROFILE and not find_mentions(text)):
        return
    cuts = [match.start() for match in (_DIVISIONS.search(text), _SUBUNITS.search(text)) if match]
    cuts += [mention.start for mention in find_mentions(text) if mention.unit in ("人", "名", "个")]
    end = min([*cuts, len(text)])
    end = end if end == len(text) else max(text.rfind(mark, 0, end) for mark in "，,；;。")
    if end <= 0 or (found and found.start() >= end):
        return
    finds.add_text(
        Target("profile", "nature"), sentence, 0, end, joins=True, part=(0, end), confidence=Confidence.MEDIUM,
        reason="概况中说明部门性质和职能的文字，长短需核对",
    )  # fmt: skip


# ── divisions and sub-units ──────────────────────────────────────────────────────────────────────────────────────


def _organisation(sentence: Span, finds: Finds) -> None:
    text = sentence.text
    inside = _DIVISIONS.search(text)
    if inside:
        _names(sentence, inside.end(), "divisions", finds, inside.start())
    listed = _LISTED_SUBUNITS.search(text)
    if listed:
        _names(sentence, listed.end(), "subunits", finds, listed.start())
        return
    for match in [*_ONE_SUBUNIT.finditer(text), *_NAMED_SUBUNIT.finditer(text)]:
        row = finds.new_row("subunits")
        finds.add(
            Target("profile", "name", "subunits", row), match["name"], sentence, match.start("name"), match.end("name"),
            part=(match.start(), match.end()), confidence=Confidence.MEDIUM, reason="由“下设”“一个是”等字样认出",
        )  # fmt: skip
    if none := _NO_SUBUNIT.search(text):
        finds.take(sentence, none.start(), none.end())


def _names(sentence: Span, begin: int, rowset: str, finds: Finds, lead: int) -> None:
    """Names joined by 、 up to the end of the list; what stands in brackets behind a sub-unit is its nature."""
    end = _end_of_list(sentence.text, begin)
    finds.take(sentence, lead, end)
    for start, stop in _pieces(sentence.text, begin, end):
        brackets = _NATURE_OF.search(sentence.text, start, stop)
        row = finds.new_row(rowset)
        until = brackets.start() if brackets else stop
        finds.add_text(Target("profile", "name", rowset, row), sentence, start, until, part=(start, stop))
        if brackets and rowset == "subunits":
            finds.add_text(Target("profile", "nature", rowset, row), sentence, brackets.start() + 1,
                           brackets.end() - 1, part=(start, stop))  # fmt: skip


def _end_of_list(text: str, begin: int) -> int:
    depth = 0
    for place in range(begin, len(text)):
        depth += (text[place] in "（(") - (text[place] in "）)")
        if depth <= 0 and text[place] in "，,；;。":
            return place
    return len(text)


def _pieces(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """The parts between 、 that are not in brackets."""
    pieces, depth, start = [], 0, begin
    for place in range(begin, end):
        depth += (text[place] in "（(") - (text[place] in "）)")
        if depth == 0 and text[place] == "、":
            pieces.append((start, place))
            start = place + 1
    return [(first, last) for first, last in [*pieces, (start, end)] if text[first:last].strip()]


# ── staff ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _staff(sentence: Span) -> list[tuple[str, Mention]]:
    """The counts that stand right behind a word for staff."""
    found = []
    for mention in find_mentions(sentence.text):
        if mention.kind != Number.COUNT or mention.unit not in ("人", "名", "") or mention.upper is not None:
            continue
        before = sentence.text[max(0, mention.start - 16) : mention.start]
        field = next((name for name, words, _ in _STAFF if words.search(before)), None)
        if field and not _OTHER.search(before):
            found.append((field, mention))
    return found


def _counts(found: list[tuple[str, Mention, Span]], finds: Finds) -> None:
    """One value a field; where several stand, the first is unsure and the others compete with it."""
    for field in ("established_count", "serving_count", "retired_count"):
        own = [(mention, span) for name, mention, span in found if name == field]
        several = len({mention.value for mention, _ in own}) > 1
        for mention, span in own:
            finds.add(
                Target("profile", field), mention.value, span, mention.start, mention.end,
                part=_clause(span.text, mention.start, mention.end),
                confidence=Confidence.LOW if several else Confidence.HIGH,
                reason="同一栏目有几个不同的人数" if several else "",
            )  # fmt: skip


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a value."""
    begin = max(text.rfind(mark, 0, start) for mark in "，,、；;。：:（(")
    ends = [place for mark in "，,、；;。：:（(" if (place := text.find(mark, end)) >= 0]
    return begin + 1, min([*ends, len(text)])


def _rows(rows: Sequence[Segment], finds: Finds) -> None:
    """人员编制 | 21 | 实有人数 | 21, or heads above figures."""
    for number, segment in enumerate(rows):
        paragraph = segment.span.paragraph
        below = rows[number + 1].span if number + 1 < len(rows) else None
        for at in range(len(paragraph.cells)):
            field = next((name for name, words in _ROW_LABELS if words.match(paragraph.cell(at))), None)
            if field is None:
                continue
            beside = _figure(segment.span, at + 1) or (below and _figure(below, at))
            if beside:
                span, start, end, value = beside
                finds.add(Target("profile", field), value, span, start, end)
                finds.take(segment.span, *paragraph.cells[at])


def _figure(span: Span, cell: int) -> tuple[Span, int, int, Decimal] | None:
    held = span.paragraph.cell(cell)
    match = re.fullmatch(r"([0-9]{1,6})\s?[人名]?", held)
    if match is None:
        return None
    start = span.paragraph.cells[cell][0]
    return span, start, start + len(match[1]), Decimal(match[1])
