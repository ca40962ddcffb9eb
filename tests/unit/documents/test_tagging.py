"""Each check is put to a good file with one thing broken."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from dco_portal.documents import tagging
from dco_portal.documents.errors import RenderError


@pytest.fixture
def good(sample_pdf: bytes) -> Iterator[Pdf]:
    with pikepdf.open(io.BytesIO(sample_pdf)) as opened:
        yield opened


def nodes(made: Pdf, kind: str) -> list[Any]:
    return [tag.node for tag in tagging.tags(made) if tag.kind == kind]


def faults(made: Pdf) -> list[str]:
    return list(tagging.faults(made))


def test_faults_none_in_a_good_file(good: Pdf):
    assert faults(good) == []


def test_faults_untagged():
    with pikepdf.new() as made:
        made.add_blank_page()
        assert faults(made) == ["The document is not tagged."]


def unmark(made: Pdf) -> None:
    made.Root.MarkInfo.Marked = False


def drop_mark_info(made: Pdf) -> None:
    del made.Root.MarkInfo


def drop_language(made: Pdf) -> None:
    del made.Root.Lang


def hide_title(made: Pdf) -> None:
    made.Root.ViewerPreferences.DisplayDocTitle = False


def drop_title(made: Pdf) -> None:
    del made.docinfo["/Title"]


def drop_identifier(made: Pdf) -> None:
    with made.open_metadata(set_pikepdf_as_editor=False) as meta:
        del meta["pdfuaid:part"]


def drop_bookmarks(made: Pdf) -> None:
    del made.Root.Outlines


def start_at_two(made: Pdf) -> None:
    nodes(made, "/H1")[0].S = Name.H2


def skip_a_level(made: Pdf) -> None:
    nodes(made, "/H3")[0].S = Name.H4


def drop_headings(made: Pdf) -> None:
    for kind in ("/H1", "/H2", "/H3"):
        for node in nodes(made, kind):
            node.S = Name.P


def drop_alt(made: Pdf) -> None:
    del nodes(made, "/Figure")[0]["/Alt"]


def blank_alt(made: Pdf) -> None:
    nodes(made, "/Figure")[0].Alt = String(" ")


def drop_scope(made: Pdf) -> None:
    del nodes(made, "/TH")[0].A["/Scope"]


def odd_scope(made: Pdf) -> None:
    nodes(made, "/TH")[0].A.Scope = Name.Diagonal


def drop_header_cells(made: Pdf) -> None:
    for tag in list(tagging._below(nodes(made, "/Table")[0], ())):
        if tag.kind == "/TH":
            tag.node.S = Name.TD


def dangling_header(made: Pdf) -> None:
    nodes(made, "/TD")[0].A.Headers = Array([String("nowhere")])


def drop_link_words(made: Pdf) -> None:
    for page in made.pages:
        for note in page.obj.get("/Annots", []):
            del note["/Contents"]


def untag_link(made: Pdf) -> None:
    for page in made.pages:
        for note in page.obj.get("/Annots", []):
            del note["/StructParent"]


def paint_untagged(made: Pdf) -> None:
    made.pages[0].contents_add(b"0 0 10 10 re f", prepend=True)


def unembed_font(made: Pdf) -> None:
    for font in made.pages[0].obj.Resources.Font.values():
        descriptor = font.DescendantFonts[0].FontDescriptor
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            if key in descriptor:
                del descriptor[key]


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (unmark, "The document is not marked as tagged."),
        (drop_mark_info, "The document is not marked as tagged."),
        (drop_language, "The document has no language."),
        (hide_title, "The window would show the file name, not the title."),
        (drop_title, "The document has no title."),
        (drop_identifier, "The document does not say that it is PDF/UA-1."),
        (drop_bookmarks, "The document has no bookmarks."),
        (start_at_two, "The first heading is level 2, not level 1."),
        (skip_a_level, "Heading 3 is level 4 straight after level 2."),
        (drop_headings, "The document has no heading."),
        (drop_alt, "Picture 1 has no alternative text."),
        (blank_alt, "Picture 1 has no alternative text."),
        (drop_scope, "Table 1: a header cell has no scope."),
        (odd_scope, "Table 1: a header cell has no scope."),
        (drop_header_cells, "Table 1 has no header cell."),
        (dangling_header, "Table 1: a cell names a header that is not there."),
        (drop_link_words, "Page 1: a link has no description."),
        (untag_link, "Page 1: a link has no description."),
        (paint_untagged, "Page 1 has content that is neither tagged nor decoration."),
        (unembed_font, "A font is not embedded."),
    ],
)
def test_faults_names_what_is_broken(good: Pdf, damage: Callable[[Pdf], None], fault: str):
    damage(good)

    assert fault in faults(good)


def test_finish_refuses_a_faulty_file():
    with pikepdf.new() as made:
        made.add_blank_page()
        made.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, ParentTree=Dictionary())
        raw = io.BytesIO()
        made.save(raw)

    with pytest.raises(RenderError, match="not marked as tagged"):
        tagging.finish(raw.getvalue(), title="T", lang="en-GB")


def test_finish_gives_a_header_cell_without_attributes_a_scope(good: Pdf):
    cell = nodes(good, "/TH")[0]
    del cell["/A"]
    raw = io.BytesIO()
    good.save(raw)

    with pikepdf.open(io.BytesIO(tagging.finish(raw.getvalue(), title="T", lang="en"))) as made:
        assert nodes(made, "/TH")[0].A.Scope == Name.Row


def test_finish_sets_title_and_language_given(good: Pdf):
    raw = io.BytesIO()
    good.save(raw)

    with pikepdf.open(io.BytesIO(tagging.finish(raw.getvalue(), title="Ny", lang="cy"))) as made:
        assert str(made.docinfo.Title) == "Ny"
        assert str(made.Root.Lang) == "cy"
        assert made.open_metadata()["dc:title"] == "Ny"


def test_tags_of_an_untagged_file_are_none():
    with pikepdf.new() as made:
        assert list(tagging.tags(made)) == []


def test_page_count(good: Pdf):
    raw = io.BytesIO()
    good.save(raw)

    assert tagging.page_count(raw.getvalue()) == len(good.pages)
