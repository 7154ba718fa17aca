"""Numbers are recognised with kind, exact value and stated precision; what states nothing is left alone."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.domain.numbers import Kind, find_mentions
from evaluations.domain.numbers.mentions import Hedge
from evaluations.domain.numbers.numerals import read_chinese

AMOUNT, PERCENT, COUNT, SCORE, GRADE, YEAR = Kind


@pytest.mark.parametrize(
    ("text", "kind", "value", "step"),
    [
        ("支出1,057.63万元", AMOUNT, "10576300", "100"),
        ("支出１，０５７．６３万元", AMOUNT, "10576300", "100"),
        ("支出1，057.63 万元", AMOUNT, "10576300", "100"),
        ("支出10,576,300元", AMOUNT, "10576300", "1"),
        ("支出￥10576300", AMOUNT, "10576300", "1"),
        ("支出0.105763亿元", AMOUNT, "10576300", "100"),
        ("支出1057.6万", AMOUNT, "10576000", "1000"),
        ("支出三点五万元", AMOUNT, "35000", "1000"),
        ("结余为-3.5万元", AMOUNT, "-35000", "1000"),
        ("执行率100.0%", PERCENT, "1", "0.001"),
        ("执行率１００％", PERCENT, "1", "0.01"),
        ("执行率百分之九十五", PERCENT, "0.95", "0.01"),
        ("执行率百分之百", PERCENT, "1", "0.01"),
        ("设三个机构", COUNT, "3", "1"),
        ("共十项", COUNT, "10", "1"),
        ("二十人", COUNT, "20", "1"),
        ("一百零六名", COUNT, "106", "1"),
        ("6,000名", COUNT, "6000", "1"),
        ("1.2万人", COUNT, "12000", "1000"),
        ("得96分", SCORE, "96", "1"),
        ("自评得分：95.58", SCORE, "95.58", "0.01"),
        ("编制21", COUNT, "21", "1"),
        ("2022年度", YEAR, "2022", "1"),
    ],
)
def test_value_and_stated_precision(text, kind, value, step):
    (mention,) = find_mentions(text)
    assert (mention.kind, mention.value, mention.step) == (kind, Decimal(value), Decimal(step))
    assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "text",
    [
        "2022年4月6日印发", "3月底前", "15日内", "2022-04-06", "上午9:30", "1至9月", "2021-2023年", "十二月",
        "穗财绩〔2022〕5号", "第3号", "财预〔2020〕10号", "第三十二条", "第三方", "其一", "一是加强领导", "二是规范管理",
        "电话020-36897123", "手机13800138000", "12351热线", "二十大精神", "三公经费", "十四五规划", "两会期间", "一体化平台",
        "三级指标名称", "五一假期", "三八活动", "GB/T 9704", "A4纸", "提高3.5个百分点", "6个月", "数十名", "几百人", "两三个",
        "百名劳模", "106/109", "《2022年1号文件》", "一次性告知", "三分之一", "一线职工", "两个维护",
    ],
)  # fmt: skip
def test_left_alone(text):
    assert find_mentions(text) == ()


@pytest.mark.parametrize(
    "text", ["1、强化管理", "（一）部门概况", "一、基本情况", "\n2.规范程序", "①健全制度"]
)
def test_list_marks_are_left_alone(text):
    assert find_mentions(text) == ()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("80-90%", "0.8", "0.9"), ("80%(含)-90%", "0.8", "0.9"), ("10至20人", "10", "20"), ("3～5期", "3", "5")],
)
def test_ranges(text, low, high):
    (mention,) = find_mentions(text)
    assert (mention.value, mention.upper) == (Decimal(low), Decimal(high))


def test_from_and_to_are_two_numbers():
    assert [m.value for m in find_mentions("由10.90万元调整为10.60万元")] == [109000, 106000]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("约1,058万元", Hedge.ABOUT), ("500人左右", Hedge.ABOUT), ("近500名", Hedge.NEARLY), ("480余名", Hedge.OVER),
        ("1,000余万元", Hedge.OVER), ("超过6000人", Hedge.OVER), ("不足10万元", Hedge.UNDER), ("不低于90%", Hedge.BOUND),
        ("90%以上", Hedge.BOUND), ("≥90%", Hedge.BOUND), ("96分", Hedge.NONE),
    ],
)  # fmt: skip
def test_hedges(text, hedge):
    assert find_mentions(text)[0].hedge == hedge


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("评级为优。", "优"),
        ("等级：良好，", "良"),
        ("等次为“优秀”", "优"),
        ("自评结论：中", "中"),
        ("评级差", "差"),
        ("评定为优等次", "优"),
    ],
)
def test_grade_words_in_their_contexts(text, word):
    (mention,) = find_mentions(text)
    assert (mention.kind, mention.word) == (GRADE, word)


@pytest.mark.parametrize(
    "text",
    ["优化等级", "良性发展", "评级中心", "等级差距", "分为优、良、中、差四档", "优先保障", "等级优势明显"],
)
def test_grade_words_elsewhere(text):
    assert [m for m in find_mentions(text) if m.kind == GRADE] == []


def test_offsets_are_those_of_the_text_with_its_line_breaks():
    text = "一般公共预\n\n算支出 1,057.63\n\n万元，政府性基金0万元"
    first, second = find_mentions(text)
    assert (first.text, second.text) == ("1,057.63\n\n万元", "0万元")
    assert text[first.start : first.end] == first.text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十三", 23),
        ("一百二", 120),
        ("一百零二", 102),
        ("一千零五十七", 1057),
        ("二〇二二", 2022),
        ("两三", None),
        ("百", None),
    ],
)
def test_chinese_numerals(text, value):
    assert read_chinese(text) == value


PIECES = st.sampled_from(
    [
        *"0123456789０９,，.．。、;：%％元万亿分名个项期人优良中差年月日第一二三十百千零两点-至～（）()〔〕《》\n \u3000|/￥≥约近余",
        "万元",
        "评级",
        "自评得分",
        "其中",
        "百分之",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=60))
def test_any_text_is_read(text):
    mentions = find_mentions(text)
    assert all(text[m.start : m.end] == m.text and m.start < m.end for m in mentions)
    assert all(one.end <= other.start for one, other in pairwise(mentions))
