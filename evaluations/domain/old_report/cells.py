"""Cells of the tables of a report: heads and what their columns hold, names with points, targets and actual values."""

import re
from dataclasses import dataclass
from decimal import Decimal

from evaluations.domain.numbers.plain import half_width
from evaluations.enums import Attainment, Direction, IndicatorKind

#: What a column holds, by its head; the first that fits.
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("level1", r"一级指标"),
    ("level2", r"二级指标"),
    ("name", r"三级指标|指标名称|绩效指标名称"),
    ("kind", r"指标(?:类型|类别)|^类型$"),
    ("goal", r"(?:对应|所属|服务).{0,4}(?:绩效)?目标$"),
    ("attainment", r"达成(?:等级|程度|档次)"),
    ("direction", r"指标性质|计算符号|^符号$"),
    ("unit", r"(?:计量|度量)单位|^单位$"),
    ("rule", r"评分(?:标准|办法|规则)|评价标准|指标说明|指标解释|计算(?:公式|过程)"),
    ("reviewed", r"核查|审核"),
    ("both", r"(?:原因|偏差).{0,8}(?:改进|措施)"),
    ("deduction_reason", r"原因|偏差|其他说明"),
    ("corrective_measures", r"改进措施|整改措施"),
    ("actual", r"完成值|完成情况|实际值|执行数\(B\)"),
    ("target", r"目标值|指标值|年度指标|目标"),
    ("points", r"分值|权重|满分|标准分"),
    ("lost", r"^扣分$"),
    ("self_score", r"得分|自评分"),
)  # fmt: skip
COLUMNS = tuple((name, re.compile(words)) for name, words in _COLUMNS)

_KINDS: tuple[tuple[str, str], ...] = (
    (IndicatorKind.QUANTITY, "数量"), (IndicatorKind.QUALITY, "质量"), (IndicatorKind.TIMELINESS, "时效"),
    (IndicatorKind.COST, "成本"), (IndicatorKind.ECONOMIC, "经济效益"), (IndicatorKind.SOCIAL, "社会效益"),
    (IndicatorKind.ECOLOGICAL, "生态效益"), (IndicatorKind.SUSTAINABLE, "可持续"),
    (IndicatorKind.SATISFACTION, "满意度"), (IndicatorKind.MANAGEMENT, "管理效率"),
)  # fmt: skip
_AROUND_KIND = re.compile(r"指标|产出|效益|影响|服务对象|社会公众|群众|公众|[\s·:：/（）()、-]")
#: The grades of a qualitative indicator as reports write them; 未 and 部分 stand before what they take back.
_GRADES: tuple[tuple[Attainment, re.Pattern[str]], ...] = tuple(
    (grade, re.compile(words + r"达成(?:了)?(?:年度|预期)?(?:绩效)?(?:指标|目标)"))
    for grade, words in (
        (Attainment.MISSED, r"(?:未能?|没有)"),
        (Attainment.PARTIAL, r"部分"),
        (Attainment.FULL, r"(?<![未能有分])(?:全部|完全|已|均)?"),
    )
)
_GRADE_ENDS = re.compile(r"(?:并|且)(?:具有)?(?:一定)?效果(?:较差)?")
_SIGNS = {
    "≥": Direction.AT_LEAST, "≧": Direction.AT_LEAST, ">=": Direction.AT_LEAST, "不低于": Direction.AT_LEAST,
    "不少于": Direction.AT_LEAST, "≤": Direction.AT_MOST, "≦": Direction.AT_MOST, "<=": Direction.AT_MOST,
    "不超过": Direction.AT_MOST, "不高于": Direction.AT_MOST, "=": Direction.EQUAL, "＝": Direction.EQUAL,
}  # fmt: skip
_BEHIND = {
    "以上": Direction.AT_LEAST,
    "及以上": Direction.AT_LEAST,
    "以内": Direction.AT_MOST,
    "以下": Direction.AT_MOST,
}
_VALUE = re.compile(
    r"(?P<sign>≥|≧|>=|≤|≦|<=|=|不低于|不少于|不超过|不高于)?\s?(?P<number>-?[0-9]{1,12}(?:,[0-9]{3}){0,4}(?:\.[0-9]{1,6})?)"
    r"\s?(?P<unit>[^\d\s,，。;；()（）]{0,8}?)(?P<behind>及?以上|以内|以下)?(?:[(](?P<words>.*)[)])?"
)
_POINTS = re.compile(
    r"(?P<name>.*?[^\d\s(.])\s?(?:[(]\s?(?P<inside>[0-9]{1,3}(?:\.[0-9]{1,2})?)\s?分?\s?[)]|\s?(?P<bare>[0-9]{1,3}(?:\.[0-9]{1,2})?))"
)
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:,[0-9]{3}){0,4}(?:\.[0-9]{1,6})?")
_MEASURES = re.compile(r"改进措施\s?[:：]")
NOTHING = ("", "—", "-", "－", "/", "无", "——")


