"""Sentences that the rules on words must speak of, and sentences beside them that are right and must be left alone."""

from typing import Any

import pytest

from budgets.enums import BudgetItem
from evaluations.domain.checks import RULE_BY_CODE
from evaluations.domain.checks.claims import is_missed
from evaluations.domain.checks.registry import quoted
from evaluations.domain.checks.texts import NARRATIVES, plain, prose, shown
from evaluations.domain.facts import DepartmentFacts, EvaluationFacts
from evaluations.domain.scoring import score
from evaluations.domain.similarity import CopyIndex, OthersTexts, letters, shingles
from evaluations.domain.surroundings import Surroundings
from tests.evaluations.domain.check_cases import SPEND, UNION, with_line, with_part, with_row
from tests.factories import indicator, indicators

NEIGHBOURS = Surroundings(department_names=(
    "广州市花都区残疾人联合会", "广州市花都区财政局", "政协广州市花都区委员会", "广州市花都区花山镇人民政府",
    "广州市花都区新华街道办事处", "广州市花都区民政局",
))  # fmt: skip
UNSPENT = with_line(SPEND, executed_amount="6000000")
UNSPENT = UNSPENT.model_copy(update={"budget_lines": tuple(
    line.model_copy(update={"executed_amount": line.adjusted_amount / 2}) if line.item == BudgetItem.PROJECT else line
    for line in UNSPENT.budget_lines
)})  # fmt: skip


def stated(text: str, base: EvaluationFacts = UNION) -> EvaluationFacts:
    """The demo's facts with this as 综合评价."""
    return base.model_copy(
        update={"conclusion": type(UNION.conclusion)(management="组织自评。", narrative=text)}
    )


def complaints(
    code: str, facts: EvaluationFacts, place: str = "narrative", around: Surroundings = NEIGHBOURS
) -> list[str]:
    """What the rule says of this field."""
    found = RULE_BY_CODE[code].findings(facts, score(facts), around)
    return [finding.message for finding in found if finding.place.field == place]


