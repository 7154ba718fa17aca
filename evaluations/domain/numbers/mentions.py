"""Recognise the numbers of a narrative: amounts, percentages, counts, scores, grades, years, with stated precision.

Dates, document numbers, ordinals, list marks, telephone numbers, article numbers and set phrases (二十大, 三公) are
left alone. Offsets are those of the text as given.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from evaluations.domain.numbers.numerals import SCALES, read_chinese


class Kind(StrEnum):
    """What a number is of."""

    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"
    SCORE = "score"
    GRADE = "grade"
    YEAR = "year"


class Hedge(StrEnum):
    """How a number is held off: 约, 近, 超过/余, 不足; BOUND is a requirement (不低于), not a statement."""

    NONE = ""
    ABOUT = "about"
    NEARLY = "nearly"
    OVER = "over"
    UNDER = "under"
    BOUND = "bound"


@dataclass(frozen=True, slots=True)
class Mention:
    """A number where it stands. Amounts in 元, rates 0–1; `step` is one unit of the last digit written."""

    start: int
    end: int
    text: str
    kind: Kind
    value: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    unit: str = ""
    word: str = ""
    upper: Decimal | None = None
    hedge: Hedge = Hedge.NONE
    per: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """Something with figures that is no mention: `kind` is date, yearend, mark (a list mark) or term."""

    start: int
    end: int
    kind: str


# One to one, so that offsets stay: full-width figures and signs as half-width ones. ，、。 keep their meaning.
_HALF = str.maketrans("０１２３４５６７８９．％（）：；／－＋−＝［］\u3000", "0123456789.%():;/-+-=[] ")

_CN = "零〇一二两三四五六七八九十百千"
_NUM = r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
_CNUM = rf"(?:[{_CN}]+(?:点[零〇一二三四五六七八九]+)?)"
_MEASURES = (
    "人次 场次 户次 批次 班次 件次 课时 平方米 公里 工作日 小时 分钟 名 人 位 个 项 条 件 份 期 场 次 户 家 所 座 处 台 套 册 篇 "
    "门 批 支 间 辆 张 本 轮 天 宗 起 例 款 种 类 班 节 栋 幢 对 组 亩 吨 篇 幅 块 棵 只 株 米"
)
# 个 and 次 begin words that count nothing; 分 begins many.
_NOT_AFTER = {
    "个": "(?!百分点|月|季度|工作日|小时|别|体|性|方面|维度|人)", "次": "(?!性|年|日|要|于|元|之)", "期": "(?!间|末|初|限|待|望)",
    "分": "(?!钟|之|别|公司|局|期|类|项|级|值|米|会|支|店|布|析|配|解|管|校|行|部|工|段|享|散|担|歧|成|流|组|红|片|层|设|馆|院|队|为|制)",
    "人": "(?!民|均|才|大|社|口|力|事|员|工|为|物|文|居|像)", "件": "(?!套)", "家": "(?!庭|长|属|政|乡|园)", "节": "(?!约|能|省|日|俭|目|假)",
    "处": "(?!理|置|长|室|级|分|罚|于)", "所": "(?!有|属|在|以|需|得|辖|长)", "名": "(?!称|册|单|义|额|优|录|片|师|校)", "位": "(?!一体|于|置)",
    "本": "(?!级|年|部|区|局|单|市|会|着|次|地|报|身)", "班": "(?!子|组|长)", "组": "(?!织|长|成|建|合)", "门": "(?!槛|户)", "项": "(?!目)",
    "场": "(?!所|地|馆|面|景|合)", "条": "(?!例|件|款|线)", "起": "(?!草|步|到|来|点|止|用)", "类": "(?!型|别|似)", "对": "(?!象|口|照|标|比|接|应|于|外)",
    "支": "(?!出|付|持|部|撑|队|援)", "张": "(?!贴)", "轮": "(?!换|流)", "批": "(?!复|准|发|评)", "种": "(?!植|子)", "套": "(?!取|用)",
    "天": "(?!然|气|津|河)", "台": "(?!账|风|阶)", "间": "(?!接|隔|距)", "米": "(?!面|粉)", "块": "(?!钱)", "只": "(?!有|能|要|是|需)",
    "只有": "", "例": "(?!如|外|会)", "款": "(?!项)", "户": "(?!外|籍|口|主|型)", "份": "(?!额)", "篇": "(?!章|幅)", "座": "(?!谈|位)",
}  # fmt: skip
_UNIT = "(?:" + "|".join(
    ["元", "%", *(re.escape(word) + _NOT_AFTER.get(word, "") for word in _MEASURES.split()), "分" + _NOT_AFTER["分"]]
) + ")"  # fmt: skip
_SCALE = "(?:百万|千万|万亿|万|亿|百|千)"
_TAIL = rf"\s{{0,3}}(?P<more>[余多])?(?P<scale>{_SCALE})?(?P<more2>[余多])?\s{{0,3}}(?P<unit>{_UNIT})?(?P<per>/[一-龥])?"
_BEGIN = rf"(?<![0-9A-Za-z.{_CN}])"
_SINGLE = rf"(?P<a>{_NUM}(?![0-9A-Za-z])|{_CNUM}){_TAIL}"
_RANGE = (
    rf"(?P<a>{_NUM}|{_CNUM})(?P<aunit>\s?(?:%|万元|元|{_SCALE}|名|人|期|个|项|分))?(?:\(含\))?\s?(?:-|–|—|~|～|至|到)\s?"
    rf"(?P<b>{_NUM}(?![0-9A-Za-z])|{_CNUM}){_TAIL}"
)
_START = re.compile(rf"{_BEGIN}(?=[0-9{_CN}])")
_ONE, _TWO = re.compile(_SINGLE), re.compile(_RANGE)
_HUNDREDTHS = re.compile(rf"百分之(百|{_CNUM}|{_NUM})")

_DAY = r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?:19|20)[0-9]{2}|[一二][〇零一二三四五六七八九]{3})"
_TERMS = (
    "二十大|十九大|十八大|二十届|十九届|十八届|[一二三四五六七八九]中全会|三公|十[三四五六]五|两会|一体化|一体|五一|三八|六一|七一|八一|十一国庆|"
    "两个维护|两个确立|两个毫不动摇|两个责任|四个意识|四个自信|四个全面|五位一体|三个代表|三会一课|两学一做|一带一路|三农|三重一大|六稳|六保|"
    "三项工程|三支一扶|一件事|两新|三新|九三学社|百千万工程|百县千镇万村|一线|一次性|一方面|一批|一家人|"
    "一对一|一站式|一刀切|一岗双责|一人一档|一户一策|一企一策|一事一议|一条龙"
)
_ASIDE = re.compile(
    "(?=[0-9零〇一二两三四五六七八九十百千第其《〔\\[【(/])(?:"
    r"(?P<book>《[^》]{0,60}》)"
    r"|(?P<paper>[〔\[【(]\s{0,2}(?:19|20)[0-9]{2}\s{0,2}[〕\]】)]\s{0,2}(?:第\s?)?[0-9]{0,6}\s?号?)"
    rf"|(?P<date>{_YEAR}\s{{0,3}}年\s{{0,3}}(?P<m>{_DAY})\s{{0,3}}月(?:\s{{0,3}}(?P<d>{_DAY})\s{{0,3}}[日号]|份|底|末|初|[上中下]旬)?"
    rf"|(?:{_DAY}\s?[-~～至到]\s?)?(?P<m2>{_DAY})\s?月(?:\s?(?P<d2>{_DAY})\s?[日号]|份|底|末|初|[上中下]旬)?"
    r"|(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9])|(?<![0-9])[0-9]{1,2}\s?[日号](?![0-9])|(?<![0-9])[0-9]{1,2}:[0-9]{2}(?![0-9]))"
    r"|(?P<span>(?:19|20)[0-9]{2}\s?年?(?:度)?\s?[-~—～至到]\s?(?:19|20)[0-9]{2}\s?年(?:度)?)"
    rf"|(?P<nth>第\s?(?:[0-9]{{1,6}}|[{_CN}]{{1,8}})\s?(?:[名人位个项条件份期场次户家所座处台套册篇门批支轮天章款号]|季度)?)"
    r"|(?<![^\n。;；：:!！?？\s])(?P<mark>[0-9]{1,2}\s?[、.．)](?![0-9])|\([0-9一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、)"
    r"|(?P<point>其[一二三四五六七八九十]|(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,2}[是要](?![个项名]))"
    rf"|(?P<phrase>{_TERMS})"
    r"|(?P<fraction>(?<![0-9])[0-9]{1,9}/[0-9]{1,9}(?![0-9]))"
    r"|(?P<code>(?<![0-9])(?:0[0-9]{2,3}-[0-9]{7,8}|[0-9]+(?:\.[0-9]+){2,})))"
)
_YEAR_MENTION = re.compile(r"(?<![0-9.A-Za-z〔\[(])((?:19|20)[0-9]{2})\s{0,3}年(?:度|末|底|初)?")

#: Grade words and the grade they mean.
GRADE_WORDS = {
    "优秀": "优",
    "优": "优",
    "良好": "良",
    "良": "良",
    "中等": "中",
    "中": "中",
    "较差": "差",
    "差": "差",
}
_GRADE_LABELS = "评级|等级|等次|档次|评定|评为|评价结果|自评结果|评价结论|自评结论"
GRADE_LABEL = re.compile(_GRADE_LABELS)
_GRADE = re.compile(
    rf"(?:{_GRADE_LABELS})[^。，；;\n0-9、良中差优]{{0,6}}?"
    r"(?P<word>优秀|优|良好|良|中等|中|较差|差)(?=[\"”’』」】》)]{0,2}(?:[。，；;,.!！)(\s]|等次|等级|级|档|的|$))(?!\"?”?、[优良中差])"
)

_ABOUT = re.compile(
    r"(?:(?P<bound>不低于|不少于|不高于|不超过|不大于|不小于|低于|高于|大于|小于|少于|多于|至少|最多|以上|≥|≤|≧|≦|>|<|＞|＜|每超过|每低于|控制在)"
    r"|(?P<over>超过|突破|逾|超)|(?P<under>不足|不到)|(?P<nearly>近|将近|接近)|(?P<about>大约|大概|约为?|大致))\s?$"
)
_BEHIND = re.compile(r"\s?(?:(?P<about>左右|上下)|(?P<bound>以上|及以上|以下|以内|之内|之间))")
_BARE_SCORE = re.compile(r"(?:得分|总分|自评分|评分|分数)(?:数|值)?(?:为|是|:|达|达到)?\s?[“\"]?$")
_BARE_STAFF = re.compile(r"(?:编制|在职|离退休|实有)(?:数|人数|人员数?)?(?:为|是|:)?\s?$")
_BLANK = re.compile(r"\s+")
_ENDS = tuple("。！？；;:!?")
_ITEM = re.compile(
    r"[0-9]{1,2}[、.．)](?![0-9])|\([0-9一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、是]"
)
MAX_DIGITS = 18
#: Longer texts are not kept in memory.
KEPT = 3000
_WAN = Decimal(10000)


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Every number of the text that states something, in order."""
    plain, origin = unwrapped(text)
    return tuple(in_place(mention, text, origin) for mention in scan(plain)[0])


