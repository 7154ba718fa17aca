"""The words by which chapters, parts and lists of a report are known, in whatever order they come."""

import re
from enum import StrEnum


class Topic(StrEnum):
    """What a stretch of a report speaks of."""

    TITLE = "title"
    PREAMBLE = "preamble"
    PROFILE = "profile"
    STAFF = "staff"
    DUTIES = "duties"
    WORK = "work"
    FINANCE = "finance"
    GOALS = "goals"
    MANAGEMENT = "management"
    CONCLUSION = "conclusion"
    GOAL_RESULTS = "goal_results"
    PROJECT_RESULTS = "project_results"
    PROBLEMS = "problems"
    MEASURES = "measures"
    INDICATORS = "indicators"
    USAGE = "usage"
    ANNEX = "annex"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What it is called."""
        return _LABELS[self.value]


_LABELS = {
    "title": "标题", "preamble": "前言", "profile": "部门概况", "staff": "机构和人员", "duties": "主要职责",
    "work": "年度工作任务", "finance": "部门收支", "goals": "整体绩效目标", "management": "绩效管理情况",
    "conclusion": "自评结论", "goal_results": "目标完成情况", "project_results": "重点项目", "problems": "存在问题",
    "measures": "改进措施", "indicators": "指标", "usage": "结果应用和公开", "annex": "附件", "other": "其他",
}  # fmt: skip

#: Topics whose content is a list of items.
LISTS = (Topic.DUTIES, Topic.WORK, Topic.GOALS, Topic.GOAL_RESULTS, Topic.PROBLEMS, Topic.MEASURES)

_HEADINGS: tuple[tuple[Topic, str], ...] = (
    (Topic.USAGE, r"结果(?:的)?(?:应用|运用|公开)|信息公开情况"),
    (Topic.GOAL_RESULTS, r"目标(?:的)?(?:完成|实现)情况|任务(?:的)?(?:完成|落实)情况|履职(?:完成|效能|情况)|(?:产出|效益|效果).{0,4}(?:分析|情况)|运行情况及取得的成绩"),
    (Topic.PROJECT_RESULTS, r"项目支出(?:绩效|完成|情况)|重点.{0,6}项目|项目(?:绩效|完成情况|实施)|专项(?:资金|支出).{0,4}(?:情况|绩效)"),
    (Topic.PROBLEMS, r"问题|不足|困难"),
    (Topic.MEASURES, r"改进(?:措施|意见|方向|建议|工作)?|整改|下一步|有关建议|措施"),
    (Topic.INDICATORS, r"指标(?:评分|得分)?表|评分表|得分表|自评表|绩效指标"),
    (Topic.CONCLUSION, r"(?:自评|评价)(?:结论|结果|得分)|综合评价|结论"),
    (Topic.MANAGEMENT, r"绩效管理(?:情况|工作)?$|(?:自评|评价)(?:工作)?(?:的)?(?:开展|组织|过程|方法|实施|依据)|绩效(?:运行)?监控"),
    (Topic.GOALS, r"绩效目标|整体目标|总体目标|年度目标"),
    (Topic.WORK, r"总体工作|重点工作|工作任务|主要工作|工作内容|重点任务"),
    (Topic.FINANCE, r"收支|支出.{0,4}(?:概况|情况|规模)|预算(?:执行|安排|情况|编制)|决算|资金|经费|收入|财务"),
    (Topic.DUTIES, r"职能|职责"),
    (Topic.STAFF, r"机构|人员|编制"),
    (Topic.PROFILE, r"概况|基本情况|单位情况"),
)  # fmt: skip
_COMPILED = tuple((topic, re.compile(words)) for topic, words in _HEADINGS)
_HEADING_END = re.compile(
    r"(?:情况|概况|职责|职能|设置|编制|任务|目标|问题|措施|分析|报告|内容|建议|安排|表|结论|综述|评价|应用|公开|意见|计划|依据|人员|机构|内设股室)$"
)
_ANNEX = re.compile(r"附\s?件\s?[0-9一二三四五六七八九十]{0,2}\s?[:：]?$|附\s?件\s?(?:[:：]|[0-9])")
_INLINE_CUE = re.compile(
    r"(?:存在的?(?:主要)?(?:问题|不足)|(?:下一步)?(?:的)?改进(?:措施|意见|建议))\s?[:：]$"
)
#: A lead is no longer than this before its colon.
LEAD = 45
_LEAD_NOUN = re.compile(
    r"(?:职责|职能|任务|目标|问题|措施|项目|股室|机构|内容)(?:共|有|为|是|如下|包括|主要有|情况)?\s?(?:[0-9]{1,3}\s?[项个条]|(?:如下|包括|有|是|为))?\s?$"
)

#: （对应重点工作任务： names what an item belongs to, and opens no list.
_LINKING = re.compile(r"(?:^|[（(。；])\s?(?:对应|服务于?)[^，。；]{0,12}$")

#: Labels of the printed forms (自评表), which stand before their content in the same line.
_FORM_LABEL = re.compile(
    r"(?P<goals>年度(?:部门)?整体\s?\[?(?:绩效)?目标\]?)|(?P<goal_results>整体(?:绩效)?目标完成情况)|(?P<other>未能?完成(?:的)?原因)"
)
_AFTER_LABEL = re.compile(r"\s{1,5}(?:\[cell:\]\s{0,3})?(?=\S)|\[cell:\]\s{0,3}")


def form_label(text: str) -> tuple[Topic, int] | None:
    """The topic of a printed label at the head of a line, and where its content begins."""
    label = _FORM_LABEL.match(text)
    gap = _AFTER_LABEL.match(text, label.end()) if label else None
    if label is None or gap is None or not label.lastgroup:
        return None
    return Topic(label.lastgroup), gap.end()


def topic_of(heading: str) -> Topic | None:
    """What a heading says comes below it; None for one of other words."""
    return next((topic for topic, words in _COMPILED if words.search(heading)), None)


def ends_as_heading(text: str) -> bool:
    """Whether a text without marks ends in a word that headings end in."""
    return bool(_HEADING_END.search(text))


def is_annex(text: str) -> bool:
    """附件1, 附件：…"""
    return bool(_ANNEX.match(text))


def topic_of_lead(lead: str) -> Topic | None:
    """What words before a colon say comes behind it (部门主要职责：, 年度整体绩效目标：); None for others."""
    bare = lead.rstrip(" ：:")
    if len(bare) > LEAD or not _LEAD_NOUN.search(bare) or _LINKING.search(bare):
        return None
    topic = topic_of(bare)
    return topic if topic in (*LISTS, Topic.PROJECT_RESULTS) else None


def is_inline_cue(lead: str) -> bool:
    """存在的问题：, 下一步改进措施： in the middle of a sentence."""
    return bool(_INLINE_CUE.search(lead))