#: code, facts the sentence stands in, sentences that are wrong, sentences that are right
WORDS: tuple[tuple[str, EvaluationFacts, tuple[str, ...], tuple[str, ...]], ...] = (
    ("D4", UNION, (
        "落实2021年和2020 年部署", "沿用2019年职责", "2021年度收入预算执行总计1,057万元", "截至2021年末在职人数57人",
        "2020—2021年工作任务", "二〇二一年度总体工作", "２０２１年部门总体工作", "2021年我单位进一步增加了服务",
        "根据《关于开展2021年度部门整体支出绩效自评工作的通知》", "2023年度部门整体支出绩效自评报告", "2023年，我会认真开展工作",
        "2021年与社区一起开展活动", "1.2021年完成培训", "2021年通过线上方式开展", "（2021年度）部门整体支出", "2021年绩效目标：加强党建",
        "2030年我会开展工作", "从2021年开展工作情况看",
    ), (
        "2022年", "比2021年增加12%", "较2021年下降", "与2021年相比增加", "同2021年基本持平", "以2021年为基数", "（2021年为基数）",
        "上年（2021年）完成40期", "成立于2013年", "我会成立于1950年", "2019年机构改革组建", "自2019年起实施", "2020年以来",
        "2018年5月印发的办法", "穗财绩〔2021〕5号", "《2021年中央一号文件》", "《广东省2021—2025年规划》", "2021—2025年规划",
        "“十四五”（2021—2025年）规划期", "2020—2022年三年行动", "“十三五”（2016—2020年）规划收官", "到2025年建成", "2035年远景目标",
        "2023年2月25日起开展自评", "根据《关于开展2023年市级财政资金绩效自评工作的通知》", "2021年结转资金10万元", "2021年度尾款",
        "由2021年的30%提高到40%", "2020年35件、2021年40件、2022年52件", "2021年12月新修订的《工会法》", "项目于2021年立项",
        "2023年将继续推进", "2023年年初预算1,080万元", "近三年（2020-2022年）", "2021-2022学年", "工作人员2021人", "订购2000元的物资", "自2021年9月开始",
    )),
    ("D5", UNION, (
        "为推动我县经济发展作出贡献", "完成县委、县政府交办的其他任务", "我局高度重视绩效工作", "全镇职工", "本市职工", "服务我镇群众",
        "广州市花都区残疾人联合会2022年部门整体支出绩效自评得分95分", "花都区残疾人联合会2022年度部门整体支出",
        "我单位广州市花都区财政局", "番禺区总工会2022年部门整体支出绩效自评报告", "前山镇人民政府2022年度部门整体支出情况如下",
        "区财政局部门整体支出完成100%", "全县职工文化活动", "我办牵头", "本街道辖区", "区卫生健康局2022年部门整体支出完成较好", "花都区妇联2022年部门整体支出绩效自评",
    ), (
        "在市总工会、省财政厅指导下，落实广州市委部署", "联合区残疾人联合会、区民政局开展慰问", "全市排名第一，全省先进",
        "根据区财政局2022年部门整体支出绩效自评工作的通知", "与清远市阳山县结对帮扶，走访前山镇职工", "本办法自发布之日起施行",
        "本会计年度内", "基本市场秩序，资本市场", "健全县区联动机制", "我会2022年部门整体支出绩效自评得分96分",
        "区总工会2022年部门整体支出", "广州市花都区总工会部门整体支出", "花都区总工会的部门整体支出自评得分",
        "我区经济高质量发展，本区职工，全区企业", "与街镇、企业建立信息通报机制", "到花山镇人民政府召开座谈会",
        "按照《番禺区财政局2022年部门整体支出绩效自评通知》", "“我县我镇”活动", "指导各镇街工会",
        "由花都区财政局统一拨付资金，花都区民政局配合", "组织部门整体支出绩效自评，涉及一般公共预算支出", "本部门整体支出控制在预算以内",
        "全面推进我单位部门整体支出绩效管理", "会同区财政局开展部门整体支出绩效评价", "自我会员管理", "本会议", "我会将继续努力",
        "故此我会的部门整体支出绩效自评分为96分", "阳山县委", "我中心走访困难职工", "花都区财政局负责拨付资金", "各单位整体支出",
    )),
    ("D7", UNION, (
        "无", "暂无。", "略", "同上", "……", "——", "请填写本部门情况", "（此处填写职责）", "XX单位高度重视", "××局认真开展", "20XX年工作",
        "完成（  ）项", "预算编制、执行和使用效益的总体评价", "_____万元", "待补充", "某某单位", "金额XX万元", "张××万元", "○○单位", "综合评价",
        "（200字以内）", "得分和等级由系统",
    ), (
        "暂无困难", "职工李××获救助", "邀请填写问卷", "3×5米", "无结转结余", "二〇〇八年", "学生王某某返校", "XL码", "面积12×15", "略有增长", "«执行率»",
        "证号440***1234", "（含税）", "得分和等级由系",
    )),
    ("D10", UNION, (
        "资金使用进度慢", "预算执行进度缓慢，主要集中在下半年结账", "支出进度偏慢", "预算执行率偏低", "支出进度滞后", "预算支出率低", "结余资金较大",
        "年度预算未能全部支出", "部分项目资金支付进度不够快",
    ), (
        "支出前缓后紧，较多款项到下半年才结算", "上半年支出进度偏慢", "前三季度资金使用进度慢", "不存在支出进度慢的情况", "有效解决了资金支付进度慢的问题",
        "预算编制不够精细", "工程进度慢", "避免执行率偏低", "预算执行率达到100%", "制度执行不到位",
    )),
    ("D11", UNSPENT, (
        "全年预算资金已全部支付", "各项经费均已执行完毕", "项目资金全部支出", "财政拨款及时足额支付完毕", "资金按期支付完成，无结转结余",
    ), (
        "资金及时到位", "其中一笔资金已全部支付", "困难补助资金已全部支付", "未能全部支付资金", "力争全部支付资金", "该项资金已支付完毕", "培训全部完成",
        "人员经费全部支付",
    )),
    ("D12", UNION, (
        "各项绩效指标全部完成", "圆满完成了各项工作任务", "年度绩效目标均已实现", "完成了全部绩效指标", "四项目标全部达成", "全面完成年度工作任务",
    ), (
        "各项指标基本全部完成", "无障碍改造任务全部完成", "全面完成绩效运行监控工作任务", "力争全面完成年度任务", "四项整体绩效目标总体实现",
        "花都区完成年度任务较好", "人均完成年度任务", "除支出进度外各项指标均已完成", "各项指标完成情况良好", "未能全部完成年度任务",
    )),
    ("D13", UNION, (
        "受访职工均表示满意", "服务对象满意度达到100%", "劳模全部满意", "职工对课程都很满意", "百分之百的职工表示满意", "无一不满意",
    ), (
        "花都区职工满意度有所提高", "平均满意度较好", "多数职工表示满意", "职工满意度达到90%以上", "力争服务对象满意度达到100%", "首都职工满意",
    )),
    ("D14", UNION, (
        "各项指标均得满分", "自评无扣分", "未扣分", "不存在扣分情况", "自评满分",
    ), (
        "满分100分，自评96分", "自评满分100分，实得96分", "花都区获满分", "失分主要在四个方面", "平均得满分的占三成",
    )),
    ("G7", UNION, (
        "主动引领时代风尚目标完成情况：发放津贴。", "3、乡村振兴目标完成情况：走访。", "一是粮食安全绩效目标的完成情况：储备。",
    ), (
        "1、产业工人队伍建设改革目标完成情况：召开会议。", "整体绩效目标完成情况：良好。", "对照年初目标完成情况逐项分析：良好。",
        "各项绩效目标完成情况：良好。", "我们总结了主动引领时代风尚目标完成情况。",
    )),
    ("A15", UNION.model_copy(update={"indicators": ()}), (
        "故此我会的部门整体支出绩效自评分为 96 分", "自评得分96分", "自评总分为95.5分", "综合评价得分：97分",
    ), (
        "满分100分", "按自评办法评分", "评分 3 次", "总分由各项得分构成", "该项目自评分为99分",
    )),
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "facts", "sentence"),
    [(code, facts, sentence) for code, facts, wrong, _ in WORDS for sentence in wrong],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_sentence_is_found(code: str, facts: EvaluationFacts, sentence: str):
    assert len(complaints(code, stated(sentence, facts))) == 1


