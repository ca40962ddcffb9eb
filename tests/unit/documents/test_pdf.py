import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from dco_portal.documents import pdf, tagging
from dco_portal.documents.errors import RenderError
from tests import pdf_text

PAGE = '<html lang="en"><head><title>{title}</title></head><body>{body}</body></html>'


def test_render_says_what_the_context_says(sample_pdf: bytes):
    text = pdf_text.text(sample_pdf)

    for words in (
        "Health advice for an assessment",
        "Reference: EHC-2026-000123",
        "Date: 4 March 2026",
        "Zoë Łuczak-O’Brien",
        "I do not like noise.",
        "Not given",
        "Service 39",
        "Page 1 of ",
    ):
        assert words in text


def test_render_repeats_marking_and_reference_on_every_page(sample_pdf: bytes):
    pages = pdf_text.pages(sample_pdf)

    assert len(pages) == tagging.page_count(sample_pdf) > 2
    for page in pages:
        assert "Official-sensitive: personal" in page
        assert "EHC-2026-000123" in page


def test_render_without_marking_shows_none(template: Callable, sample: dict[str, Any]):
    assert "sensitive" not in pdf_text.text(
        pdf.render("pdf/sample.html", {**sample, "marking": ""})
    )


def test_render_is_tagged_pdf_ua(sample_pdf: bytes):
    with pikepdf.open(io.BytesIO(sample_pdf)) as made:
        meta = made.open_metadata()
        assert tagging.faults(made) == []
        assert made.Root.MarkInfo.Marked
        assert made.Root.ViewerPreferences.DisplayDocTitle
        assert str(made.Root.Lang) == "en-GB"
        assert str(made.docinfo.Title) == meta["dc:title"] == "Health advice for an assessment"
        assert meta["pdfuaid:part"] == "1"
        assert made.docinfo.CreationDate == "D:20260304000000Z"


def test_render_scopes_headers_by_place(sample_pdf: bytes):
    with pikepdf.open(io.BytesIO(sample_pdf)) as made:
        cells = [tag for tag in tagging.tags(made) if tag.kind == "/TH"]
        scopes = {str(cell.node.A.Scope) for cell in cells if "/THead" in cell.above}
        others = {str(cell.node.A.Scope) for cell in cells if "/THead" not in cell.above}

    assert scopes == {"/Column"}
    assert others == {"/Row"}


def test_render_keeps_headings_pictures_and_bookmarks(sample_pdf: bytes):
    with pikepdf.open(io.BytesIO(sample_pdf)) as made:
        kinds = [tag.kind for tag in tagging.tags(made)]
        figures = [tag.node for tag in tagging.tags(made) if tag.kind == "/Figure"]
        with made.open_outline() as outline:
            top = [item.title for item in outline.root]
            below = [item.title for item in outline.root[0].children]

    assert [kind for kind in kinds if kind in tagging.HEADINGS] == ["/H1", "/H2", "/H3", "/H2"]
    assert [str(figure.Alt) for figure in figures] == ["Bar chart: 3 on time, 1 late"]
    assert top == ["Health advice for an assessment"]
    assert below == ["About", "Provision"]


def test_render_makes_page_headers_artifacts(sample_pdf: bytes):
    with pikepdf.open(io.BytesIO(sample_pdf)) as made:
        steps = list(pikepdf.parse_content_stream(made.pages[1]))
        paginated = [
            step
            for step in steps
            if str(step.operator) == "BDC"
            and step.operands[0] == pikepdf.Name.Artifact
            and step.operands[1].get("/Type") == pikepdf.Name.Pagination
        ]

    assert len(paginated) >= 4  # marking, reference, title, page number


def test_render_lists_header_cells_in_the_id_tree(sample_pdf: bytes):
    with pikepdf.open(io.BytesIO(sample_pdf)) as made:
        names = list(made.Root.StructTreeRoot.IDTree.Names)
        ids = [bytes(name) for name in names[::2]]
        assert ids == sorted(set(ids))
        for key, node in zip(ids, names[1::2], strict=True):
            assert bytes(node.ID) == key
            assert node.S == pikepdf.Name.TH


def test_render_twice_gives_the_same_bytes(sample_pdf: bytes, sample: dict[str, Any]):
    assert pdf.render("pdf/sample.html", sample) == sample_pdf


def test_render_other_language_and_direction(template: Callable, sample: dict[str, Any]):
    made = pdf.render("pdf/sample.html", {**sample, "title": "مشورہ"}, lang="ar")

    with pikepdf.open(io.BytesIO(made)) as opened:
        assert str(opened.Root.Lang) == "ar"
        assert str(opened.docinfo.Title) == "مشورہ"


def test_render_large_print_sets_18_point(sample_pdf: bytes, sample: dict[str, Any]):
    def body_points(data: bytes) -> set[float]:
        with pikepdf.open(io.BytesIO(data)) as made:
            return {
                round(abs(float(step.operands[1])), 1)
                for step in pikepdf.parse_content_stream(made.pages[0])
                if str(step.operator) == "Tf"
            }

    usual = body_points(sample_pdf)
    large = body_points(pdf.render("pdf/sample.html", {**sample, "large_print": True}))

    # Sizes are in CSS pixels under a page scale of 0.75: 16 is 12 point, 24 is 18 point.
    assert 16.0 in usual
    assert min(large) == 24.0