def unwrapped(text: str) -> tuple[str, list[int] | None]:
    """The text in half width, without blanks and line breaks within sentences, and where each character stood.

    A break stays where a sentence or a list item ends. None for the places when nothing was taken out.
    """
    plain = half_width(text)
    if not _BLANK.search(plain):
        return plain, None
    pieces: list[str] = []
    origin: list[int] = []
    last = 0
    for match in _BLANK.finditer(plain):
        pieces.append(plain[last : match.start()])
        origin.extend(range(last, match.start()))
        before, after = plain[match.start() - 1 : match.start()], plain[match.end() : match.end() + 1]
        if "\n" in match[0] and (before in _ENDS or _ITEM.match(plain, match.end())):
            pieces.append("\n")
            origin.append(match.start())
        elif before.isascii() and before.isalnum() and after.isascii() and after.isalnum():
            pieces.append(" ")
            origin.append(match.start())
        last = match.end()
    pieces.append(plain[last:])
    origin.extend(range(last, len(plain)))
    return "".join(pieces), origin


def in_place(mention: Mention, text: str, origin: list[int] | None) -> Mention:
    """The mention with its offsets and words in the text as given."""
    start, end = mention.start, mention.end
    if origin is not None:
        start, end = origin[start], origin[end - 1] + 1
    said = text[start:end]
    return (
        mention
        if (start, end, said) == (mention.start, mention.end, mention.text)
        else replace(mention, start=start, end=end, text=said)
    )


