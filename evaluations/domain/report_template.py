"""A report template as data: title, chapters with their parts, annexes. What each part shows is the report's business."""

from enum import StrEnum

from huadu_perf.lib.values import Facts


class Part(StrEnum):
    """What a part of a chapter shows."""

    PROFILE = "profile"
    WORK = "work"
    FINANCE = "finance"
    GOALS = "goals"
    CONCLUSION = "conclusion"
    GOAL_RESULTS = "goal_results"
    PROJECT_RESULTS = "project_results"
    PROBLEMS = "problems"
    MEASURES = "measures"


class Annex(StrEnum):
    """What an annex shows."""

    OVERALL = "overall"
    BASE_DATA = "base_data"
    SCORES = "scores"
    PROJECTS = "projects"
    EVIDENCE = "evidence"
    EXPLANATIONS = "explanations"
    LAST_MEASURES = "last_measures"


class PartFacts(Facts):
    """A part with its heading; an empty heading sets the part right below the chapter's."""

    kind: Part
    heading: str = ""


class Chapter(Facts):
    """A chapter with its heading, without its ordinal: 一、 is generated."""

    heading: str
    parts: tuple[PartFacts, ...]


class AnnexFacts(Facts):
    """An annex with its title."""

    kind: Annex
    title: str


class ReportTemplateFacts(Facts):
    """`title` may hold {department} and {year}."""

    code: str
    name: str
    title: str
    chapters: tuple[Chapter, ...]
    annexes: tuple[AnnexFacts, ...] = ()
