"""Reads the text of a report template. Nothing stops at the first fault: all are told at once, each with its line."""

import re
from collections.abc import Callable, Iterator

from evaluations.domain.report_checks import LONGEST_LINE, LONGEST_TEXT, check_draft
from evaluations.domain.report_draft import Draft, DraftChapter, DraftLine
from evaluations.domain.report_template import ANNEX_NAMES, PART_NAMES, Part, ReportTemplateFacts
from evaluations.domain.report_text import (
    ANNEXES,
    BLOCKS,
    BODY,
    COVER,
    FOOT,
    HEADER,
    OPENING,
    WORDING,
    Fault,
    TextRefused,
    write_text,
)
from evaluations.domain.report_words import SENTENCE_BY_NAME, typed
from huadu_perf.lib.values import plain_text

_BLOCK = re.compile(r"【\s*(.*?)\s*】$")
_HEADING = re.compile(r"([#＃]+)\s*(.*)$")
_CONTENT = re.compile(r"\[\s*([^\[\]{}，。：；]{1,20}?)\s*\]\s*(.*)$")
_KEYED = re.compile(r"([^：:]*?)\s*[：:]\s*(.*)$")
_DEEPEST = 2


def read_text(text: str) -> ReportTemplateFacts:
    """The template a text says. Raises TextRefused with every fault and its line."""
    draft, faults = parse(text)
    faults += check_draft(draft)
    if faults:
        raise TextRefused(faults)
    return draft.facts()


def faults_in(facts: ReportTemplateFacts) -> tuple[Fault, ...]:
    """What is wrong with a stored template, by the lines of its text."""
    try:
        read_text(write_text(facts))
    except TextRefused as refusal:
        return refusal.faults
    return ()


def parse(text: str) -> tuple[Draft, list[Fault]]:
    """What the lines say, as far as they can be read, and what is wrong with their form."""
    reading = _Reading()
    if len(text) > LONGEST_TEXT:
        return reading.draft, [Fault(0, f"模板有 {len(text):,} 字，最多 {LONGEST_TEXT:,} 字，请缩短")]
    for number, line in enumerate(plain_lines(text), start=1):
        if len(line) > LONGEST_LINE:
            reading.fault(number, f"这一行有 {len(line):,} 字，最多 {LONGEST_LINE:,} 字，请分成几行")
        elif line:
            reading.take(number, line)
    return reading.draft, reading.faults


def plain_lines(text: str) -> Iterator[str]:
    """The lines as they count: one a line break, each without hidden characters and blank edges."""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        yield plain_text(line)


class _Reading:
    """The text so far."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.faults: list[Fault] = []
        self._block = ""
        self._takes: dict[str, Callable[[int, str], None]] = {
            "": self._take_header,
            COVER: self._take_cover,
            OPENING: self._take_opening,
            BODY: self._take_body,
            ANNEXES: self._take_annex,
            WORDING: self._take_sentence,
        }

    def fault(self, line: int, message: str) -> None:
        """Notes a fault."""
        self.faults.append(Fault(line, message))

    def take(self, number: int, line: str) -> None:
        """One line that is not blank."""
        block = _BLOCK.match(line)
        if block:
            self._start(number, block[1])
        else:
            self._takes[self._block](number, line)

    def _start(self, number: int, name: str) -> None:
        if name not in BLOCKS:
            known = "、".join(f"【{each}】" for each in BLOCKS)
            self.fault(number, f"不认识【{name}】，可用 {known}；系统内容写作 [部门概况]")
            return
        if name in self.draft.blocks:
            self.fault(number, f"【{name}】写了两次（前一次在第 {self.draft.blocks[name]} 行），请合并")
        self.draft.blocks.setdefault(name, number)
        self._block = name

    def _take_header(self, number: int, line: str) -> None:
        keyed = _KEYED.match(line)
        if keyed is None or keyed[1] not in HEADER:
            known = "、".join(HEADER)
            self.fault(
                number, f"开头应为“名称：…”这样的行（{known}），正文要写在【正文】下面（现为“{line[:20]}”）"
            )
        elif keyed[1] in self.draft.header:
            self.fault(number, f"“{keyed[1]}”写了两次，请删去一行")
        else:
            self.draft.header[keyed[1]] = DraftLine(number, typed(keyed[2]))

    def _take_cover(self, number: int, line: str) -> None:
        keyed = _KEYED.match(line)
        if keyed is None or not keyed[1]:
            self.fault(
                number, f"封面每行写作“评价年度：{{年度}}”，冒号后不写内容的留待手填（现为“{line[:20]}”）"
            )
        elif keyed[1] == FOOT:
            self.draft.foot.append(DraftLine(number, typed(keyed[2])))
        else:
            self.draft.cover.append((DraftLine(number, keyed[1]), DraftLine(number, typed(keyed[2]))))

    def _take_opening(self, number: int, line: str) -> None:
        self.draft.opening.append(DraftLine(number, typed(line)))

    def _take_body(self, number: int, line: str) -> None:
        heading = _HEADING.match(line)
        if heading:
            self._take_heading(number, len(heading[1]), typed(heading[2]))
            return
        if not self.draft.chapters:
            self.fault(number, f"正文先要有一级标题，如“# 基本情况”（现为“{line[:20]}”）")
            return
        content = _CONTENT.match(typed(line))
        if content and not content[2]:
            self._take_content(number, content[1])
        else:
            self.draft.add_part(Part.TEXT, number, typed(line))

    def _take_heading(self, number: int, level: int, words: str) -> None:
        if not words:
            self.fault(number, "标题是空的，请写上标题")
        elif level > _DEEPEST:
            self.fault(number, f"标题只有两级：# 和 ##（现为 {level} 个 #），请减少")
        elif level == _DEEPEST and not self.draft.chapters:
            self.fault(number, "二级标题前面要有一级标题，如“# 基本情况”")
        elif level == _DEEPEST:
            self.draft.chapters[-1].heads.append(DraftLine(number, words))
        else:
            self.draft.chapters.append(DraftChapter(DraftLine(number, words)))

    def _take_content(self, number: int, name: str) -> None:
        part = PART_NAMES.get(name)
        if part is None:
            hint = "，附件要写在【附件】下面" if name in ANNEX_NAMES else ""
            known = "、".join(PART_NAMES)
            self.fault(number, f"不认识正文内容 [{name}]{hint}，可用：{known}")
            self.draft.add_part(Part.TEXT, number)  # so that its heading is not told to be empty
        else:
            self.draft.add_part(part, number)

    def _take_annex(self, number: int, line: str) -> None:
        content = _CONTENT.match(typed(line))
        known = "、".join(ANNEX_NAMES)
        if content is None:
            self.fault(number, f"附件每行写作“[指标评分表] 标题”（现为“{line[:20]}”）；可用：{known}")
        elif content[1] not in ANNEX_NAMES:
            self.fault(number, f"不认识附件 [{content[1]}]，可用：{known}")
        else:
            self.draft.annexes.append((ANNEX_NAMES[content[1]], DraftLine(number, content[2] or content[1])))

    def _take_sentence(self, number: int, line: str) -> None:
        keyed = _KEYED.match(line)
        sentence = SENTENCE_BY_NAME.get(keyed[1]) if keyed else None
        if keyed is None:
            self.fault(number, f"句式每行写作“结论.得分：句子”（现为“{line[:20]}”）")
        elif sentence is None:
            self.fault(number, f"没有句式“{keyed[1]}”，请核对名称，见“占位和句式”")
        else:
            self.draft.sentences.append((sentence, DraftLine(number, typed(keyed[2]))))