def scan(plain: str) -> tuple[tuple[Mention, ...], tuple[Aside, ...]]:
    """The mentions of a text made plain, and the asides: spans with figures that state nothing."""
    return _scan_kept(plain) if len(plain) <= KEPT else _scan(plain)


@lru_cache(maxsize=1024)  # the same texts are read again after every save
def _scan_kept(plain: str) -> tuple[tuple[Mention, ...], tuple[Aside, ...]]:
    return _scan(plain)


def _scan(plain: str) -> tuple[tuple[Mention, ...], tuple[Aside, ...]]:
    asides = tuple(_asides(plain))
    taken = _Taken(asides)
    mentions = sorted([*_years(plain), *_grades(plain), *_numbers(plain)], key=lambda m: (m.start, -m.end))
    return tuple(_without_overlaps([m for m in mentions if not taken.covers(m.start, m.end)])), asides


def half_width(text: str) -> str:
    """The text with half-width figures and signs, character for character."""
    return text.translate(_HALF)


class _Taken:
    """Sorted spans, asked in ascending order."""

    def __init__(self, spans: tuple[Aside, ...]) -> None:
        self.spans, self.at = spans, 0

    def covers(self, start: int, end: int) -> bool:
        while self.at < len(self.spans) and self.spans[self.at].end <= start:
            self.at += 1
        return self.at < len(self.spans) and self.spans[self.at].start < end


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _asides(plain: str) -> list[Aside]:
    found = []
    for match in _ASIDE.finditer(plain):
        kind = match.lastgroup or "term"
        if match["date"]:
            kind = "yearend" if _is_year_end(match) else "date"
        elif match["mark"] or match["point"]:
            kind = "mark"
        else:
            kind = "term"
        found.append(Aside(match.start(), match.end(), kind))
    return found


