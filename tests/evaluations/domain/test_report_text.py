"""The text of a report template: written and read back the same, and every fault told with its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.actions.reference import FOLDER, template_in
from evaluations.domain.report_checks import LONGEST_LINE, LONGEST_TEXT, left_out
from evaluations.domain.report_template import Annex, Part, PartFacts, ReportTemplateFacts
from evaluations.domain.report_text import Fault, TextRefused, changed_lines, write_text
from evaluations.domain.report_text_reading import faults_in, read_text

SHIPPED = sorted(path.name for path in (FOLDER / "report_templates").iterdir())
TEXTS = [name for name in SHIPPED if name.endswith(".txt")]
WHOLE = """名称：模板
代码：test
版本：1
来源：
核实：否
标题：{部门}{年度}年报告
署名：是

【封面】
评价年度：{年度}
联系人：
落款：{财政区划}财政局（制）

【引言】
[按照{工作通知}，]本单位开展自评。

【正文】

# 基本情况
## 概况
[部门概况]
本节由固定文字和系统内容组成。
另起一段，执行率{执行率}。
## 收支
[收支情况]

# 问题
[存在问题]

【附件】
[指标评分表] 评分表

【句式】
结论.得分：得分{得分}，等级{等级}
"""


def refused(text: str) -> list[str]:
    with pytest.raises(TextRefused) as refusal:
        read_text(text)
    return [str(fault) for fault in refusal.value.faults]


def changed(old: str, new: str) -> str:
    assert old in WHOLE
    return WHOLE.replace(old, new)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_templates_have_no_faults_and_are_read_as_they_are_written(name):
    facts = template_in(FOLDER / "report_templates" / name)
    assert faults_in(facts) == ()
    assert left_out(facts) == []
    text = write_text(facts)
    again = read_text(text)
    assert write_text(again) == text
    if name in TEXTS:
        assert again == facts
        assert text == (FOLDER / "report_templates" / name).read_text("utf-8")
        assert not facts.verified
        assert facts.source


def test_a_text_becomes_a_template():
    facts = read_text(WHOLE)
    assert write_text(facts) == WHOLE
    assert facts.signed
    assert [(line.label, line.words) for line in facts.cover.lines] == [
        ("评价年度", "{年度}"),
        ("联系人", ""),
    ]
    assert facts.cover.foot == ("{财政区划}财政局（制）",)
    assert facts.opening == ("[按照{工作通知}，]本单位开展自评。",)
    assert facts.chapters[0].parts == (
        PartFacts(kind=Part.PROFILE, heading="概况"),
        PartFacts(kind=Part.TEXT, text="本节由固定文字和系统内容组成。\n另起一段，执行率{执行率}。"),
        PartFacts(kind=Part.FINANCE, heading="收支"),
    )
    assert [(row.kind, row.title) for row in facts.annexes] == [(Annex.SCORES, "评分表")]
    assert [(row.id, row.words) for row in facts.sentences] == [
        ("conclusion.score", "得分{得分}，等级{等级}")
    ]


def test_what_people_type_otherwise_means_the_same():
    loose = (
        WHOLE.replace("\n", "\r\n  ").replace("：", ":").replace("# ", "＃ ").replace("{部门}", "｛部门｝")
    )
    loose = loose.replace("[部门概况]", "［ 部门概况 ］　").replace("{执行率}", "«执行率»")
    assert read_text(loose) == read_text(WHOLE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "缺少“名称”，请在开头写上一行“名称：…”"),
        (changed("标题：{部门}{年度}年报告\n", ""), "缺少“标题”，请在开头写上一行“标题：…”"),
        (changed("名称：模板", "名称："), "第 1 行：缺少“名称”"),
        (changed("代码：test", "代码：Test 1"), "第 2 行：代码只用小写字母、数字和连字符，如 huadu-2023（现为“Test 1”）"),
        (changed("版本：1", "版本：第一"), "第 3 行：版本应为 1 到 9999 的整数（现为“第一”）"),
        (changed("核实：否", "核实：没有"), "第 5 行：“核实”应写“是”或“否”（现为“没有”）"),
        (changed("核实：否", "备注：否"), "第 5 行：开头应为“名称：…”这样的行"),
        (changed("来源：", "名称：又一个"), "第 4 行：“名称”写了两次，请删去一行"),
        (changed("名称：模板", "名称：" + "长" * 101), "第 1 行：“名称”有 101 字，最多 100 字，请缩短"),
        (changed("{部门}{年度}年", "{部们}{年度}年"), "第 6 行：不认识占位 {部们}"),
        (changed("{部门}{年度}年", "{部门{年度}年"), "第 6 行：“{”没有对应的“}”，请补上"),
        (changed("【封面】", "【封底】"), "第 9 行：不认识【封底】，可用 【封面】、【引言】、【正文】、【附件】、【句式】"),
        (changed("联系人：", "联系人"), "第 11 行：封面每行写作“评价年度：{年度}”"),
        (changed("联系人：", "评价年度："), "第 11 行：封面的“评价年度”写了两次（前一次在第 10 行），请删去一处"),
        (changed("[部门概况]", "[部门]"), "第 21 行：不认识正文内容 [部门]，可用：部门概况、"),
        (changed("[部门概况]", "[指标评分表]"), "第 21 行：不认识正文内容 [指标评分表]，附件要写在【附件】下面，可用："),
        (changed("[收支情况]\n", ""), "第 24 行：“收支”下面没有内容，请写上 [内容] 或一段文字，或删去这个标题"),
        (changed("[存在问题]\n", ""), "第 27 行：“问题”下面没有内容"),
        (changed("[存在问题]", "[收支情况]"), "第 28 行：内容 [收支情况] 写了两次（前一次在第 25 行），请删去一处"),
        (changed("[存在问题]", "[主要职责]"), "第 28 行：[主要职责] 已包含在第 21 行的 [部门概况] 里，请删去一处"),
        (changed("# 问题", "### 问题"), "第 27 行：标题只有两级：# 和 ##（现为 3 个 #），请减少"),
        (changed("# 问题", "#"), "第 27 行：标题是空的，请写上标题"),
        (changed("# 问题", "# " + "长" * 61), "第 27 行：标题有 61 字，最多 60 字，请缩短"),
        (changed("# 基本情况\n", ""), "第 19 行：二级标题前面要有一级标题，如“# 基本情况”"),
        (changed("【正文】\n", "【正文】\n先写一段\n"), "第 18 行：正文先要有一级标题，如“# 基本情况”（现为“先写一段”）"),
        (changed("评分表\n\n", "评分表\n[指标评分表] 又一次\n\n"), "第 32 行：附件 [指标评分表] 写了两次（前一次在第 31 行），请删去一处"),
        (changed("[指标评分表] 评分表", "[评分] 评分表"), "第 31 行：不认识附件 [评分]，可用：整体自评表、"),
        (changed("[指标评分表] 评分表", "评分表"), "第 31 行：附件每行写作“[指标评分表] 标题”（现为“评分表”）"),
        (changed("结论.得分：", "结论.分数："), "第 34 行：没有句式“结论.分数”，请核对名称"),
        (changed("结论.得分：", ""), "第 34 行：句式每行写作“结论.得分：句子”"),
        (changed("等级{等级}\n", "等级{等级}\n结论.得分：{得分}{等级}\n"), "第 35 行：句式“结论.得分”写了两次（前一次在第 34 行），请删去一处"),
        (changed("，等级{等级}", ""), "第 34 行：缺少 {等级}：报告不能漏掉这一项，请加上"),
        (changed("本节由", "长" * (LONGEST_LINE + 1)), "第 22 行：这一行有 2,013 字，最多 2,000 字，请分成几行"),
        (changed("【句式】", "【附件】"), "第 33 行：【附件】写了两次（前一次在第 30 行），请合并"),
        (WHOLE.partition("# 基")[0], "第 17 行：正文没有标题和内容"),
        ("x" * (LONGEST_TEXT + 1), "模板有 50,001 字，最多 50,000 字，请缩短"),
    ],
)  # fmt: skip
def test_every_fault_names_its_line_and_the_fix(text, said):
    told = refused(text)
    assert [fault for fault in told if fault.startswith(said)], told


def test_one_mistake_is_one_fault():
    for old, new in (("[部门概况]", "[部门]"), ("{年度}年报告", "{年份}年报告"), ("[收支情况]", "[收支]")):
        assert len(refused(changed(old, new))) == 1


def test_all_faults_come_at_once_in_the_order_of_the_lines():
    told = refused(changed("署名：是", "署名：要").replace("[存在问题]", "[x]").replace("{执行率}", "{执行}"))
    assert [fault.partition("：")[0] for fault in told] == ["第 7 行", "第 23 行", "第 28 行"]


def test_a_sentence_that_points_at_an_annex_the_template_lacks():
    words = "结论.扣分：扣{扣分}分：{各指标扣分}，见{评分表}"
    text = changed("结论.得分：得分{得分}，等级{等级}", words).replace("[指标评分表] 评分表\n", "")
    assert refused(text) == [
        "第 33 行：用了 {评分表}，但【附件】里没有 [指标评分表]，请加上附件，或把这一段放进方括号"
    ]
    read_text(text.replace("，见{评分表}", "[，见{评分表}]"))


def test_what_is_filled_in_but_not_printed_is_named():
    assert left_out(read_text(WHOLE)) == [
        "总体工作", "重点任务", "绩效目标", "指标数量", "管理情况", "自评结论", "目标完成", "项目完成", "改进措施",
    ]  # fmt: skip


def test_a_template_from_before_the_texts_is_read_and_written_with_the_names_of_today():
    old = template_in(FOLDER / "report_templates" / "huadu-2022.json")
    assert (old.cover, old.opening, old.signed, old.sentences, old.version) == (None, (), False, (), 1)
    assert "标题：{部门}{年度}年部门整体支出绩效自评报告" in write_text(old)


def test_stored_faults_are_found_by_the_lines_of_the_text():
    facts = ReportTemplateFacts(code="a", name="b", title="{x}", chapters=())
    assert [fault.line for fault in faults_in(facts)] == [6, 9]
    assert str(Fault(0, "整体")) == "整体"


def test_changes_are_lines_gone_and_new():
    assert changed_lines("一\n二\n\n三", "一\n 二改\n三\n四") == [("-", "二"), ("+", "二改"), ("+", "四")]
    assert changed_lines(WHOLE, WHOLE) == []


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [*WHOLE.split("\n"), "[", "{", "【】", "#", "：", "[x]", "{}", "\0", "【附件】", "落款：", "::"]
        ),
        max_size=60,
    )
)
def test_no_text_breaks_the_reader_and_what_it_takes_comes_back(lines):
    try:
        facts = read_text("\n".join(lines))
    except TextRefused as refusal:
        assert refusal.faults
    else:
        assert read_text(write_text(facts)) == facts
