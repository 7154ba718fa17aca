"""How prose calls a department, a project, an indicator."""

import re

from evaluations.domain.facts import EvaluationFacts

#: 区总工会机关: the department, or what of it is not a unit below it.
APPARATUS = "机关"
_OFFICES = (("镇人民政府", "镇政府"), ("乡人民政府", "乡政府"), ("街道办事处", "街道办"))
_TAILS = re.compile(
    r"(?:发放|完成|服务)?(?:人数|户数|期数|场数|场次|次数|人次|数量|个数|件数|份数|家数|经费|项目|资金)$"
)
_PROJECT_TAILS = re.compile(r"(?:工作)?(?:经费|项目|资金|专项|补助)+$")


def department_names(facts: EvaluationFacts) -> tuple[str, ...]:
    """What the department is called: full, short, 镇政府, and 区总工会 (never 总工会 alone, which may be the city's).

    With 机关 behind it may be the department without its units.
    """
    names = {facts.department.name, facts.department.short_name}
    level = facts.department.region[-1:]
    for name in tuple(names):
        names.add(name.replace(facts.department.region, level, 1))
        names.add(re.sub(r"^.{2,12}?市(?=.)", "", name))
        if level and level in name[:-2]:
            names.add(level + name.partition(level)[2])
    for long, short in _OFFICES:
        if facts.department.name.endswith(long):
            names |= {facts.department.name.replace(facts.department.region, ""), long}
            names |= {name.replace(long, short) for name in names}
    spoken = {name for name in names if len(name) >= 3}
    return tuple(sorted(spoken | {f"{name}{APPARATUS}" for name in spoken}))


def project_names(name: str) -> tuple[str, ...]:
    """A project's name, and without 经费, 项目 at the end."""
    bare = _PROJECT_TAILS.sub("", name)
    return tuple(
        dict.fromkeys(
            part for part in (name, bare, f"{bare}项目", f"{bare}经费") if len(part) >= 4 and len(bare) >= 4
        )
    )


def indicator_names(name: str) -> tuple[str, ...]:
    """An indicator's name, and without what only says that it is counted."""
    bare = _TAILS.sub("", name)
    return tuple(part for part in dict.fromkeys((name, bare)) if len(part) >= 4)
