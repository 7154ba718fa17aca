"""Whether a number says a value: as exactly as it is written, as loosely as it is hedged."""

from decimal import Decimal

from evaluations.domain.numbers.known import Known, same_grade
from evaluations.domain.numbers.mentions import Hedge, Kind, Mention


def agrees(mention: Mention, known: Known) -> bool:
    """Whether the number says this value, as exactly as it is written."""
    if mention.kind == Kind.GRADE:
        return same_grade(mention.word, known.word)
    if mention.upper is not None:
        return mention.value <= known.value <= mention.upper
    if mention.hedge:
        return _hedged(mention, known.value)
    said, true, step = mention.value, known.value, mention.step
    if mention.kind == Kind.PERCENT and said == 1 and true < 1:
        return 1 - true < Decimal("0.0005") and step >= Decimal("0.001")  # 99.66 % is not 100 %
    if mention.kind == Kind.SCORE:
        return said == true
    return said - step / 2 <= true < said + step / 2


def _hedged(mention: Mention, true: Decimal) -> bool:
    """约1,058万元, 近500名, 1,000余万元, 不足10万元; a requirement (不低于) says no value."""
    said = mention.value
    return {
        Hedge.OVER: true >= said,
        Hedge.UNDER: true <= said,
        Hedge.NEARLY: said * 9 / 10 <= true <= said,
        Hedge.ABOUT: abs(true - said) <= max(mention.step, abs(true) / 20),
    }.get(mention.hedge, False)


def nearly(mention: Mention, known: Known) -> bool:
    """Whether the number is off by less than one unit of its last digit: cut off instead of rounded."""
    return mention.kind != Kind.GRADE and abs(known.value - mention.value) < mention.step
