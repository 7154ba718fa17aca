"""The demo's evidence files: small tables as scans and workbooks, the same bytes on every call."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import PurePath
from time import gmtime
from xml.etree.ElementTree import tostring
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from PIL import Image, ImageDraw, ImageFont
from pylopdf_fonts_zh_cn import sans_path

Row = tuple[str | int | float, ...]

NOTE = "演示材料，内容为示例，不作为真实凭证"
MADE = datetime(2023, 1, 10, tzinfo=UTC)
PAGE, MARGIN, LINE = (1240, 820), 80, 56

#: File name -> title, head and rows. The figures are those of the facts beside this file.
TABLES: dict[str, tuple[str, tuple[Row, ...]]] = {
    "劳动模范春节慰问金支付明细.xlsx": (
        "劳动模范春节慰问金支付明细",
        (
            ("批次", "支付日期", "人数", "标准（万元/人）", "金额（万元）"),
            ("银行转账", "2022-01-25", 98, 0.10, 9.80),
            ("上门送达", "2022-01-27", 8, 0.10, 0.80),
            ("合计", "", 106, 0.10, 10.60),
        ),
    ),
    "职工大学堂花都校区开课与签到统计.pdf": (
        "职工大学堂花都校区开课与签到统计（2022年）",
        (
            ("季度", "开课期数", "签到人数"),
            ("第一季度", "8", "960"),
            ("第二季度", "14", "1,760"),
            ("第三季度", "12", "1,480"),
            ("第四季度", "14", "1,800"),
            ("合计", "48", "6,000"),
        ),
    ),
    "一线职工学历补助发放统计.pdf": (
        "一线职工学历补助发放统计（2022年）",
        (
            ("批次", "审核通过时间", "发放人数"),
            ("第一批", "2022年6月", "263"),
            ("第二批", "2022年11月", "224"),
            ("合计", "", "487"),
        ),
    ),
    "区级劳动模范津贴发放表.png": (
        "区级劳动模范津贴发放表（2022年）",
        (
            ("发放对象", "人数", "标准（万元/人）", "金额（万元）"),
            ("区级劳动模范", "9", "0.18", "1.62"),
        ),
    ),
    "职工与劳动模范满意度调查统计.png": (
        "满意度调查统计（2022年）",
        (
            ("调查对象", "调查时间", "有效样本", "满意份数", "满意度"),
            ("受慰问劳动模范（电话回访）", "2022年2月", "106", "103", "97.17%"),
            ("参训职工（线上问卷）", "2022年12月", "400", "374", "93.50%"),
        ),
    ),
    "区总工会年度工作总结摘要.pdf": (
        "区总工会2022年度工作总结摘要",
        (
            ("工作事项", "完成情况"),
            ("“花都工匠杯”技能竞赛", "按方案在多个行业办赛"),
            ("企业工会主席任职培训班", "举办1期"),
            ("集体协商参考资料", "编印后分送基层工会"),
            ("宣传教育经费支出进度", "上半年38%，前三季度69%，全年100%"),
            ("新就业形态劳动者入会", "已启动，覆盖面仍需扩大"),
            ("劳动模范交流学习", "赴清远阳山开展结对交流"),
        ),
    ),
    "残疾儿童康复救助结算明细.xlsx": (
        "残疾儿童康复救助结算明细",
        (
            ("结算季度", "支付日期", "在训人数", "金额（万元）"),
            ("第一季度", "2022-04-12", 298, 72.27),
            ("第二季度", "2022-07-11", 311, 79.05),
            ("第三季度", "2022-10-13", 319, 80.85),
            ("第四季度", "2022-12-20", 326, 84.05),
            ("合计", "", 326, 316.22),
        ),
    ),
    "残疾人服务满意度调查统计.png": (
        "残疾人服务满意度调查统计（2022年）",
        (
            ("调查对象", "调查时间", "有效样本", "满意份数", "满意度"),
            ("各类服务对象", "2022年11月", "250", "230", "92.00%"),
            ("救助儿童家长", "2022年12月", "160", "150", "93.75%"),
        ),
    ),
}


def files() -> dict[str, bytes]:
    """Every file by its name."""
    return {name: _WRITERS[PurePath(name).suffix](title, rows) for name, (title, rows) in TABLES.items()}


def _png(title: str, rows: tuple[Row, ...]) -> bytes:
    # Not compressed: deflate's output differs by processor, a stored stream does not.
    return _saved(_drawn(title, rows), "PNG", compress_level=0)


def _pdf(title: str, rows: tuple[Row, ...]) -> bytes:
    made = gmtime(MADE.timestamp())
    return _saved(_drawn(title, rows), "PDF", title=title, resolution=150, creationDate=made, modDate=made)


def _xlsx(title: str, rows: tuple[Row, ...]) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "明细"
    for row in ((title,), *rows, (NOTE,)):
        sheet.append(row)
    for column in "ABCDE":
        sheet.column_dimensions[column].width = 16
    saved = BytesIO()
    workbook.save(saved)
    return _without_clock(saved)


def _without_clock(workbook: BytesIO) -> bytes:
    """The same workbook without the times at which it was made, stored uncompressed."""
    properties = DocumentProperties(creator="demo", created=MADE, modified=MADE)
    result = BytesIO()
    with ZipFile(workbook) as source, ZipFile(result, "w", ZIP_STORED) as target:
        for name in sorted(source.namelist()):
            content = tostring(properties.to_tree()) if name == "docProps/core.xml" else source.read(name)
            target.writestr(ZipInfo(name, MADE.timetuple()[:6]), content)
    return result.getvalue()


def _drawn(title: str, rows: tuple[Row, ...]) -> Image.Image:
    """A black and white page: title, ruled table, note."""
    page = Image.new("1", PAGE, 1)
    draw = ImageDraw.Draw(page)
    draw.fontmode = "1"
    draw.text((PAGE[0] / 2, MARGIN), title, font=_font(40), anchor="mt", fill=0)
    top, edges = MARGIN + 100, _edges(rows)
    for number, row in enumerate(rows):
        y = top + number * LINE
        for (left, right), cell in zip(pairwise(edges), row, strict=True):
            draw.rectangle((left, y, right, y + LINE), outline=0, width=2)
            draw.text(((left + right) / 2, y + LINE / 2), str(cell), font=_font(26), anchor="mm", fill=0)
    draw.text((MARGIN, PAGE[1] - MARGIN), NOTE, font=_font(22), anchor="ls", fill=0)
    return page


def _edges(rows: tuple[Row, ...]) -> list[int]:
    """Where the columns begin and end; each as wide as its longest cell asks for."""
    widths = [max(len(str(cell)) for cell in column) + 2 for column in zip(*rows, strict=True)]
    space, total = PAGE[0] - 2 * MARGIN, sum(widths)
    return [MARGIN + space * sum(widths[:count]) // total for count in range(len(widths) + 1)]


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(sans_path()), size, layout_engine=ImageFont.Layout.BASIC)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    saved = BytesIO()
    image.save(saved, kind, **options)
    return saved.getvalue()


_WRITERS: dict[str, Callable[[str, tuple[Row, ...]], bytes]] = {".png": _png, ".pdf": _pdf, ".xlsx": _xlsx}
