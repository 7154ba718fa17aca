"""部门收支: lines of the budget out of sentences, and what was said about adjustment and execution."""

import re
from collections.abc import Sequence
from decimal import Decimal

from budgets.enums import BudgetItem
from evaluations.domain.numbers.mentions import Kind as Number
from evaluations.domain.numbers.mentions import find_mentions
from evaluations.domain.old_report.amounts import LINES, TOTALS, Amount, amounts_of
from evaluations.domain.old_report.found import Confidence, Finds, Span, Target
from evaluations.domain.old_report.outline import Kind, Segment
from evaluations.domain.old_report.words import Topic

TOPICS = (Topic.FINANCE, Topic.PREAMBLE)
_EXPLAINED = (
    ("adjustment_reason", re.compile(r"预算调整(?:的)?原因\s?[:：]")),
    ("execution_reason", re.compile(r"(?:执行情况说明|执行率偏低(?:的)?原因|结转结余(?:的)?原因)\s?[:：]")),
)
_NONE = re.compile(r"(?P<lines>[^。；;，,：:]{4,80}?)(?P<word>不适用)")
_INCOME = (BudgetItem.INCOME_GENERAL, BudgetItem.INCOME_FUND, BudgetItem.INCOME_CAPITAL, BudgetItem.INCOME_SPECIAL,
           BudgetItem.INCOME_OTHER)  # fmt: skip
_SPENDING = (BudgetItem.SPEND_GENERAL, BudgetItem.SPEND_FUND, BudgetItem.SPEND_CAPITAL, BudgetItem.SPEND_SPECIAL,
             BudgetItem.SPEND_OTHER)  # fmt: skip
_FULLY = re.compile(r"(?:完成预算|预算完成率|预算执行率|执行率)[^，。；]{0,6}100(?:\.0+)?\s?%")


def budget_row(finds: Finds, item: str) -> int:
    """The number of a line's row: lines stand in the order of the budget, each once."""
    if "budget_lines" not in finds.rows:
        for _ in BudgetItem:
            finds.new_row("budget_lines")
    return list(BudgetItem).index(BudgetItem(item))


