"""What is said has its basis in the tables: scores their items, results their goals (domain.md §0)."""

import re
from collections.abc import Iterator

from evaluations.domain.checks.claims import verdicts
from evaluations.domain.checks.registry import WARNING, Hit, quoted, rule
from evaluations.domain.checks.texts import plain, prose, sentence_at
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.places import at
from evaluations.domain.scoring import Scorecard
from evaluations.domain.similarity import letters, similarity
from huadu_perf.lib.money import percent, points
from huadu_perf.lib.values import number

_SCORE = re.compile(
    r"(?:自评|综合评价|绩效评价)[^，。；\d]{0,10}?(?:得|评)?分[^，。；\d]{0,4}?(\d{1,3}(?:\.\d+)?)\s*分"
)
#: In such a sentence the score is a project's.
_OF_PROJECT = re.compile("[该本此]项目|项目自评")
#: “……目标完成情况：” at the head of a paragraph on one goal.
_PARAGRAPH = re.compile(
    r"(?:^|(?<=[\n。；]))\s*(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*|[一二三四五六]是)?"
    r"“?([一-鿿“”、]{4,40}?)”?(?:绩效|工作)?目标的?完成情况\s*[:：]"
)
_GENERAL = re.compile("整体|总体|年度|部门|各项|绩效$|本单位|我单位|上述|以上|预期|任务")
#: A heading means a goal when so much of its characters are in the goal's title, or the other way about.
_ALIKE = 0.6


@rule(
    "A15", WARNING, "总分有构成",
    help="文中写了自评总分的，各三级指标要有分值和得分，总分由它们相加得出。",
    source="预算管理一体化系统绩效模块校验规则（总分等于各项之和）", beside=("narrative", "indicators.self_score"),
)  # fmt: skip
def total_has_items(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """A total in the text while indicators carry no score it could be the sum of (domain.md §0 row 4)."""
    rows = [row for row in facts.scored_indicators() if not row.is_left_out]
    bare = [row for row in rows if number(row.self_score) is None or number(row.points) is None]
    if rows and not bare:
        return
    for place, text in verdicts(facts):
        read = plain(text)
        found = next(
            (
                each
                for each in _SCORE.finditer(read)
                if not _OF_PROJECT.search(sentence_at(read, each.start()))
            ),
            None,
        )
        if found:
            lack = f"{len(bare)} 个绩效指标没有分值或得分" if rows else "没有绩效指标"
            yield Hit(
                place,
                f"文中写自评 {found[1]} 分，{lack}，总分没有构成",
                "在“绩效指标”里填写各项分值和得分，写明扣分原因",
            )


@rule(
    "A16", WARNING, "项目得分有指标依据",
    help="没有得满分的项目要列出项目绩效指标，得分由各项指标（预算执行率、产出、效益、满意度）得出。",
    source="财预〔2020〕10号 附表 项目支出绩效自评表", beside=("projects.self_score",),
)  # fmt: skip
def project_score_has_items(facts: EvaluationFacts) -> Iterator[Hit]:
    """A project that lost points and shows no indicator they were lost in (domain.md §0 row 9)."""
    for project in facts.projects:
        score, adjusted, executed = map(
            number, (project.self_score, project.adjusted_amount, project.executed_amount)
        )
        if score is None or score >= 100 or facts.indicators_of(project.key):
            continue
        rate = f"，执行率 {percent(executed / adjusted)}" if adjusted and executed is not None else ""
        yield Hit(
            at("projects", project.key, "self_score"),
            f"项目{quoted(project.name)}自评 {points(score)} 分{rate}，没有项目绩效指标，得分无从算出",
            "列出项目绩效指标的目标值、完成值和得分，或说明得分如何得出",
        )


@rule(
    "G7", WARNING, "完成情况对应目标",
    help="“……目标完成情况”所写的目标，应是所列整体绩效目标之一。",
    source="绩效目标管理要求（任务—目标—指标衔接）", beside=("goals.achieved",),
)  # fmt: skip
def paragraphs_have_goals(facts: EvaluationFacts) -> Iterator[Hit]:
    """A completion paragraph on something that is none of the goals (domain.md §0 row 1)."""
    titles = [*(goal.title for goal in facts.goals), *(task.title for task in facts.tasks)]
    for place, text in prose(facts) if facts.goals else ():
        names = [found[1].strip("“”、") for found in _PARAGRAPH.finditer(plain(text))]
        strange = [
            name
            for name in names
            if not _GENERAL.search(name) and not any(_alike(name, title) for title in titles)
        ]
        if strange:
            yield Hit(
                place,
                f"文中写“{strange[0][:30]}”目标的完成情况，整体绩效目标里没有这个目标（共 {len(facts.goals)} 个）",
                "把它列为目标，或归入所属的目标",
            )


def _alike(name: str, title: str) -> bool:
    """Whether a heading can mean this title."""
    one, other = set(letters(name)), set(letters(title))
    return bool(one and other) and len(one & other) >= _ALIKE * min(len(one), len(other))


@rule(
    "D3a", WARNING, "完成情况不照抄目标",
    help="完成情况写做了什么、达到什么结果，不重复预期目标的文字。",
    source="绩效目标管理要求（每个目标写明完成情况）", beside=("goals.achieved",),
)  # fmt: skip
def completion_is_told(facts: EvaluationFacts) -> Iterator[Hit]:
    """A completion that repeats its goal tells no result (domain.md §0 row 1)."""
    limit = facts.campaign.checks.thresholds.similar_to_last_year
    for goal in facts.goals:
        share = similarity(goal.achieved, goal.expected)
        if share >= limit:
            yield Hit(
                at("goals", goal.key, "achieved"),
                f"目标{quoted(goal.title)}的完成情况有 {percent(share, 0)} 与预期目标文字相同",
                "写明做了什么、达到什么结果",
            )


CHECKS = (total_has_items, project_score_has_items, paragraphs_have_goals, completion_is_told)
