"""Where a line may end: not in 1,057.63万元, 2022年, 100.0%, 〔2022〕5号; but before and behind a Chinese quotation.

Unicode's rules allow a break between a figure and a Chinese character, and none on either side of a quotation mark,
which they cannot tell from an English one. A word joiner (U+2060) and a zero-width space (U+200B) put that right. They
are put in only on the way to the PDF, have no glyph there and are not in what people copy out of it.
"""

import re

LINE = 28
JOINER, BREAK = "\u2060", "\u200b"
_HAN = "\u4e00-\u9fff"
#: Measure words of more than one character; of others the first character is enough.
_UNITS = (
    "万亿元|亿元|万元|千元|百元|万人次|人次|万人|亿人|万户|户次|场次|平方米|平方公里|立方米|公里|公顷|公斤|万吨|"
    "个百分点|百分点|个工作日|工作日|个月|小时|分钟|季度|年度|万次|万件|万个|万平方米"
)
_FIGURE, _QUOTE = re.compile("[0-9]"), re.compile("[“”‘’]")
_UNIT = re.compile(rf"(?<=[0-9])(?:{_UNITS})")
_SEAMS = re.compile(
    rf"(?<=[0-9])(?=[{_HAN}％‰℃㎡㎞])"  # 5号, 2022年, 96分
    r"|(?<=[第约近超达≥≤＞＜＝±])(?=[0-9])"  # 第3轮, ≥90
    r"|(?<=附件)(?=[0-9])|(?<=表)(?=[0-9])"
    r"|(?<=〕)(?=第?[0-9])|(?<=〕第)(?=[0-9])"  # 〔2022〕5号
    r"|(?<=[0-9]月)(?=[0-9])"  # 4月6日
    r"|(?<=[0-9%％])(?=[—–～至][0-9])|(?<=[0-9%％][—–～至])(?=[0-9])"  # 60%～70%
)
_QUOTED = re.compile(
    rf"(?<=[{_HAN}，。、；：？！）》」』】])(?=[“‘])|(?<=[”’])(?=[{_HAN}（《「『【“‘])|(?<=”)(?=[0-9A-Za-z])"
)
#: What layout would take for one word and could not set in a line of 28 characters: it tries in vain, and ever longer.
_LONG = re.compile(r"[^\s\u2e80-\uffff]{57,}|[^\s\w]{29,}")
_PIECE = 8


def with_breaks(text: str) -> str:
    """The text with joiners wherever a figure would come apart from what belongs to it, and breaks around quotations."""
    if _FIGURE.search(text):
        text = _UNIT.sub(lambda match: JOINER + JOINER.join(match[0]), text)
        text = _SEAMS.sub(JOINER, text)
    if _QUOTE.search(text):
        text = _QUOTED.sub(BREAK, text)
    return _LONG.sub(_breakable, text) if len(text) >= LINE else text


def plain(text: str) -> str:
    """The text as it was typed, without what was put in here."""
    return text.replace(JOINER, "").replace(BREAK, "")


def _breakable(word: re.Match[str]) -> str:
    return BREAK.join(word[0][start : start + _PIECE] for start in range(0, len(word[0]), _PIECE))
