"""The wording of a report as data: words with {placeholders} and [optional pieces], and the sentences there are.

`report_sentences.json` holds the shipped wording of every generated sentence; a template may word any of them anew.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from budgets.enums import BudgetItem
from evaluations.domain.numbers.known import COLUMNS

_FILE = Path(__file__).resolve().parent.parent / "reference" / "report_sentences.json"
#: Stands for a value that has not been given; drawn as the mark for it.
GAP_NAME = "未填写"
#: What may stand in every text of a template.
COMMON = ("部门", "部门简称", "部门代码", "财政区划", "年度", "任务名称", "工作通知", "报送日期", GAP_NAME)
#: Names of templates stored before there was a text form.
OLD_NAMES = {"department": "部门", "year": "年度"}

_PIECE = re.compile(r"\{([^{}\[\]\n]*)\}|[{}\[\]]")
_TYPED = str.maketrans("｛｝［］", "{}[]")
_LISTS = (
    "内设机构", "下属单位", "主要职责", "重点工作任务", "整体绩效目标", "一级指标", "二级指标", "三级指标",
    "重点任务项目", "主要问题", "改进措施", "佐证材料",
)  # fmt: skip
_SINGLE = (
    "评价年度", "编制人数", "在职人数", "离退休人数", "在职人员控制率", "支出合计", "执行率", "自评总分", "扣分合计",
    "分值合计", "等级",
)  # fmt: skip
_TOTALS = ("支出合计", "收入合计", "“三公”经费合计", "基本支出")


@dataclass(frozen=True)
class Slot:
    """A placeholder."""

    name: str


@dataclass(frozen=True)
class Optional:
    """Words that stand only where each of their placeholders has a value."""

    pieces: "Pieces"


Pieces = tuple["str | Slot | Optional", ...]


@dataclass(frozen=True)
class Sentence:
    """A generated sentence: its id in code, its name in templates, the shipped wording.

    `must`: placeholders that no wording may leave out (what departments typed, or a figure the sentence is for).
    `text`: the one that may run over several paragraphs, and so stands at the end.
    """

    id: str
    name: str
    words: str
    must: tuple[str, ...] = ()
    text: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Its own placeholders, in order."""
        return tuple(dict.fromkeys(slots(self.words)))


def _figures() -> frozenset[str]:
    """The names of the figures of a department as a whole: its tokens without marks."""
    lines = {
        f"{label}.{column}"
        for label in (*_TOTALS, *(item.label for item in BudgetItem))
        for column in (*(column for _, column in COLUMNS), "执行率", "预算调整额", "结余")
    }
    return frozenset((*_SINGLE, *(f"{name}数" for name in _LISTS), *lines)) - {
        "支出合计.全年执行数",
        "支出合计.执行率",
    }


FIGURES = _figures()
#: Those without a line of the budget, in the order people look for them.
PLAIN_FIGURES = (*_SINGLE, *(f"{name}数" for name in _LISTS))
SENTENCES: tuple[Sentence, ...] = tuple(
    Sentence(**{**row, "must": tuple(row.get("must", ()))}) for row in json.loads(_FILE.read_text("utf-8"))
)
SENTENCE_BY_ID = {row.id: row for row in SENTENCES}
SENTENCE_BY_NAME = {row.name: row for row in SENTENCES}


def typed(text: str) -> str:
    """A text as a clerk types it with a Chinese keyboard: full-width braces are braces, «执行率» is {执行率}."""
    return text.translate(_TYPED).replace("«", "{").replace("»", "}")


@lru_cache(maxsize=1024)
def pieces_of(words: str) -> Pieces:
    """The words cut into text, placeholders and optional pieces. Raises ValueError saying what is wrong."""
    above: list[str | Slot | Optional] = []
    inner: list[str | Slot | Optional] | None = None
    at = 0
    for match in _PIECE.finditer(words):
        here = above if inner is None else inner
        if match.start() > at:
            here.append(words[at : match.start()])
        at = match.end()
        if match[1] is not None:
            here.append(_slot(match[1]))
        elif match[0] == "[" and inner is None:
            inner = []
        elif match[0] == "]" and inner is not None:
            above.append(_optional(inner))
            inner = None
        else:
            raise ValueError(_UNPAIRED[match[0]])
    if inner is not None:
        raise ValueError("“[”没有对应的“]”，请补上")
    return (*above, *((words[at:],) if at < len(words) else ()))


_UNPAIRED = {
    "{": "“{”没有对应的“}”，请补上",
    "}": "“}”前面没有“{”，请补上或删去",
    "[": "方括号里不能再有方括号，请拆开写",
    "]": "“]”前面没有“[”，请补上或删去",
}


def _slot(name: str) -> Slot:
    name = name.strip()
    if not name:
        raise ValueError("“{}”里没有写名称，请写上，如 {部门}")
    return Slot(OLD_NAMES.get(name, name))


def _optional(pieces: list[str | Slot | Optional]) -> Optional:
    if not any(isinstance(piece, Slot) for piece in pieces):
        raise ValueError(
            "方括号里没有占位（如 {年度}）：方括号表示占位没有值时整段省去，请加上占位或去掉方括号"
        )
    return Optional(tuple(pieces))


def slots(words: str) -> Iterator[str]:
    """The names of all placeholders, in order. Raises ValueError for words that cannot be cut."""
    return _names(pieces_of(words))


def _names(pieces: Pieces) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Slot):
            yield piece.name
        elif isinstance(piece, Optional):
            yield from _names(piece.pieces)


def faults_of(words: str, own: Iterable[str] = ()) -> list[str]:
    """Everything wrong with a text of a template: marks without their pair, placeholders nobody knows."""
    try:
        names = list(dict.fromkeys(slots(words)))
    except ValueError as error:
        return [str(error)]
    known = {*own, *COMMON, *FIGURES}
    own_words = "、".join(f"{{{name}}}" for name in own)
    fix = (
        f"这里可用 {own_words}，以及通用的 {{部门}}、{{年度}} 等"
        if own_words
        else "可用的有 {部门}、{年度} 等，见“占位和句式”"
    )
    return [f"不认识占位 {{{name}}}，请核对名称或删去；{fix}" for name in names if name not in known]


def sentence_faults(sentence: Sentence, words: str) -> list[str]:
    """Everything wrong with another wording of a sentence."""
    faults = faults_of(words, sentence.names)
    if faults:
        return faults
    if not words.strip():
        return ["句子是空的，请写上，或删去这一行（用系统的句子）"]
    must = (*sentence.must, *((sentence.text,) if sentence.text else ()))
    found = set(slots(words))
    faults = [f"缺少 {{{name}}}：报告不能漏掉这一项，请加上" for name in must if name not in found]
    last = pieces_of(words)[-1]
    if sentence.text in found and last != Slot(sentence.text):
        faults.append(f"{{{sentence.text}}} 可能有好几段，要放在句子最后，请移到末尾")
    return faults