@dataclass(frozen=True)
class Measure:
    """A target or an actual value: its parts with where they stand in the cell. Without a number only `words`."""

    number: tuple[int, int] | None = None
    unit: tuple[int, int] | None = None
    sign: tuple[int, int] | None = None
    words: tuple[int, int] | None = None


def columns_of(heads: list[str]) -> dict[int, str]:
    """What each column holds; empty when these are no heads of a table of indicators."""
    found: dict[int, str] = {}
    for place, head in enumerate(heads):
        name = next((name for name, words in COLUMNS if words.search(half_width(head))), None)
        if name and name not in found.values():
            found[place] = name
    names = set(found.values())
    return found if "name" in names and names & {"points", "self_score", "target"} else {}


def kind_of(words: str) -> tuple[str, str]:
    """The kind that words name (数量指标, 效益·经济), and the words that do; empty without one."""
    label = next((kind for kind in IndicatorKind if kind.label == words.strip()), None)
    if label is not None:
        return label.value, str(label.label)
    return next(((kind, word) for kind, word in _KINDS if word in words), ("", ""))


def is_named_by_kind(name: str, word: str) -> bool:
    """Whether a level of a table is called by a type (群众满意度指标), not a duty that has the word in it (提升服务质量)."""
    return "指标" in name or not _AROUND_KIND.sub("", name.replace(word, "", 1))


def attainment_of(words: str) -> tuple[Attainment, int, int, bool] | None:
    """The grade of a qualitative indicator that words name, where, and whether they say nothing else; None without one.

    Words that name two grades name none.
    """
    found = [(grade, match) for grade, pattern in _GRADES if (match := pattern.search(words))]
    if len(found) != 1:
        return None
    grade, match = found[0]
    rest = _GRADE_ENDS.sub("", words[: match.start()] + words[match.end() :])
    return grade, match.start(), match.end(), not rest.strip(" 。；;，,")


def measure_of(cell: str) -> Measure | None:
    """A target or an actual value; None for an empty cell."""
    if cell.strip() in NOTHING:
        return None
    match = _VALUE.fullmatch(half_width(cell))
    if match is None:
        return Measure(words=(0, len(cell)))
    sign = match.span("sign") if match["sign"] else match.span("behind") if match["behind"] else None
    return Measure(
        match.span("number"), match.span("unit") if match["unit"].strip() else None, sign,
        match.span("words") if match["words"] else None,
    )  # fmt: skip


def direction_of(sign: str) -> Direction:
    """What a sign (≥) or words behind a number (以内) ask for."""
    return _SIGNS.get(half_width(sign)) or _BEHIND[sign]


def number_of(written: str) -> Decimal:
    """The number of its figures."""
    return Decimal(half_width(written).replace(",", ""))


def is_number(cell: str) -> bool:
    """Whether a cell holds a number and nothing else."""
    return _NUMBER.fullmatch(half_width(cell)) is not None


def points_in(cell: str) -> tuple[tuple[int, int], tuple[int, int] | None]:
    """The name in a cell, and the points behind it: 投入(15分), 在职人员控制率 8."""
    match = _POINTS.fullmatch(half_width(cell))
    if match is None:
        return (0, len(cell)), None
    return match.span("name"), match.span("inside" if match["inside"] else "bare")


def measures_in(cell: str) -> tuple[int, int] | None:
    """Where 改进措施： stands in a cell of reasons, and where it ends."""
    match = _MEASURES.search(cell)
    return match.span() if match else None
