"""How an index system scores, in the words of an official 评分标准: methods of nodes, grade bands, rules.

The page of the empty scoring table, the sheet of instructions and the tests read the same words.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from evaluations.domain.grading import GradeBand
from evaluations.domain.index_system import IndexNode, ScoreBand
from evaluations.domain.rules import Reverse, ScoringRules, WordLimit
from evaluations.domain.sections import ROWSETS, SECTIONS, Kind
from evaluations.enums import Direction, ScoringMethod
from huadu_perf.lib.money import plain_number
from huadu_perf.lib.money import points as points_text
from huadu_perf.lib.values import number

COUNTING = {"exact": "按实际超出的比例计算", "full": "满 1 个才扣", "begun": "不足 1 个按 1 个计算"}
REVERSE = {
    "deviation": "得分＝（1－超出部分÷目标值）×分值，达到目标值 2 倍不得分",
    "quotient": "得分＝目标值÷完成值×分值",
}
SELF_SCORE = {"reasoned": "可以与计算得分不同，须说明理由", "locked": "按计算得分，不能改动"}
NOT_APPLICABLE = {"rescale": "可以填“不适用”，其余指标折算到总分", "refuse": "不允许填“不适用”"}


@dataclass(frozen=True)
class MethodWords:
    """One sentence, the elements or bands it speaks of, and where the actual value comes from."""

    sentence: str
    lines: tuple[str, ...] = ()
    note: str = ""


def method_words(node: IndexNode, rules: ScoringRules) -> MethodWords:
    """How a third-level indicator gets its points."""
    words = _METHODS[node.method](node, rules)
    note = f"完成值由系统计算：{node.source.label}" if node.source else ""
    return MethodWords(words.sentence, words.lines, note)


def share(value: Decimal) -> str:
    """A 0–1 share as people write it: 80%, 99.5%."""
    return f"{plain_number(value * 100).replace(',', '')}%"


def _value(value: Decimal | None, node: IndexNode) -> str:
    return f"{plain_number(value)}{node.unit}"


def _formula(node: IndexNode, rules: ScoringRules) -> MethodWords:
    target, direction = number(node.target_value), node.direction
    if direction == Direction.QUALITATIVE:
        return MethodWords("按达成等级，在该等级的区间内给分")
    if direction is None or target is None:
        return MethodWords("按完成值与目标值的比例给分")
    if direction == Direction.AT_MOST:
        return MethodWords(_at_most(_value(target, node), target, node.reverse or rules.reverse))
    if target == 0:
        reached = "0 及以上得满分" if direction == Direction.AT_LEAST else "为 0 得满分，否则不得分"
        return MethodWords(reached)
    if target < 0:
        return MethodWords(f"达到 {_value(target, node)} 得满分，否则不得分")
    return MethodWords(f"达到 {_value(target, node)} 得满分；未达到的，得分＝完成值÷目标值×分值")


def _at_most(shown: str, target: Decimal, reverse: Reverse) -> str:
    missed = REVERSE[reverse] if target > 0 else "不得分"
    return f"不超过 {shown} 得满分；超过的，{missed}"


def _bands(node: IndexNode, rules: ScoringRules) -> MethodWords:
    lines = tuple(f"{_range(band, node)}：{points_text(band.score)} 分" for band in node.bands)
    return MethodWords("分档给分，从上往下取第一个符合的", lines)


def _range(band: ScoreBand, node: IndexNode) -> str:
    floor, ceiling = number(band.at_least), number(band.at_most)
    if floor is not None and ceiling is not None:
        return (
            f"等于 {_value(floor, node)}"
            if floor == ceiling
            else f"{_value(floor, node)}～{_value(ceiling, node)}"
        )
    if floor is not None:
        return f"达到 {_value(floor, node)}"
    return "其余" if ceiling is None else f"不超过 {_value(ceiling, node)}"


def _per_point(node: IndexNode, rules: ScoringRules) -> MethodWords:
    missed = "低于" if node.direction == Direction.AT_LEAST else "超过"
    sign = "≥" if missed == "低于" else "≤"
    one = "1 个百分点" if node.unit == "%" else f"1{node.unit or ' '}"
    return MethodWords(
        f"{sign}{_value(number(node.target_value), node)} 得满分；每{missed} {one}扣 {points_text(node.step)} 分，"
        f"扣完为止（{COUNTING[node.counting]}）"
    )


def _checklist(node: IndexNode, rules: ScoringRules) -> MethodWords:
    if node.item_counts == "met" and len(node.items) == 1:
        return MethodWords(f"具备得 {points_text(node.step)} 分", tuple(node.items))
    if node.item_counts == "met":
        return MethodWords(
            f"共 {len(node.items)} 项，每具备一项得 {points_text(node.step)} 分", tuple(node.items)
        )
    return MethodWords(
        f"每发现 1 {node.unit or '处'}不符扣 {points_text(node.step)} 分，扣完为止", tuple(node.items)
    )


_METHODS: dict[ScoringMethod, Callable[[IndexNode, ScoringRules], MethodWords]] = {
    ScoringMethod.FORMULA: _formula,
    ScoringMethod.BANDS: _bands,
    ScoringMethod.PER_POINT: _per_point,
    ScoringMethod.CHECKLIST: _checklist,
}


def grade_words(bands: Iterable[GradeBand]) -> list[tuple[str, str]]:
    """(优, 90 分及以上), (良, 80 分及以上，不足 90 分) …, the best first."""
    floors = sorted(((number(band.lowest) or Decimal(0), band.name) for band in bands), reverse=True)
    words, above = [], ""
    for floor, name in floors:
        reached = f"{points_text(floor)} 分及以上" if floor else ""
        below = f"不足 {above} 分" if above else ""
        words.append((name, "，".join(filter(None, (reached, below))) or "全部"))
        above = points_text(floor)
    return words


def rules_words(rules: ScoringRules) -> list[tuple[str, str]]:
    """Every rule as (what it is about, what it says)."""
    return [
        ("总分", f"{points_text(rules.total_points)} 分"),
        ("反向指标（≤）", f"不超过目标值得满分；超过的，{REVERSE[rules.reverse]}"),
        (
            "定性指标",
            "；".join(
                f"{each.attainment.label} {share(each.highest)}～{share(each.lowest)}"
                for each in rules.qualitative
            ),
        ),
        ("超额完成", _over_words(rules)),
        ("执行率偏低", f"支出执行率低于 {share(rules.low_execution)} 的，写明原因"),
        ("执行率封顶", "；".join(_cap_words(rules)) or "不设"),
        ("自评得分", SELF_SCORE[rules.self_score]),
        ("不适用", NOT_APPLICABLE[rules.not_applicable]),
        ("扣分", "每处扣分写明原因和改进措施" if rules.reasons else "不要求逐处写原因"),
        ("字数", "；".join(_limit_words(rules)) or "按填报表各栏的长度"),
    ]


def _over_words(rules: ScoringRules) -> str:
    words = f"完成值达到目标值的 {share(rules.over_achievement)} 及以上，说明原因"
    floor = number(rules.over_at_zero)
    if floor is not None:
        words += f"；目标值为 0 的，完成值达到 {plain_number(floor)} 说明原因"
    return words + (f"，并减 {points_text(rules.over_deduction)} 分" if rules.over_deduction else "")


def _cap_words(rules: ScoringRules) -> Iterator[str]:
    for cap in sorted(rules.execution_caps, key=lambda cap: -cap.below):
        yield f"执行率低于 {share(cap.below)}，总分最高 {points_text(cap.most)} 分"


def _limit_words(rules: ScoringRules) -> Iterator[str]:
    for limit in rules.word_limits:
        yield f"{limit_label(limit)}不超过 {limit.limit} 字"


def _narrative_labels() -> Iterator[tuple[tuple[str, str], str]]:
    for section in SECTIONS:
        for field in section.fields:
            if field.kind == Kind.PROSE:
                yield ("", field.name), f"{section.title}·{field.label}"
    for rowset in ROWSETS.values():
        for field in rowset.fields:
            if field.kind == Kind.PROSE and not field.given:
                yield (rowset.name, field.name), f"{rowset.label}·{field.label}"


#: Every narrative field that can have a word limit: (row set or "", field) → the words for it.
NARRATIVES: dict[tuple[str, str], str] = dict(_narrative_labels())


def limit_label(limit: WordLimit) -> str:
    """What a word limit is about; the names themselves where the form has no such field."""
    return NARRATIVES.get((limit.rowset, limit.field), f"{limit.rowset}.{limit.field}".strip("."))
