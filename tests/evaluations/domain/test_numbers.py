"""D1 and D2 over whole documents: the demo has none, a changed figure is named with both values, nothing raises."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.domain.checks.numbers import CHECKS, contradictions
from evaluations.domain.facts import EvaluationFacts, Indicator
from evaluations.domain.numbers import State, compare, known_values
from evaluations.domain.numbers.book import Book
from evaluations.domain.numbers.ready import book_of
from evaluations.domain.scoring import score
from huadu_perf.lib.findings import Finding, Place, Severity
from tests.evaluations.domain.generated import facts
from tests.evaluations.domain.number_corpus import DEMO
from tests.evaluations.domain.test_numbers_mentions import PIECES
from tests.evaluations.domain.test_properties import resolves
from tests.factories import indicator, indicators, key, large_facts, union_facts
from tests.yardstick import usual_seconds

ERROR, WARNING = Severity.ERROR, Severity.WARNING
UNION = union_facts()
BOOK = Book(known_values(UNION, score(UNION)))
NARRATIVE = Place("conclusion", field="narrative")


def found(stated: EvaluationFacts) -> list[Finding]:
    scorecard = score(stated)
    return [finding for rule in CHECKS for finding in rule.findings(stated, scorecard)]


def saying(text: str) -> EvaluationFacts:
    """The demo with this 综合评价."""
    return union_facts(conclusion=UNION.conclusion.model_copy(update={"narrative": text}))


@pytest.mark.parametrize("name", ["union-2022", "cppcc-2022", "disabled-federation-2022"])
def test_the_demo_has_no_finding(name):
    stated = EvaluationFacts.model_validate_json((DEMO / f"{name}.json").read_text(encoding="utf-8"))
    assert found(stated) == []


def test_an_error_names_both_values_both_places_and_the_fix():
    (finding,) = found(saying("全年支出合计1,075.63万元。"))
    assert (finding.code, finding.severity, finding.place) == ("D1", ERROR, NARRATIVE)
    for words in ("全年支出合计1,075.63万元", "部门整体收支", "支出合计", "1,057.63 万元"):
        assert words in finding.message
    assert "改为 1,057.63 万元" in finding.fix
    assert finding.source


def test_a_grade_word_is_held_against_the_score():
    (finding,) = found(saying("自评得分96分，评级为良。"))
    assert (finding.code, finding.severity) == ("D2", ERROR)
    assert "等级 优" in finding.message


def test_errors_stand_alone_and_warnings_of_a_text_are_one_finding():
    stated = saying("支出合计1,075.63万元，执行率98%。人员经费621.48万元，公用经费87.35万元。")
    assert [finding.severity for finding in found(stated)] == [ERROR, ERROR, WARNING]


def test_a_number_follows_the_facts():
    stated = saying("自评得分96分。")
    rows = tuple(
        row.model_copy(update={"self_score": Decimal("5.00")}) if row.name == "普惠课程服务职工人数" else row
        for row in UNION.indicators
    )
    assert found(stated) == []
    assert [f.code for f in found(stated.model_copy(update={"indicators": rows}))] == ["D1"]


# What the seed and the published reports say, against the figures they give elsewhere (../shared/seeds, ../shared/reports).


def seed_facts() -> EvaluationFacts:
    """The demo with six third-level indicators named by their types, as the seed lists them."""
    leaves = [row for row in UNION.indicators if row.level == 3][:6]
    names = ("产出指标", "数量指标", "社会效益指标", "服务对象满意度指标", "可持续影响指标", "劳模满意度指标")
    rows = [
        Indicator(key=key(name), name=name, level=3, parent=leaf.parent, points="16", self_score="16")
        for name, leaf in zip(names, leaves, strict=True)
    ]
    return union_facts(indicators=(*(row for row in UNION.indicators if row.level < 3), *rows), evidence=())


SEED = """涉及一般公共预算支出 1,057.63 万元，政府性基金预

算支出0万元。本部门2022年度收入预算执行总计1,057.63

万元，支出预算执行总计1,057.63万元，完成预算的100.0%。
其中一级指标 1 个：履职效能；二级指标 3 个，分别是推进产业工人队伍建设改革、引领和加强职工思想政治工作、主动引领时代风尚；三级指标 6 个：产出指标、数量指标。
故此我会的部门整体支出绩效自评分为 96 分，评级为优。
本年度部门重点任务项目是：劳动模范春节慰问经费。该项目年初预算 10.90 万元，因有劳模去世，调整预算数

