"""The trade union's evaluations of 2020 and 2021: the demo's of 2022 with other figures, all of them invented.

Keys are those of 2022, as when a department copies last year's evaluation. There is no evidence in the system: it says why.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from evaluations.domain.checks import check, unsettled
from evaluations.domain.facts import EvaluationFacts, Explanation
from evaluations.domain.last_measures import promised
from evaluations.domain.scoring import score
from evaluations.enums import MeasureAnswer

#: 年初预算数, 全年预算数, 全年执行数, 上年决算数 in 万元; 2021's 执行数 is what 2022 states as 上年决算数.
AMOUNTS: Mapping[int, Mapping[str, tuple[str, str, str, str]]] = {
    2021: {
        "general": ("1004.50", "1021.30", "1012.06", "965.40"),
        "basic_staff": ("570.10", "581.37", "581.37", "560.15"),
        "basic_operating": ("88.00", "84.92", "84.92", "86.70"),
        "project": ("346.40", "355.01", "345.77", "318.55"),
        "vehicle_running": ("3.60", "3.28", "3.28", "3.40"),
        "reception": ("0.60", "0.31", "0.31", "0.42"),
    },
    2020: {
        "general": ("978.00", "985.10", "965.40", "944.70"),
        "basic_staff": ("552.00", "560.15", "560.15", "541.20"),
        "basic_operating": ("90.00", "86.70", "86.70", "92.10"),
        "project": ("336.00", "338.25", "318.55", "311.40"),
        "vehicle_running": ("3.80", "3.40", "3.40", "3.55"),
        "reception": ("0.70", "0.42", "0.42", "0.58"),
    },
}
#: By indicator: what differs from 2022.
INDICATORS: Mapping[int, Mapping[str, Mapping[str, str]]] = {
    2021: {
        "职工大学堂花都校区开课期数": {"target_value": "40", "actual_value": "42"},
        "普惠课程服务职工人数": {"target_value": "5000", "actual_value": "5300"},
        "一线职工学历补助发放人数": {"target_value": "450", "actual_value": "452"},
        "技能人才对产业发展的支撑作用": {"self_score": "8.5"},
        "参训职工满意度": {"actual_value": "92.25"},
        "宣传教育经费前三季度支出进度": {"actual_value": "66", "self_score": "8.8"},
        "劳动模范满意度": {"actual_value": "96.30"},
        "预算执行率": {"actual_value": "100"},
        "慰问劳动模范人数": {"target_value": "110", "actual_value": "108", "self_score": "19.64"},
        "受慰问劳动模范满意度": {"actual_value": "96.30"},
    },
    2020: {
        "职工大学堂花都校区开课期数": {"target_value": "36", "actual_value": "36"},
        "普惠课程服务职工人数": {"target_value": "4500", "actual_value": "4620"},
        "一线职工学历补助发放人数": {"target_value": "420", "actual_value": "431"},
        "技能人才对产业发展的支撑作用": {"self_score": "8.5"},
        "参训职工满意度": {"actual_value": "91.5"},
        "宣传教育经费前三季度支出进度": {"actual_value": "60", "self_score": "8"},
        "新兴就业群体入会与服务覆盖": {"self_score": "6.4"},
        "劳动模范满意度": {"actual_value": "96.36"},
        "慰问劳动模范人数": {"target_value": "112", "actual_value": "110", "self_score": "19.64"},
        "受慰问劳动模范满意度": {"actual_value": "96.36"},
    },
}
#: In every text, in this order.
WORDS: Mapping[int, tuple[tuple[str, str], ...]] = {
    2021: (
        ("2022年", "2021年"), ("48期", "42期"), ("6,000名", "5,300名"), ("487名", "452名"), ("表示满意的374份", "表示满意的369份"),
        ("106名", "108名"), ("表示满意的103名", "表示满意的104名"), ("109名", "110名"), ("3名劳模", "2名劳模"), ("0.30万元", "0.20万元"),
        ("10.60万元", "10.80万元"), ("全年预算虽已全部执行，但支出", "年末仍有项目资金结转，支出"),
    ),
    2020: (
        ("2022年", "2020年"), ("48期", "36期"), ("6,000名", "4,620名"), ("487名", "431名"), ("表示满意的374份", "表示满意的366份"),
        ("106名", "110名"), ("表示满意的103名", "表示满意的106名"), ("109名", "112名"), ("3名劳模", "2名劳模"), ("0.30万元", "0.20万元"),
        ("10.60万元", "11.00万元"), ("全年预算虽已全部执行，但支出", "年末仍有项目资金结转，支出"),
    ),
}  # fmt: skip
PROJECT: Mapping[int, Mapping[str, str]] = {
    2021: {
        "initial_amount": "110000.00", "adjusted_amount": "108000.00", "executed_amount": "108000.00", "quantity": "108",
        "self_score": "99.19", "deduction_reason": "2名劳模去世使慰问人数少于计划，名册更新也不够及时，两项产出指标合计扣0.81分。",
    },
    2020: {
        "initial_amount": "112000.00", "adjusted_amount": "110000.00", "executed_amount": "110000.00", "quantity": "110",
        "self_score": "99.19", "deduction_reason": "2名劳模去世使慰问人数少于计划，名册更新也不够及时，两项产出指标合计扣0.81分。",
    },
}  # fmt: skip
#: Long texts that 2021 puts in other words than the years beside it: copying last year's would be asked about (D6).
TASK_TEXTS = {
    "职工建功立业工程": "推进产业工人队伍建设改革试点，依托培训基地分批提升职工技能；结合镇街产业特点组织岗位练兵和技术比武；按时发放劳模津贴，节前上门看望劳模，组织劳模分享经验，引导职工立足岗位创新。",
    "职工维权服务工程": "建立企业用工情况定期摸排台账，及早介入劳资纠纷；围绕欠薪、工伤等高发问题开展普法咨询；建立困难职工档案并分级救助，慰问坚守岗位的医护和社区职工；指导企业签订工资专项集体合同。",
}
NARRATIVE = (
    "全年预算基本执行到位，个别修缮尾款跨年结算。各项重点工程按计划推进，整体绩效目标基本实现，培训期数和受益职工人数超过预期。"
    "扣分主要在支出进度偏慢、技能成果转化不足、小微企业宣讲偏少和灵活就业人员入会不稳定。"
)
PROJECT_AMOUNTS = ("initial_amount", "adjusted_amount", "executed_amount")
CARRIED = {2021: "9.24", 2020: "19.70"}
EXPLAINED = "该年度材料已按档案管理要求装订移交，可到办公室调阅。"


def earlier_facts(facts: EvaluationFacts, year: int) -> EvaluationFacts:
    """The union's evaluation of an earlier year, from that of 2022; its warnings are explained."""
    stated = _retold(facts.model_dump(mode="json"), WORDS[year])
    stated["campaign"]["year"] = year
    for line in stated["budget_lines"]:
        _fill_line(line, AMOUNTS[year])
    for row in (*stated["indicators"], *stated["project_indicators"]):
        row |= INDICATORS[year].get(row["name"], {})
    for row in stated["projects"]:
        row |= PROJECT[year]
        row |= {f"appropriation_{name}": row[name] for name in PROJECT_AMOUNTS}
    stated["finance"]["execution_reason"] = (
        f"项目支出结转{CARRIED[year]}万元，为跨年度结算的服务阵地修缮尾款，按规定结转下年使用；其余支出年底前支付完毕。"
    )
    if year == 2021:
        stated["conclusion"]["narrative"] = NARRATIVE
        for row in stated["tasks"]:
            row["text"] = TASK_TEXTS.get(row["title"], row["text"])
    stated["evidence"] = []
    made = EvaluationFacts.model_validate(stated)
    return made.model_copy(update={"explanations": tuple(_explanations(made))})