@pytest.mark.parametrize(
    "address",
    ["https://example.org/x.png", "http://169.254.169.254/", "file:///etc/passwd", "ftp://a/b.png"],
)
def test_render_refuses_every_address_but_data(template: Callable, address: str):
    name = template(
        PAGE.format(title="T", body=f'<h1>One</h1><img alt="A picture" src="{address}">')
    )

    with pytest.raises(RenderError, match="outside itself"):
        pdf.render(name, {})


@pytest.mark.parametrize(
    "body",
    [
        '<h1>One</h1><link rel="stylesheet" href="https://example.org/a.css">',
        '<h1>One</h1><style>body { background: url("file:///etc/passwd") }</style>',
        '<h1>One</h1><style>@import "https://example.org/a.css";</style>',
        '<h1>One</h1><style>@font-face { font-family: X; src: url("file:///x.ttf") }'
        " p { font-family: X }</style><p>a</p>",
        '<h1>One</h1><object data="https://example.org/x.svg"></object>',
    ],
)
def test_render_refuses_addresses_wherever_they_stand(template: Callable, body: str):
    name = template(PAGE.format(title="T", body=body))

    with pytest.raises(RenderError, match="outside itself"):
        pdf.render(name, {})


def test_render_refuses_an_address_inside_a_picture(template: Callable, sample: dict[str, Any]):
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'viewBox="0 0 9 9"><image width="9" height="9" xlink:href="file:///etc/passwd"/></svg>'
    )

    with pytest.raises(RenderError, match="outside itself"):
        pdf.render("pdf/sample.html", {**sample, "svg": svg})


def test_render_refuses_a_broken_picture_and_keeps_it_out_of_the_log(
    template: Callable, sample: dict[str, Any], caplog: pytest.LogCaptureFixture
):
    with pytest.raises(RenderError, match=r"WeasyPrint could not set a part of it \(\w+\.py:\d+\)"):
        pdf.render("pdf/sample.html", {**sample, "svg": "<svg>Zoë"})

    assert caplog.records == []


def test_render_refuses_a_template_elsewhere():
    with pytest.raises(RenderError, match="templates/pdf"):
        pdf.render("base.html", {})


@pytest.mark.parametrize(
    ("title", "body", "fault"),
    [
        ("", "<h1>One</h1>", "no title"),
        ("  ", "<h1>One</h1>", "no title"),
        ("T", "<p>No heading</p>", "no bookmarks|no heading"),
        ("T", "<h2>Two</h2>", "first heading is level 2"),
        ("T", "<h1>One</h1><h3>Three</h3>", "Heading 2 is level 3 straight after level 1"),
        ("T", '<h1>One</h1><img src="data:,">', "Picture 1 has no alternative text"),
        ("T", '<h1>One</h1><img alt=" " src="data:,">', "Picture 1 has no alternative text"),
        ("T", "<h1>One</h1><table><tr><th>A</th><td>b</td></tr></table>", 'scope="row"'),
        (
            "T",
            "<h1>One</h1><table><thead><tr><th>A</th></tr></thead><tr><td>b</td></tr></table>",
            'Table 1: a header cell needs scope="col"',
        ),
        (
            "T",
            '<h1>One</h1><table><tr><th scope="col">A</th></tr><tr><td>b</td></tr></table>',
            'scope="row"',
        ),
        ("T", "<h1>One</h1><table><tr><td>b</td></tr></table>", "Table 1 has no header cell"),
    ],
)
def test_render_names_the_fault(template: Callable, title: str, body: str, fault: str):
    with pytest.raises(RenderError, match=fault):
        pdf.render(template(PAGE.format(title=title, body=body)), {})


def test_render_escapes_what_people_typed(template: Callable, sample: dict[str, Any]):
    attack = "<img src='file:///etc/passwd'><script>x</script>"

    assert attack in pdf_text.text(pdf.render("pdf/sample.html", {**sample, "items": [attack]}))


def test_render_letter_has_both_addresses_and_a_signature():
    made = pdf.render(
        "pdf/letter.html",
        {
            "title": "About your questions",
            "created": "2026-03-04",
            "recipient": {"lines": ["A. Parent", "1 High Street"]},
            "sender": {
                "organisation": "NHS Example ICB",
                "lines": ["2 Low Street"],
                "name": "D. Officer",
                "role": "Designated clinical officer",
                "contact": "01234 567890",
            },
            "greeting": "Dear A. Parent",
        },
    )

    text = pdf_text.text(made)
    for words in ("1 High Street", "2 Low Street", "Dear A. Parent", "D. Officer"):
        assert words in text


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        ("2026-03-04", "D:20260304000000Z"),
        ("2026-07-04T10:20:30+01:00", "D:20260704092030Z"),
        ("2026-07-04T10:20:30", "D:20260704102030Z"),
        ("", ""),
        (None, ""),
    ],
)
def test_pdf_date_of_iso_text(created: str | None, expected: str):
    assert pdf._pdf_date(created) == expected


def test_pdf_date_of_dates():
    import datetime as dt

    assert pdf._pdf_date(dt.date(2026, 3, 4)) == "D:20260304000000Z"
    assert pdf._pdf_date(dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)) == "D:20260304050607Z"


def test_stylesheet_missing_is_named(monkeypatch: pytest.MonkeyPatch):
    pdf.stylesheet.cache_clear()
    monkeypatch.setattr(pdf, "STYLESHEET", "not-there.css")

    with pytest.raises(RenderError, match="not-there.css"):
        pdf.stylesheet()
