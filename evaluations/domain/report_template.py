"""A report template as data: everything about the document but the facts. What each part shows is the report's business.

Managers write templates as text (`report_text.py`); this is what the text becomes, and what is stored and frozen.
"""

from enum import StrEnum

from huadu_perf.lib.values import Facts


class Part(StrEnum):
    """What a part of a chapter shows."""

    PROFILE = "profile"
    ORGANISATION = "organisation"
    STAFFING = "staffing"
    DUTIES = "duties"
    WORK = "work"
    OVERVIEW = "overview"
    TASKS = "tasks"
    FINANCE = "finance"
    GOALS = "goals"
    GOAL_LIST = "goal_list"
    INDICATORS = "indicators"
    MANAGEMENT = "management"
    CONCLUSION = "conclusion"
    GOAL_RESULTS = "goal_results"
    PROJECT_RESULTS = "project_results"
    PROBLEMS = "problems"
    MEASURES = "measures"
    TEXT = "text"


class Annex(StrEnum):
    """What an annex shows."""

    OVERALL = "overall"
    BASE_DATA = "base_data"
    SCORES = "scores"
    PROJECTS = "projects"
    EVIDENCE = "evidence"
    EXPLANATIONS = "explanations"
    LAST_MEASURES = "last_measures"
    HISTORY = "history"
    ANSWERS = "answers"


class PartFacts(Facts):
    """A part with its heading; an empty heading sets the part right below what stands above.

    `text`: the bureau's own paragraphs, one a line (kind TEXT only); they may hold placeholders.
    """

    kind: Part
    heading: str = ""
    text: str = ""


class Chapter(Facts):
    """A chapter with its heading, without its ordinal: 一、 is generated."""

    heading: str
    parts: tuple[PartFacts, ...]


class AnnexFacts(Facts):
    """An annex with its title."""

    kind: Annex
    title: str


class CoverLineFacts(Facts):
    """A line of the cover; without words it is filled in by hand."""

    label: str
    words: str = ""


class CoverFacts(Facts):
    """The cover: lines below the title, and who made the form."""

    lines: tuple[CoverLineFacts, ...] = ()
    foot: tuple[str, ...] = ()


class SentenceFacts(Facts):
    """Another wording of a generated sentence, by the id it has in report_sentences.json."""

    id: str
    words: str


class ReportTemplateFacts(Facts):
    """`title`, headings, paragraphs and sentences may hold placeholders: {部门}, {年度}, {执行率}.

    Templates stored before there were covers and wordings lack those fields, and read {department} and {year}.
    `source` says what the form goes back to, `verified` whether somebody compared it with the original.
    """

    code: str
    version: int = 1
    name: str
    source: str = ""
    verified: bool = False
    title: str
    signed: bool = False
    cover: CoverFacts | None = None
    opening: tuple[str, ...] = ()
    chapters: tuple[Chapter, ...]
    annexes: tuple[AnnexFacts, ...] = ()
    sentences: tuple[SentenceFacts, ...] = ()


#: What the parts and annexes are called in the text of a template.
PART_NAMES = {
    "部门概况": Part.PROFILE,
    "机构情况": Part.ORGANISATION,
    "人员情况": Part.STAFFING,
    "主要职责": Part.DUTIES,
    "年度工作": Part.WORK,
    "总体工作": Part.OVERVIEW,
    "重点任务": Part.TASKS,
    "收支情况": Part.FINANCE,
    "绩效管理": Part.GOALS,
    "绩效目标": Part.GOAL_LIST,
    "指标数量": Part.INDICATORS,
    "管理情况": Part.MANAGEMENT,
    "自评结论": Part.CONCLUSION,
    "目标完成": Part.GOAL_RESULTS,
    "项目完成": Part.PROJECT_RESULTS,
    "存在问题": Part.PROBLEMS,
    "改进措施": Part.MEASURES,
}
ANNEX_NAMES = {
    "整体自评表": Annex.OVERALL,
    "基础数据表": Annex.BASE_DATA,
    "指标评分表": Annex.SCORES,
    "项目自评表": Annex.PROJECTS,
    "佐证清单": Annex.EVIDENCE,
    "说明事项": Annex.EXPLANATIONS,
    "上年措施落实表": Annex.LAST_MEASURES,
    "意见答复表": Annex.ANSWERS,
    "历年对比": Annex.HISTORY,
}
#: Parts that show what several smaller ones show.
WHOLE = {
    Part.PROFILE: (Part.ORGANISATION, Part.STAFFING, Part.DUTIES),
    Part.WORK: (Part.OVERVIEW, Part.TASKS),
    Part.GOALS: (Part.GOAL_LIST, Part.INDICATORS, Part.MANAGEMENT),
}