@pytest.mark.parametrize(
    ("code", "facts", "sentence"),
    [(code, facts, sentence) for code, facts, _, right in WORDS for sentence in right],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_right_sentence_is_left_alone(code: str, facts: EvaluationFacts, sentence: str):
    assert complaints(code, stated(sentence, facts)) == []


#: name, short name, region: sentences that fit it, and sentences that do not
SELVES: tuple[tuple[str, str, str, str, str], ...] = (
    ("徐闻县前山镇人民政府", "前山镇", "湛江市徐闻县",
     "现将2024年度徐闻县前山镇人民政府整体支出绩效自评情况报告如下，本镇、我县、全镇，前山镇部门整体支出绩效自评报告", "我区，区委，我局"),
    ("茂名市发展和改革局", "市发改局", "茂名市", "我局负责全市工作，茂名市发改局整体支出，市发展改革局部门整体支出", "我县，我委"),
    ("湖南省司法厅", "省司法厅", "湖南省", "我厅，全省，省司法厅整体支出", "我市，我局"),
    ("岳阳县新开镇政府", "", "岳阳县", "新开镇人民政府2021年部门整体支出，我镇", "筻口镇人民政府2021年部门整体支出"),
    ("益阳市赫山区城市管理和综合执法局", "", "益阳市赫山区", "区城管执法局2019年部门整体支出，我局", "我办"),
    ("广州市花都区残疾人联合会", "花都区残联", "广州市花都区", "区残联2022年部门整体支出", "区文联2022年部门整体支出"),
    ("广州市花都区住房和城乡建设局", "花都区住建局", "广州市花都区", "区住房城乡建设局2022年部门整体支出，现将花都区住建局部门整体支出", "香都区住建局部门整体支出"),
    ("佛山市南海区总工会", "", "佛山市南海区", "南海区总工会2022年部门整体支出", "花都区总工会2022年部门整体支出"),
    ("南县政协", "", "南县", "推动南县政协2022年部门整体支出，县政协坚持县委领导，助推我县发展，县政协部门整体支出，我会", "我局"),
    ("岳阳市城市管理监督指挥中心", "", "岳阳市", "我中心，我市", "我局"),
    ("政协广州市花都区委员会", "花都区政协", "广州市花都区", "区政协2022年部门整体支出，我会，我委，我办", "我局"),
    ("广州市花都区花山镇人民政府", "花山镇政府", "广州市花都区", "我镇、我区、全镇，花山镇2022年部门整体支出", "我街道，炭步镇2022年部门整体支出"),
    ("广州市花都区新华街道办事处", "新华街道", "广州市花都区", "我街道、我街、本街道、我办", "我镇"),
    ("广州市花都区发展和改革局（粮食局）", "区发改局", "广州市花都区", "我局，区发展改革局2022年部门整体支出", "我会，我镇"),
    ("中共花都区纪律检查委员会监察委员会机关", "", "广州市花都区", "我委", "我局"),
    ("花都区花山镇中心小学", "", "广州市花都区", "我校、我镇", "我街道"),
    ("广州市花都区乡村振兴局", "", "广州市花都区", "我局", "我乡，我镇"),
    ("广州市花都区城镇化办公室", "", "广州市花都区", "我办", "我镇"),
    ("徐闻县财政局", "", "湛江市徐闻县", "我县、县委、全县", "我区、区委、全区"),
    ("新疆生产建设兵团第一师", "", "新疆生产建设兵团", "我县、我镇、全区", "我局"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "short", "region", "right", "wrong"), SELVES)
def test_what_a_department_may_call_itself(name: str, short: str, region: str, right: str, wrong: str):
    department = DepartmentFacts(code="1", name=name, short_name=short, region=region)
    base = UNION.model_copy(update={"department": department, "subunits": ()})
    assert complaints("D5", stated(right, base)) == []
    for words in wrong.split("，"):
        assert complaints("D5", stated(words, base)), words


def test_a_neighbour_whose_name_is_part_of_the_own_one_is_not_meant():
    department = DepartmentFacts(code="1", name="广州市花都区财政局国库支付中心", region="广州市花都区")
    base = UNION.model_copy(update={"department": department})
    assert complaints("D5", stated("花都区财政局国库支付中心2022年部门整体支出", base)) == []
    assert complaints("D5", stated("花都区财政局2022年部门整体支出", base))


def test_what_is_bound_or_quoted_is_no_word_of_the_text():
    assert complaints("D4", stated("«2021年执行数»为零")) == []
    assert complaints("D5", stated("贯彻《我县绩效办法》")) == []


def test_a_slow_project_may_be_told_beside_a_department_that_spent_all():
    text = "劳动模范春节慰问经费支出进度慢。"
    assert complaints("D10", stated(text))
    slow = with_row("projects", 0, executed_amount="50000", quantity=50)
    assert complaints("D10", stated(text, slow)) == []


@pytest.mark.parametrize(("rate", "found"), [("10523418", 0), ("10523419", 1)])
def test_all_spent_begins_at_995_in_a_thousand(rate: str, found: int):
    assert len(complaints("D10", stated("支出进度慢", with_line(SPEND, executed_amount=rate)))) == found


@pytest.mark.parametrize(("rate", "found"), [("8461040", 0), ("8461039", 1)])
def test_unspent_ends_at_80_per_cent(rate: str, found: int):
    assert len(complaints("D11", stated("全年资金全部支付", with_line(SPEND, executed_amount=rate)))) == found


def test_995_in_a_thousand_is_all():
    exact = with_line(SPEND, adjusted_amount="1000000", executed_amount="995000")
    assert complaints("D10", stated("支出进度慢", exact))


def test_a_project_of_unknown_rate_excuses_nothing():
    unknown = with_row("projects", 0, adjusted_amount=None)
    assert complaints("D10", stated("劳动模范春节慰问经费支出进度慢。", unknown))


@pytest.mark.parametrize(
    ("count", "words"), [(3, "“指标2”目标值 48、完成值 1"), (4, "“指标2”目标值 48、完成值 1等 4 个指标")]
)
def test_three_missed_indicators_are_named(count: int, words: str):
    rows = indicators(
        indicator(f"指标{number}", actual_value="1", attainment="full") for number in range(count)
    )
    (message,) = complaints("D12", stated("年度目标全部完成", UNION.model_copy(update={"indicators": rows})))
    assert message.endswith(words)


def test_one_satisfaction_of_100_may_be_the_one_that_is_meant():
    full = with_row("indicators", 7, actual_value="100")
    assert full.indicators[7].name == "参训职工满意度"
    assert complaints("D13", stated("参训职工均表示满意", full)) == []


@pytest.mark.parametrize(
    ("field", "text", "found"),
    [("unit", "无", 0), ("target_text", "无", 0), ("name", "待定", 1), ("deduction_reason", "略", 1)],
)
def test_which_short_texts_are_content(field: str, text: str, found: int):
    facts: Any = with_row("indicators", 2, **{field: text})
    assert len(complaints("D7", facts, field)) == found


def test_a_year_is_said_once_for_a_text_with_all_years():
    (message,) = complaints("D4", stated("2019年总结，2021年任务，2019年目标"))
    assert "2019、2021 年" in message


@pytest.mark.parametrize(("heading", "found"), [("职工思甲乙", 0), ("职工丙甲乙", 1)])
def test_a_heading_means_a_goal_from_three_fifths_of_its_letters(heading: str, found: int):
    facts = stated(f"{heading}目标完成情况：良好。").model_copy(
        update={"tasks": (), "goals": UNION.goals[:1]}
    )
    assert facts.goals[0].title == "党的领导和职工思想政治工作得到加强"
    assert len(complaints("G7", facts)) == found


def test_a_goal_without_a_title_is_meant_by_no_heading():
    blank = UNION.goals[0].model_copy(update={"title": ""})
    facts = stated("时代风尚目标完成情况：良好。").model_copy(update={"tasks": (), "goals": (blank,)})
    assert complaints("G7", facts)


@pytest.mark.parametrize(
    ("direction", "target", "actual", "missed"),
    [
        ("at_least", "48", "47", True), ("at_least", "48", "48", False), ("at_most", "48", "49", True), ("at_most", "48", "48", False),
        ("equal", "48", "47", True), ("equal", "48", "48", False), ("equal", "48", "49", False), ("equal", "0", "1", True),
        ("equal", "0", "0", False), (None, "48", "47", False), ("at_least", None, "47", False), ("at_least", "48", None, False),
        ("at_least", "不适用", "47", False),
    ],
)  # fmt: skip
def test_which_results_are_short_of_their_target(direction: Any, target: Any, actual: Any, missed: bool):
    assert is_missed(indicator(direction=direction, target_value=target, actual_value=actual)) is missed


@pytest.mark.parametrize(
    ("grade", "missed"), [("full", False), ("partial", True), ("missed", True), (None, False)]
)
def test_which_words_are_short_of_their_target(grade: Any, missed: bool):
    row = indicator(direction="qualitative", target_value="48", actual_value="1", attainment=grade)
    assert is_missed(row) is missed


def test_slow_is_no_contradiction_below_the_rate_that_the_rule_states():
    slow = "资金使用进度慢"
    below, at_it = (
        stated(slow, with_line(SPEND, executed_amount=spent)) for spent in ("10523418", "10523419")
    )  # 99.5 % of 10,576,300 is 10,523,418.50
    assert (len(complaints("D10", below)), len(complaints("D10", at_it))) == (0, 1)
    assert "99.5%" in RULE_BY_CODE["D10"].title and "99.5%" in RULE_BY_CODE["D10"].help


def test_more_than_last_year_is_all_that_is_asked_of_the_three_public_expenses():
    rule = RULE_BY_CODE["B6"]
    assert "比上年增加" in rule.title and "预算" not in rule.title + rule.help


def test_the_three_public_expenses_lead_to_the_line_that_rose_most():
    facts = with_line(BudgetItem.RECEPTION, executed_amount="9000")
    (hit,) = RULE_BY_CODE["B6"].find(facts)
    assert hit.place.key == next(line.key for line in facts.budget_lines if line.item == BudgetItem.RECEPTION)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("提案办复率", "“提案办复率”"),
        ("“工匠杯”竞赛质量", "“‘工匠杯’竞赛质量”"),
        ("字" * 30, f"“{'字' * 30}”"),
        ("字" * 29 + "，还有", f"“{'字' * 29}……”"),
        ("", "（未命名）"),
    ],
)
def test_what_a_message_quotes(text: str, words: str):
    assert quoted(text) == words


