"""The checker: one large evaluation in memory, and up to a thousand stored ones in one command."""

from collections.abc import Iterator
from io import StringIO
from time import perf_counter

from django.core.management import call_command

from accounts.acting import acting
from benches import Row, bench, median_seconds
from evaluations.demo.seeding import seed
from evaluations.domain.checks import check
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import score
from evaluations.domain.snapshot import freeze, thaw
from evaluations.models import Campaign
from evaluations.queries import load_facts
from tests.factories import large_facts, make_evaluation, union_facts

INDICATORS, PROJECTS = 60, 20
MOST_SECONDS, MOST_TIMES_LOADING = 0.030, 2.0
FEW, MANY, MOST_TIMES_FLAT = 10, 1000, 1.5


@bench
def checker() -> Iterator[Row]:
    """The goals: 30 ms, twice the loading, and the same for each of ten and of a thousand."""
    seed()
    campaign = _campaign("单份校验")
    facts = large_facts(INDICATORS, PROJECTS)
    with acting("bench"):
        evaluation = make_evaluation(campaign, "998000", facts)
    loading = median_seconds(lambda: load_facts(evaluation), repeat=15)
    text = freeze(facts)
    whole = median_seconds(_afresh(text), repeat=15) - median_seconds(lambda: thaw(text), repeat=15)
    name = f"整份评分和校验，{INDICATORS} 个指标、{PROJECTS} 个项目"
    yield Row(name, f"{whole * 1000:.1f} 毫秒", "每次都从未见过的内容起", "≤ 30 毫秒", whole <= MOST_SECONDS)
    times = whole / loading
    yield Row(
        "与从数据库读出同一份之比",
        f"{times:.2f} 倍",
        f"读出 {loading * 1000:.1f} 毫秒",
        "≤ 2 倍",
        times <= MOST_TIMES_LOADING,
    )
    few, many = _each(FEW), _each(MANY)
    yield Row(f"一条命令校验 {FEW} 份，每份", f"{few * 1000:.1f} 毫秒")
    yield Row(
        f"一条命令校验 {MANY} 份，每份", f"{many * 1000:.1f} 毫秒", f"{many / few:.2f} 倍", f"≤ {MOST_TIMES_FLAT} 倍",
        many <= MOST_TIMES_FLAT * few,
    )  # fmt: skip


def _afresh(text: str) -> object:
    """Scores and checks facts that no cache has seen: thawed anew each time (the thawing is taken off again)."""

    def run() -> None:
        facts: EvaluationFacts = thaw(text)
        check(facts, score(facts))

    return run


def _campaign(name: str) -> Campaign:
    first = Campaign.objects.select_related("region").first()
    settings = {field: getattr(first, field) for field in (
        "region", "index_system", "report_template", "opens_on", "due_on")}  # fmt: skip
    with acting("bench"):
        return Campaign.objects.create(**settings, year=2022, name=name)


def _each(count: int) -> float:
    """Seconds for each of `count` stored evaluations of one campaign, checked by one command."""
    campaign = _campaign(f"{count} 份校验")
    facts = union_facts(evidence=())
    with acting("bench"):
        for number in range(count):
            make_evaluation(campaign, f"{count}{number:04d}", facts)
    start = perf_counter()
    call_command("check_evaluation", campaign=campaign.pk, stdout=StringIO())
    return (perf_counter() - start) / count