def _is_year_end(match: re.Match[str]) -> bool:
    month, day = match["m"] or match["m2"], match["d"] or match["d2"]
    return month in ("12", "十二") and (day in ("31", "三十一") or (day is None and match[0][-1] in "底末"))


def _years(plain: str) -> list[Mention]:
    return [
        Mention(m.start(), m.end(), m[0], Kind.YEAR, Decimal(m[1])) for m in _YEAR_MENTION.finditer(plain)
    ]


def _grades(plain: str) -> list[Mention]:
    return [
        Mention(m.start("word"), m.end("word"), m["word"], Kind.GRADE, word=GRADE_WORDS[m["word"]])
        for m in _GRADE.finditer(plain)
    ]


def _numbers(plain: str) -> list[Mention]:
    found, done = [], 0
    for begin in _START.finditer(plain):
        start = begin.start()
        if start < done:
            continue
        mention = _read(plain, start)
        if mention is not None:
            found.append(mention)
            done = mention.end
        elif "0" <= plain[start] <= "9":
            done = _ONE.match(plain, start).end("a") if _ONE.match(plain, start) else start + 1  # type: ignore[union-attr]
    return found


def _read(plain: str, start: int) -> Mention | None:
    hundredths = _HUNDREDTHS.match(plain, start)
    if hundredths:
        value, step = (Decimal(100), Decimal(1)) if hundredths[1] == "百" else _value(hundredths[1])
        if value is None:
            return None
        return _made(plain, start, hundredths.end(), Kind.PERCENT, value / 100, step / 100)
    before = plain[start - 1] if start else ""
    if before in ("数", "几", "上") and plain[start] in _CN:
        return None
    both = None if before in ("由", "从", "自") else _TWO.match(plain, start)
    if both and both["unit"] and (both["aunit"] or "").strip() != "万":
        ranged = _from(plain, both, start)
        if ranged is not None:
            return ranged
    one = _ONE.match(plain, start)
    return _from(plain, one, start) if one else None