def test_rules_on_all_narratives_name_every_field_that_is_read():
    read = {f"{place.rowset}.{place.field}".lstrip(".") for place, _ in prose(UNION)}
    assert read <= set(RULE_BY_CODE["D1"].beside) == set(NARRATIVES)


def test_only_a_token_is_no_text():
    assert plain("«执行率»高") == "▢▢▢▢▢高"
    assert (plain("«未\n完»"), letters("«执行率»高«未\n完»")) == ("«未\n完»", "高未完")


def test_measures_speak_of_the_coming_years():
    assert complaints("D4", with_row("measures", 0, text="2023年完善台账，2025年建成平台。"), "text") == []
    assert complaints("D4", with_row("measures", 0, text="2021年完善台账。"), "text")


def test_what_a_department_is_may_be_said_in_the_same_words_everywhere():
    text = UNION.tasks[1].text
    index = CopyIndex([("广州市花都区民政局", shingles(text))])
    around = Surroundings(copies=OthersTexts(index, UNION.department.name))
    assert (
        len(complaints("D6", with_row("duties", 0, text=text), "text", around)) == 1
    )  # the task it is taken from
    assert len(complaints("D6", stated(text), "narrative", around)) == 1


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, 2, "“一二三四…”"),
        (3, 4, "“…二三 四五…”"),
        (7, 9, "“…六七八九”"),
        (0, 9, "“一二三 四五六七八九”"),
        (8, 9, "“…七八九”"),
    ],
)
def test_words_are_shown_with_some_around_them(start: int, end: int, words: str):
    assert (
        shown(
            "一二三四五六七八九".replace("四", "\n四") if " " in words else "一二三四五六七八九",
            start,
            end,
            2,
        )
        == words
    )


def test_nature_may_name_the_neighbour_that_is_in_charge():
    assert complaints("D5", with_part("profile", nature="花都区财政局主管的事业单位"), "nature") == []
    assert complaints("D5", with_row("subunits", 0, nature="花都区财政局负责管理"), "nature") == []
