"""Names and level words of another department, left where the own unit is meant (domain.md §3.1 D5).

Other bodies may be spoken of as much as one likes; they are only asked about where a sentence gives them the
place of the one that files: “某局2022年部门整体支出”, “我单位某局”, or as subject of 部门性质. Level words (我县, 本镇,
我局, 县委) are held against the department's own name and region. 全市, 全省 and superior bodies are nobody's
mistake; what stands in 《》 or “” is quoted.
"""

import re
from collections.abc import Iterator

from evaluations.domain.checks.own_name import LEVELS, Others, Own, others, own_of
from evaluations.domain.checks.registry import WARNING, Hit, rule
from evaluations.domain.checks.texts import BLANK, clauses, plain, texts
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.surroundings import Surroundings
from huadu_perf.lib.findings import Place

_QUOTED = re.compile("《[^《》]*》|“[^“”]*”")
#: What is said of the one that files: its spending, its report, its result.
_REPORT = re.compile(
    r"(?:（本级）)?的?(?:20\d\d\s*年度?)?(?:部门|单位)?(?:整体支出|绩效自评(?:报告|情况|结果|得分|综述|总分)|自评(?:得分|总分|报告))"
)
#: Clauses on the report as another body asks for it, or on that of another body.
_ASKED = re.compile(
    "根据|按照?|依据|遵照|要求|通知|部署|安排|规定|办法|印发|下发|组织|指导|审核|复核|批复|配合|协助|参照|参考|学习"
)
_ITSELF = re.compile(r"(?:我|本)(?:单位|部门|局|委|办|会|院|厅|校|中心|镇|乡|街道?|县|区|市)$")
_NAMED = re.compile(r"(?:我单位|本单位|我部门|本部门)[（(—]*")
_BODY = re.compile(
    "[一-鿿]{2,30}?(?:政府|办事处|街道|办公室|委员会|联合会|总工会|政协|中心|[局厅院镇乡委会联协])$"
)
#: What 部门性质 says of the department itself.
_BEING = re.compile("^(?:是|为|属于|系|内设|下设|现有|承担|负责)")
#: Words of the same letters are no level: 基本市场, 自我镇定, 安全区, 本办法, 本会计年度.
_SAME_BEFORE = "(?<![基资成根日标版文原样课副自安健完保齐周])"
_OURS = re.compile(_SAME_BEFORE + "[我本](?P<level>街道|街|市|区|县|镇|乡)(?![场值间块级土本定])")
_WHOLE = re.compile(_SAME_BEFORE + "全(?P<level>县|区|镇|乡)(?!域|间|级)")
_PRONOUN = re.compile(
    _SAME_BEFORE + "[我本](?P<body>中心|[局委办会院厅校])(?![法议计场员期刊托派面准努继尽认学])"
)
#: 县委, 县政府 with no county's name before: our own, in a district that has none; and 区委 in a county.
_COMMITTEE = re.compile(
    "(?:^|(?<=[▢、（由向经在对按照和及与以受为报实行成据彻合]))(?P<level>县|区)(?:委(?![员托派])|政府|人大|纪委)"
)


@rule(
    "D5", WARNING, "名称和层级是本部门的",
    help="文字说的应是本部门：不留其他部门、其他地方的名称，也不留与本部门层级不符的“我县”“我镇”“我局”。与其他部门合作、引用上级机关不在此列。",
    source="已公开自评报告常见问题",
)  # fmt: skip
def names_are_own(facts: EvaluationFacts, around: Surroundings) -> Iterator[Hit]:
    """Another department or another level in the place of the own one (seen in published reports)."""
    own = own_of(facts)
    neighbours = others(around.department_names, facts.department.region, own.called)
    for place, _, text in texts(facts):
        read = _QUOTED.sub(lambda found: BLANK * len(found[0]), plain(text))
        strange = list(dict.fromkeys((*_levels(read, own), *_subjects(read, place, own, neighbours))))
        if strange:
            yield Hit(
                place,
                f"文中写{'、'.join(f'“{words}”' for words in strange[:3])}，"
                f"本部门是“{facts.department.name}”（{facts.department.region}）",
                "改为本部门的名称或层级，或说明所指",
            )


def _levels(text: str, own: Own) -> Iterator[str]:
    """Level words and pronouns that do not fit."""
    for pattern in (_OURS, _WHOLE, _COMMITTEE):
        if pattern is _OURS or own.level in ("区", "县"):
            fits = own.levels or LEVELS
            yield from (found[0] for found in pattern.finditer(text) if found["level"] not in fits)
    yield from (found[0] for found in _PRONOUN.finditer(text) if not own.may_say(found["body"]))


def _subjects(text: str, place: Place, own: Own, neighbours: Others) -> Iterator[str]:
    """Bodies that are given the place of the one that files."""
    if _REPORT.search(text) or _NAMED.search(text):
        for clause in clauses(text):
            for found in _REPORT.finditer(clause[0]):
                if not _ASKED.search(clause[0]):
                    yield from _body_before(clause[0][: found.start()].rstrip("的之 "), own, neighbours)
            for found in _NAMED.finditer(clause[0]):
                yield from filter(None, [neighbours.at_start(clause[0][found.end() :])])
    if place.field == "nature" and not place.rowset:
        name = neighbours.at_start(text)
        if name and _BEING.search(text[len(name) :]):
            yield name


def _body_before(words: str, own: Own, neighbours: Others) -> Iterator[str]:
    """The body these words end in, where it is not the department itself."""
    run = _BODY.search(words)
    if run is None or "各" in run[0] or _ITSELF.search(words):
        return
    name, mine = neighbours.at_end(words), next((each for each in own.called if words.endswith(each)), "")
    if len(name) > len(mine):
        yield name
    elif own.foreign_place(run[0]) or not own.is_meant_by(run[0]):
        yield run[0]


CHECKS = (names_are_own,)