10.60 万元，执行数 10.60 万元。已为 106 名劳模发放春节慰问金。因有劳模去世导致慰问金发放不成功，自评分为 99 分，评级优。"""


def test_the_seed_agrees_with_its_own_figures():
    stated = seed_facts()
    verdicts = compare(SEED, known_values(stated, score(stated)), NARRATIVE)
    assert [v.mention.text for v in verdicts if v.state != State.EQUAL] == []


def test_the_seed_is_read_across_its_line_breaks():
    stated = seed_facts()
    wrong = SEED.replace("10.60 万元，执行数", "16.00 万元，执行数").replace(
        "基金预\n\n算支出0万元", "基金预\n\n算支出5万元"
    )
    verdicts = compare(wrong, known_values(stated, score(stated)), NARRATIVE)
    assert [v.mention.text for v in verdicts if v.severity == ERROR] == ["5万元", "16.00 万元"]


@pytest.mark.parametrize(
    ("year", "staff", "text"),
    [
        (2021, (63, 57, 94), "我局成立于 1958 年,属于国家行政单位,设 17 个内设机构。我局实有编制数 63 人,2021 年末在职人数 57 人、离退休人数 94 人。"),
        (2022, (19, 22, 13), "单位在职人员编制19人，其中：行政编制11人，事业编制8人。在职实有22人，机关参公人员14人，全额拨款事业人员8人，退休 13人。车辆编制3辆，实有车辆3辆。"),
        (2024, (96, 86, 48), "机构编制部门核定人数96人、年末在职人数86人、离退休人数48人、外聘临时工人数18人。"),
        (2019, (200, 271, 156), "区城管执法局现有人员1894人，其中局本级187人(在职在编139人、退休人员8人、协管员40人)，环卫处1707人(在职在编132人、退休人员148人、临聘人员272人、3个市场化公司聘用人员1155人)。"),
        (2018, (143, 136, 0), "本单位2018年年末实际在职人员为136人，占编委核定的落实编制数143人的比率为95.10%。在职人员控制率≤100%，计8分；每超过一个百分点扣0.5分，扣完为止。"),
    ],
)  # fmt: skip
def test_published_reports_agree_with_their_own_figures(year, staff, text):
    names = ("established_count", "serving_count", "retired_count")
    profile = UNION.profile.model_copy(update=dict(zip(names, map(Decimal, staff), strict=True)))
    divisions = tuple(
        UNION.divisions[0].model_copy(update={"key": key(f"室{n}"), "name": f"室{n}"}) for n in range(17)
    )
    stated = union_facts(
        campaign=UNION.campaign.model_copy(update={"year": year}), profile=profile, divisions=divisions
    )
    verdicts = compare(text, known_values(stated, score(stated)), Place("profile", field="nature"))
    assert [v.mention.text for v in verdicts if v.severity] == []


TEXT = st.lists(
    PIECES | st.sampled_from(["该项目", "支出合计", "年初预算", "执行率", "劳动模范春节慰问经费", "参训职工满意度", "编制", "三级指标", "分别为", "和", "劳模", "去年", "扣", "人均"]),
    max_size=40,
).map("".join)  # fmt: skip
many = settings(max_examples=60)


@many
@given(TEXT | st.text(max_size=80), st.sampled_from([None, NARRATIVE, Place("projects", "projects", UNION.projects[0].key, "work_done"),
                                                     Place("projects", "project_indicators", UNION.project_indicators[2].key, "deduction_reason"),
                                                     Place("indicators", "indicators", UNION.indicators[3].key, "deduction_reason")]))  # fmt: skip
def test_any_text_gets_a_verdict_on_every_number(text, near):
    verdicts = compare(text, BOOK, near)
    for verdict in verdicts:
        assert text[verdict.mention.start : verdict.mention.end] == verdict.mention.text
        assert (
            (verdict.state == State.CONTRADICTS)
            == (verdict.against is not None)
            == (verdict.severity is not None)
        )


@many
@given(facts(), TEXT)
def test_no_facts_make_the_checks_raise(stated, text):
    conclusion = stated.conclusion.model_copy(update={"narrative": text})
    stated = stated.model_copy(update={"conclusion": conclusion})
    for finding in found(stated):
        assert resolves(finding.place, stated)
        assert finding.message
        assert finding.fix


def seconds(text: str) -> float:
    taken = []
    for _ in range(3):
        start = time.process_time()
        compare(text, BOOK, NARRATIVE)
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize(
    "piece",
    [
        "年初预算10.90万元，执行率96%。",
        "年初预算分别为1元",
        "劳动模范1名",
        "1,",
        "一",
        "（",
        "支出合计",
        "《",
        "9",
        "第",
        "\n",
        "优等级",
        "2022年",
        "1-",
        "一百",
    ],
)
def test_reading_is_linear(piece):
    short, long = piece * (5000 // len(piece)), piece * (20000 // len(piece))
    assert seconds(long) <= 12 * max(seconds(short), 0.002)


def test_both_rules_read_the_texts_once():
    stated = saying("支出合计1,075.63万元，评级为良。")
    scorecard = score(stated)
    assert contradictions(stated, scorecard) is contradictions(stated, scorecard)
    assert [finding.code for finding in found(stated)] == ["D1", "D2"]


def test_a_copy_of_the_facts_is_read_anew():
    stated = saying("编制20人。")
    assert found(stated) == []
    profile = stated.profile.model_copy(update={"established_count": Decimal(25)})
    assert [finding.code for finding in found(stated.model_copy(update={"profile": profile}))] == ["D1"]


def test_large_documents_are_checked_fast():
    """60 indicators and 20 projects; some 7 ms on a free machine, so the bound only catches what grew out of hand."""
    stated = large_facts(60, 20)
    scorecard = score(stated)

    def check_anew() -> None:
        for _ in range(5):
            copy = stated.model_copy()
            for rule in CHECKS:
                list(rule.findings(copy, scorecard))

    assert usual_seconds(check_anew) < 5 * 0.04


@pytest.mark.parametrize(
    ("where", "text", "state"),
    [
        (("tasks", "text"), "办理提案120件，由领导督办。", State.EQUAL),
        (("goals", "expected"), "办理提案120件。", State.EQUAL),
        (("tasks", "text"), "办理提案125件。", State.CONTRADICTS),
        (("goals", "achieved"), "办理提案120件。", State.CONTRADICTS),
        (("goals", "achieved"), "办理提案126件。", State.EQUAL),
        (("goals", "achieved"), "一件办理提案延后答复。", State.UNRELATED),
    ],
)
def test_a_plan_may_say_the_target_and_one_is_an_article(where: tuple[str, str], text: str, state: State):
    leaf = indicator("办理提案件数", target_value="120", actual_value="126", unit="件", goal=None)
    stated = union_facts(indicators=indicators([leaf]), evidence=())
    rowset, field = where
    place = Place(rowset, rowset, getattr(UNION, rowset)[0].key, field)
    (verdict,) = compare(text, book_of(stated, score(stated)), place)
    assert verdict.state == state
