"""What a department calls itself and where it is, and whether a name or a level word can be its own."""

import re
from dataclasses import dataclass
from functools import lru_cache

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.spoken import department_names

#: Levels that words are held against; a region of another kind (旗, 州, 新区管委会) is not asked about.
LEVELS = ("省", "市", "区", "县", "镇", "乡", "街道", "街")
#: 花山镇, 新华街道; not 城镇化, 乡村振兴, 城乡.
_TOWNSHIP = re.compile("(?<![城乡村])镇(?![化街])|(?<![城镇])乡(?![镇村])|街道")
#: A place by its name; 我市, 全区, 各县, 市区 are none.
_PLACE = re.compile("[一-鿿]{1,3}?[^我本全各该省市区县级](?:街道|市|区|县|镇|乡)")
_PREFIX = re.compile("^[一-鿿]{2,8}?(?:省|市|自治区|州|盟)(?=[一-鿿]{3})")
_OWN_PLACES = re.compile("[^省市区县镇乡道 ]+(?:街道|省|市|区|县|镇|乡)")
#: Words of the same letters: no place's name ends in them.
_NO_PLACES = {
    "城市", "城乡", "城镇", "乡镇", "街镇", "村镇", "社区", "园区", "辖区", "小区", "地区", "校区", "街区", "片区", "景区", "山区",
}  # fmt: skip
#: 我局, 我会: what stands in the name of a body that may say so (发展和改革局（粮食局）, 监察委员会机关).
_BODIES: dict[str, tuple[str, ...]] = {
    "局": ("局",),
    "委": ("委",),
    "办": ("办", "委员会"),
    "会": ("会", "联", "协"),
    "院": ("院",),
    "厅": ("厅",),
    "校": ("校", "学", "院"),
    "中心": ("中心",),
}
#: A shortened name (区残联) has at least so many characters of the full one, in its order.
_SHORTEST = 3


@dataclass(frozen=True)
class Own:
    """`called`: names of the department and its sub-units. `where`: the places it lies in. `level`: its region's.

    `levels`: what it may say 我… and 本… of; empty where the region is of no known level, and nothing is asked.
    """

    called: tuple[str, ...]
    where: tuple[str, ...]
    level: str
    levels: frozenset[str]

    def may_say(self, body: str) -> bool:
        """Whether 我局, 我会 and the like fit."""
        return any(word in name for name in self.called for word in _BODIES[body])

    def is_meant_by(self, run: str) -> bool:
        """Whether words that end in the name of a body may end in this one's: in full, or shortened (区残联)."""
        short = run.replace("人民政府", "政府")
        for name in self.called:
            most = next((size for size in range(len(short), 0, -1) if _is_within(short[-size:], name)), 0)
            if run.endswith(name) or most >= min(_SHORTEST, len(short)):
                return True
        return False

    def foreign_place(self, run: str) -> str:
        """A place named in these words in which the department does not lie, or nothing."""
        for found in _PLACE.finditer(run):
            if found[0][-2:] not in _NO_PLACES and not found[0].endswith(self.where):
                return found[0]
        return ""


def own_of(facts: EvaluationFacts) -> Own:
    """From the department's names, its region and its sub-units."""
    department = facts.department
    name, region = department.name, department.region
    names = {name, department.short_name, *department_names(facts), *(unit.name for unit in facts.subunits)}
    township = _TOWNSHIP.search(name.removeprefix(region))
    level = region[-1:]
    levels = {level, *({township[0]} if township else ())}
    levels |= {"街"} if "街道" in levels else set()
    levels |= {"区"} if "自治区" in region else set()
    called = tuple(sorted((each for each in names if each), key=lambda each: (-len(each), each)))
    where = tuple(_OWN_PLACES.findall(f"{region} {name.removeprefix(region)} {department.short_name}"))
    return Own(called, where, level, frozenset(levels if level in LEVELS else ()))


def _is_within(short: str, name: str) -> bool:
    """Whether the characters stand in the name, in this order."""
    rest = iter(name)
    return bool(short) and all(char in rest for char in short)


@dataclass(frozen=True)
class Others:
    """The other departments, by every form of their names (with 区 alone before it, and without the city)."""

    names: frozenset[str]
    lengths: tuple[int, ...]

    def at_end(self, words: str) -> str:
        """The other department whose name ends these words, or nothing."""
        return next((words[-size:] for size in self.lengths if words[-size:] in self.names), "")

    def at_start(self, words: str) -> str:
        """The other department whose name begins these words, or nothing."""
        return next((words[:size] for size in self.lengths if words[:size] in self.names), "")


@lru_cache(maxsize=8)
def others(names: tuple[str, ...], region: str, own: tuple[str, ...]) -> Others:
    """Forms of the other departments' names that are not the own department's too."""
    forms = set(names)
    for name in names:
        short = _PREFIX.sub("", name)
        forms |= {short, name.replace(region, region[-1:], 1), name.removeprefix(region)}
    forms = {form for form in forms if len(form) > _SHORTEST} - set(own)
    return Others(frozenset(forms), tuple(sorted({len(form) for form in forms}, reverse=True)))