class Lines:
    """What a report says of the lines, and of the totals above them."""

    def __init__(self, finds: Finds) -> None:
        self.finds = finds
        self.lines: list[tuple[Amount, Span]] = []
        self.totals: list[tuple[Amount, Span]] = []

    def read(self, segments: Sequence[Segment]) -> None:
        """All sentences of the chapters that speak of money."""
        for segment in segments:
            if segment.topic in TOPICS and segment.kind in (Kind.TEXT, Kind.ITEM, Kind.LEAD):
                self._explained(segment.words)
                for sentence in segment.words.sentences():
                    self._sentence(sentence, segment)
        self._from_totals()

    def _explained(self, span: Span) -> None:
        for field, words in _EXPLAINED:
            match = words.match(span.text)
            if match:
                self.finds.add_text(Target("budget", field), span, match.end(), joins=True)

    def _sentence(self, span: Span, segment: Segment) -> None:
        for amount in amounts_of(span.text):
            if amount.line in TOTALS:
                self._total(amount, span)
            elif amount.line and (segment.topic == Topic.FINANCE or amount.line in (*_INCOME, *_SPENDING)):
                self._line(amount, span)
        for match in _NONE.finditer(span.text):
            self._not_applicable(match, span)

    def _line(self, amount: Amount, span: Span) -> None:
        sure = (
            amount.is_named or amount.line.startswith(("spend_", "basic_", "project")) or "三公" in span.text
        )
        self._add(amount, span, amount.line, amount.figure,
                  Confidence.HIGH if sure and not amount.mention.doubtful else Confidence.MEDIUM,
                  "" if sure else "没有写明是预算数还是执行数，按执行数读")  # fmt: skip
        self.lines.append((amount, span))

    def _add(self, amount: Amount, span: Span, line: str, figure: str, sure: Confidence, reason: str) -> None:
        mention = amount.mention
        target = Target("budget", figure, "budget_lines", budget_row(self.finds, line))
        part = _clause_of(span.text, mention.start, mention.end)
        self.finds.add(
            target, mention.value, span, mention.start, mention.end, part=part, confidence=sure, reason=reason
        )

    def _total(self, amount: Amount, span: Span) -> None:
        mention = amount.mention
        target = Target("budget", f"{amount.line}.{amount.figure}", stated=True)
        part = _clause_of(span.text, mention.start, mention.end)
        self.finds.add(target, mention.value, span, mention.start, mention.end, part=part,
                       reason=f"{TOTALS[amount.line]}由系统计算，只用于核对")  # fmt: skip
        self.totals.append((amount, span))

    def _not_applicable(self, match: re.Match[str], span: Span) -> None:
        """国有资本经营预算支出、其他资金支出不适用"""
        for name, words in LINES:
            if name not in TOTALS and words.search(match["lines"]):
                target = Target("budget", "executed_amount", "budget_lines", budget_row(self.finds, name))
                self.finds.add(target, match["word"], span, match.start("word"), match.end("word"),
                               part=(match.start(), match.end()))  # fmt: skip

    # ── from totals ──────────────────────────────────────────────────────────────────────────────────────────────

    def _from_totals(self) -> None:
        """Where all spending is of one source, the totals are figures of that source; that is said, and unsure."""
        only = self._only_source()
        if only is None:
            return
        value = only.mention.value
        same = any(
            each.line == "spending" and each.figure == "executed_amount" and each.mention.value == value
            for each, _ in self.totals
        )
        for amount, span in self.totals if same else ():
            name = {"income": BudgetItem.INCOME_GENERAL, "spending": BudgetItem.SPEND_GENERAL}.get(
                amount.line
            )
            if name is None:
                continue
            if self._is_new(name, amount.figure):
                self._add(amount, span, name, amount.figure, Confidence.MEDIUM,
                          "只写了合计；支出全部来自一般公共预算，所以合计就是这一项")  # fmt: skip
            if (
                amount.figure == "executed_amount"
                and _FULLY.search(span.text)
                and self._is_new(name, "adjusted_amount")
            ):
                self._add(amount, span, name, "adjusted_amount", Confidence.LOW,
                          "写明完成预算的 100%，所以全年预算数与执行数相同，需核对")  # fmt: skip

    def _only_source(self) -> Amount | None:
        spent = [
            amount
            for amount, _ in self.lines
            if amount.line in _SPENDING and amount.figure == "executed_amount"
        ]
        some = [amount for amount in spent if amount.mention.value]
        is_one = len({amount.line for amount in some}) == 1 and some[0].line == BudgetItem.SPEND_GENERAL
        return some[0] if is_one else None

    def _is_new(self, name: str, figure: str) -> bool:
        row = budget_row(self.finds, name)
        return all(item.target.row != row for item in self.finds.having("budget_lines", figure))


def _clause_of(text: str, start: int, end: int) -> tuple[int, int]:
    begin = max(text.rfind(mark, 0, start) for mark in "，,；;。")
    ends = [place for mark in "，；;。" if (place := text.find(mark, end)) >= 0]
    return begin + 1, min([*ends, len(text)])


def stated_rates(segments: Sequence[Segment], finds: Finds) -> None:
    """Rates of execution, which the system works out itself."""
    for segment in segments:
        if segment.topic != Topic.FINANCE or segment.kind == Kind.ROW:
            continue
        for sentence in segment.words.sentences():
            for mention in find_mentions(sentence.text):
                before = sentence.text[max(0, mention.start - 10) : mention.start]
                if mention.kind == Number.PERCENT and re.search(r"完成预算|执行率|完成率", before):
                    finds.add(Target("budget", "execution_rate", stated=True), Decimal(mention.value), sentence,
                              mention.start, mention.end, part=_clause_of(sentence.text, mention.start, mention.end),
                              reason="执行率由系统计算，只用于核对")  # fmt: skip
