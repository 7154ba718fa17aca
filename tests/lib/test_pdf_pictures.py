"""Pages of foreign PDFs as pictures: drawn away from us, and a sentence where they cannot be."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from huadu_perf.lib.pdfs.pictures import NotShown, page_count, page_picture


def document(*sizes: tuple[float, float], **options: object) -> bytes:
    """A PDF with blank pages of these sizes, each with a black square in its lower left corner."""
    made = BytesIO()
    with pikepdf.new() as pdf:
        for size in sizes:
            page = pdf.add_blank_page(page_size=size)
            page.contents_add(b"0 0 100 100 re f")
        pdf.save(made, **options)
    return made.getvalue()


def drawn(content: bytes, number: int) -> Image.Image:
    return Image.open(BytesIO(page_picture(content, number)))


def test_pages_are_counted_and_drawn_to_width():
    content = document((595, 842), (842, 595))
    assert page_count(content) == 2
    first, second = drawn(content, 1), drawn(content, 2)
    assert (first.format, first.width) == ("PNG", 1000)
    assert second.width == 1000 and second.height < first.height
    assert first.convert("L").getpixel((20, first.height - 20)) == 0
    assert first.convert("L").getpixel((900, 20)) == 255


def test_a_page_of_any_shape_stays_within_bounds():
    picture = drawn(document((20, 14000)), 1)
    assert picture.width * picture.height <= 4_100_000


@pytest.mark.parametrize(
    ("content", "number", "reason"),
    [
        (b"%PDF-1.7 nothing", 1, "打不开这个 PDF"),
        (b"", 1, "打不开这个 PDF"),
        (document((595, 842)), 2, "没有第 2 页，一共 1 页"),
        (document((595, 842), encryption=pikepdf.Encryption(owner="o", user="u")), 1, "密码"),
    ],
    ids=["broken", "empty", "no such page", "encrypted"],
)
def test_what_cannot_be_drawn_says_why(content, number, reason):
    with pytest.raises(NotShown, match=reason):
        page_picture(content, number)


def test_a_page_that_takes_everything_ends_the_box_only():
    """A form that draws itself a thousand times a level, ten levels deep."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        below = pdf.make_stream(b"0 0 500 500 re f")
        for _ in range(10):
            form = pdf.make_stream(b"/F Do " * 1000)
            for stream in (below, form):
                stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
                stream.BBox = pikepdf.Array([0, 0, 595, 842])
            form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=below))
            below = form
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=below))
        page.contents_add(b"/F Do")
        made = BytesIO()
        pdf.save(made)
    with pytest.raises(NotShown, match="画不出来"):
        page_picture(made.getvalue(), 1)