def _from(plain: str, match: re.Match[str], start: int) -> Mention | None:
    value, step = _value(match["a"])
    if value is None:
        return None
    upper = None
    if "b" in match.re.groupindex:
        upper, step = _value(match["b"])
        if upper is None or upper <= value:
            return None
    begin, value, upper = _signed(plain, start, value, upper)
    kind, factor, unit, end = _kind(plain, match, start)
    if kind is None or plain[end : end + 1] in tuple("*×÷"):  # 20分*执行率
        return None
    if (
        upper is not None
        and kind == Kind.AMOUNT
        and "万" in (match.groupdict().get("aunit") or "")
        and match["scale"] != "万"
    ):
        return None
    doubtful = (kind == Kind.AMOUNT and not unit.endswith("元")) or (
        "，" in match["a"] and "." not in match["a"]
    )
    return _made(
        plain, begin, end, kind, value * factor, step * factor, unit="" if kind == Kind.AMOUNT else unit,
        upper=None if upper is None else upper * factor, per=bool(match["per"]), doubtful=doubtful,
        over=bool(match["more"] or match["more2"]),
    )  # fmt: skip


def _signed(
    plain: str, start: int, value: Decimal, upper: Decimal | None
) -> tuple[int, Decimal, Decimal | None]:
    """A sign right before the number is its own unless it joins it to what stands before."""
    sign, before = plain[max(0, start - 1) : start], plain[max(0, start - 2) : max(0, start - 1)]
    if (
        not sign
        or sign not in "-+"
        or (before.isalnum() and before not in "为是约达")
        or (before and before in "%)")
    ):
        return start, value, upper
    return start - 1, -value if sign == "-" else value, upper


def _kind(plain: str, match: re.Match[str], start: int) -> tuple[Kind | None, Decimal, str, int]:
    """Kind, factor, unit and end of a number; kind None when it states nothing."""
    unit, scale = match["unit"] or "", Decimal(SCALES[match["scale"] or ""])
    if unit == "元":
        return Kind.AMOUNT, scale, (match["scale"] or "") + "元", match.end()
    if unit == "%":
        return Kind.PERCENT, scale / 100, unit, match.end("unit")
    if unit == "分":
        return Kind.SCORE, scale, unit, match.end("unit")
    if unit:
        return Kind.COUNT, scale, unit, match.end("unit")
    return _bare(plain, match, start, scale)


def _bare(
    plain: str, match: re.Match[str], start: int, scale: Decimal
) -> tuple[Kind | None, Decimal, str, int]:
    """A number without a unit speaks only right behind its word: 得分96, 编制 21, ￥5, 864.2万."""
    end = match.end("scale") if match["scale"] else match.end("b" if "b" in match.re.groupindex else "a")
    ahead = plain[max(0, start - 10) : start]
    following = plain[end : end + 1]
    if following and (following in "-/+:×*" or (following.isascii() and following.isalnum())):
        return None, scale, "", end
    if match["scale"] in ("万", "亿", "百万", "千万") and (not following or following in " 。，；、)\n"):
        return Kind.AMOUNT, scale, match["scale"], end
    if match["scale"]:
        return None, scale, "", end
    if ahead[-1:] in ("￥", "¥"):
        return Kind.AMOUNT, scale, "元", end
    if _BARE_SCORE.search(ahead):
        return Kind.SCORE, scale, "分", end
    if _BARE_STAFF.search(ahead):
        return Kind.COUNT, scale, "人", end
    return None, scale, "", end


def _value(written: str) -> tuple[Decimal | None, Decimal]:
    """The number and one unit of its last digit. Longer than any figure of a budget: none."""
    digits = written.replace(",", "").replace("，", "")
    if len(digits) > MAX_DIGITS:
        return None, Decimal(1)
    value = Decimal(digits) if digits[0].isascii() else read_chinese(digits)
    places = (
        len(digits) - 1 - max(digits.find("."), digits.find("点")) if "." in digits or "点" in digits else 0
    )
    return value, Decimal(1).scaleb(-places)


def _made(
    plain: str, start: int, end: int, kind: Kind, value: Decimal, step: Decimal, *, unit: str = "",
    upper: Decimal | None = None, per: bool = False, doubtful: bool = False, over: bool = False,
) -> Mention:  # fmt: skip
    hedge = Hedge.OVER if over else _hedge(plain, start, end)
    return Mention(start, end, plain[start:end], kind, value, step, unit, "", upper, hedge, per, doubtful)


def _hedge(plain: str, start: int, end: int) -> Hedge:
    for match in (_ABOUT.search(plain[max(0, start - 6) : start]), _BEHIND.match(plain, end)):
        if match and match.lastgroup:
            return Hedge(match.lastgroup)
    return Hedge.NONE