def with_answers(facts: EvaluationFacts, before: EvaluationFacts) -> EvaluationFacts:
    """The facts, saying that what the year before promised is done."""
    rows = (row.model_copy(update={"answer": MeasureAnswer.DONE}) for row in promised(before))
    return facts.model_copy(update={"last_measures": tuple(rows)})


def _retold(value: Any, words: Iterable[tuple[str, str]]) -> Any:
    if isinstance(value, dict):
        return {name: _retold(each, words) for name, each in value.items()}
    if isinstance(value, list):
        return [_retold(each, words) for each in value]
    if isinstance(value, str):
        for old, new in words:
            value = value.replace(old, new)
    return value


def _fill_line(line: dict[str, Any], amounts: Mapping[str, tuple[str, str, str, str]]) -> None:
    item = line["item"].removeprefix("income_").removeprefix("spend_")
    columns = ("initial_amount", "adjusted_amount", "executed_amount", "last_year_amount")
    if item in amounts:
        line |= {
            name: str(Decimal(amount) * 10000) for name, amount in zip(columns, amounts[item], strict=True)
        }


def _explanations(facts: EvaluationFacts) -> Iterable[Explanation]:
    for finding in unsettled(check(facts, score(facts)), ()):
        yield Explanation(finding=finding.identity, message=finding.message, text=EXPLAINED)
