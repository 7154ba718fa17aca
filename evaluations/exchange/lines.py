"""Small lists inside one cell, a line each: bands, execution caps, word limits, elements."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from evaluations.domain.index_system import ScoreBand
from evaluations.domain.method_words import NARRATIVES, limit_label, share
from evaluations.domain.rules import ExecutionCap, WordLimit
from huadu_perf.lib.values import number

_FIGURE = r"-?\d{1,12}(?:\.\d{1,6})?%?"
_SCORE = r"(\d{1,5}(?:\.\d{1,2})?)分?"
_BAND = re.compile(
    rf"(?:(?P<from>≥|>=)?(?P<low>{_FIGURE})(?:[~-](?P<high>{_FIGURE}))?|(?:≤|<=)(?P<most>{_FIGURE})|"
    rf"=(?P<equal>{_FIGURE})|(?P<rest>其余|其他)):(?P<score>{_SCORE})"
)
_CAP = re.compile(rf"<(\d{{1,3}}(?:\.\d{{1,2}})?)%:{_SCORE}")
_LIMIT = re.compile(r"(.+):(\d{1,5})字?")


def _plain(line: str) -> str:
    """Full-width signs as the others, no spaces, the dashes people type as one."""
    line = normalize("NFKC", line.replace("～", "~").replace("至", "~")).replace(" ", "")
    return re.sub("[–—−]", "-", line).replace("∼", "~").replace("〜", "~")


def _split(text: str) -> list[str]:
    return [line for line in (part.strip() for part in re.split(r"[\n；;]", text)) if line]


def _each(pattern: re.Pattern[str], text: str, example: str) -> Iterable[re.Match[str]]:
    for line in _split(text):
        found = pattern.fullmatch(_plain(line))
        if found is None:
            raise ValueError(f"的“{line[:30]}”看不懂，每行一条，如：{example}")
        yield found


def write_bands(bands: Iterable[ScoreBand]) -> str:
    """≥90：5, 80～90：4, ≤10：2, ＝0：3, 其余：0."""
    return "\n".join(f"{_range(band)}：{_text(band.score)}" for band in bands)


def _text(value: object) -> str:
    """A number without trailing zeros and without grouping; the other kinds of a figure as they are."""
    found = number(value)
    return str(value or "") if found is None else f"{found.normalize():f}"


def _range(band: ScoreBand) -> str:
    low, high = _text(band.at_least), _text(band.at_most)
    if low and high:
        return f"＝{low}" if low == high else f"{low}～{high}"
    return f"≥{low}" if low else f"≤{high}" if high else "其余"


def read_bands(text: str) -> tuple[dict[str, Any], ...]:
    """The bands of a cell. Raises ValueError naming the line."""
    return tuple(_band(found) for found in _each(_BAND, text, "≥90：5"))


def _band(found: re.Match[str]) -> dict[str, Any]:
    low, high, most, equal = ((found[name] or "").rstrip("%") for name in ("low", "high", "most", "equal"))
    if low and not high and not found["from"]:
        raise ValueError(f"的“{found[0][:30]}”没有写符号，应为 ≥、≤ 或 ＝")
    if low and high and found["from"]:
        raise ValueError(f"的“{found[0][:30]}”符号和范围只能写一种")
    score = found["score"].removesuffix("分")
    return {"at_least": low or equal or None, "at_most": high or most or equal or None, "score": score}


def write_caps(caps: Iterable[ExecutionCap]) -> str:
    """<80%：89."""
    return "\n".join(f"<{share(cap.below)}：{_text(cap.most)}" for cap in caps)


def read_caps(text: str) -> tuple[dict[str, Any], ...]:
    """The execution caps of a cell. Raises ValueError naming the line."""
    return tuple(
        {"below": Decimal(found[1]) / 100, "most": found[2]} for found in _each(_CAP, text, "<80%：89")
    )


def write_limits(limits: Iterable[WordLimit]) -> str:
    """自评结论·综合评价：200."""
    return "\n".join(f"{limit_label(limit)}：{limit.limit}" for limit in limits)


def read_limits(text: str) -> tuple[dict[str, Any], ...]:
    """The word limits of a cell. Raises ValueError naming the line."""
    places = {_plain(label): place for place, label in NARRATIVES.items()}
    limits = []
    for found in _each(_LIMIT, text, "自评结论·综合评价：200"):
        if found[1] not in places:
            raise ValueError(f"的“{found[1][:30]}”不是填报表的栏目，栏目名称见“填写说明”")
        rowset, field = places[found[1]]
        limits.append({"rowset": rowset, "field": field, "limit": int(found[2])})
    return tuple(limits)


def write_items(items: Iterable[str]) -> str:
    """One element a line."""
    return "\n".join(items)


def read_items(text: str) -> tuple[str, ...]:
    """One element a line."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())
