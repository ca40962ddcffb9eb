"""The last pass over a PDF: what WeasyPrint 70 leaves out is added, then the file is checked.

PDF/UA-1 is ISO 14289-1; clause numbers below are its own. The checks stand apart from the mending,
so that a file from anywhere can be put to them.
"""

import io
from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from dco_portal.documents.errors import RenderError

PDFUA = "http://www.aiim.org/pdfua/ns/id/"
HEADINGS = {f"/H{level}": level for level in range(1, 7)}


class Tag(NamedTuple):
    """One structure element: its node, its type such as /H1, and the types above it."""

    node: Any
    kind: str
    above: tuple[str, ...]


def finish(raw: bytes, *, title: str, lang: str, date: str = "") -> bytes:
    """The finished PDF. `date` is a PDF date (`D:20260102000000Z`) or empty.

    Raises `RenderError` naming the first fault found. The same input gives the same bytes.
    """
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        _set_catalogue(pdf, title=title, lang=lang, date=date)
        _set_scopes(pdf)
        _set_ids(pdf)
        _set_artifacts(pdf)
        found = faults(pdf)
        if found:
            raise RenderError(found[0])
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, fix_metadata_version=True)
    return out.getvalue()


def page_count(data: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def tags(pdf: Pdf) -> Iterator[Tag]:
    """Every structure element in reading order."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is not None:
        yield from _below(root, ())


def _below(node: Any, above: tuple[str, ...]) -> Iterator[Tag]:
    for kid in _kids(node):
        if isinstance(kid, Dictionary) and "/S" in kid:
            kind = str(kid.S)
            yield Tag(kid, kind, above)
            yield from _below(kid, (*above, kind))


def _kids(node: Any) -> list[Any]:
    kids: Any = node.get("/K", [])
    return list(kids) if isinstance(kids, Array) else [kids]


# --- Mending ------------------------------------------------------------------------------
def _set_catalogue(pdf: Pdf, *, title: str, lang: str, date: str) -> None:
    """Title, language, producer and the PDF/UA identifier (clauses 5 and 7.1)."""
    pdf.Root.Lang = String(lang)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        meta["dc:title"] = title
        meta[f"{{{PDFUA}}}part"] = "1"
    pdf.docinfo["/Title"] = String(title)
    if date:
        pdf.docinfo["/CreationDate"] = String(date)


def _set_scopes(pdf: Pdf) -> None:
    """Give each header cell its Scope (7.5): Column inside THead, Row elsewhere.

    `pdf.check_source` has made sure that the HTML says the same.
    """
    for tag in tags(pdf):
        if tag.kind == "/TH":
            attributes = tag.node.get("/A")
            if not isinstance(attributes, Dictionary):
                attributes = Dictionary(O=Name.Table)
                tag.node.A = attributes
            attributes.Scope = Name.Column if "/THead" in tag.above else Name.Row


def _set_ids(pdf: Pdf) -> None:
    """List the header cells' identifiers in the IDTree, without which Headers lead nowhere.

    ISO 32000-1, 14.7.2: an element with an ID is found through the structure root's IDTree.
    """
    named = {bytes(tag.node.ID): tag.node for tag in tags(pdf) if "/ID" in tag.node}
    if named:
        names = Array()
        for key in sorted(named):
            names.append(String(key))
            names.append(named[key])
        pdf.Root.StructTreeRoot.IDTree = pdf.make_indirect(Dictionary(Names=names))


def _set_artifacts(pdf: Pdf) -> None:
    """Mark page headers and footers as artifacts (7.8), so that no reader speaks them on each page.

    WeasyPrint tags them but leaves them out of the tree: a marked piece whose element cannot be
    reached from the root is one of them.
    """
    reached = {tag.node.objgen for tag in tags(pdf)}
    parents = _number_tree(pdf)
    for page in pdf.pages:
        row = parents.get(int(page.obj.get("/StructParents", -1)))
        if row is None:
            continue
        loose = {
            mcid for mcid, node in enumerate(row) if node is not None and node.objgen not in reached
        }
        if not loose:
            continue
        changed = []
        for step in pikepdf.parse_content_stream(page):
            operands: Any = step.operands
            if _mcid(step) in loose:
                operands = [Name.Artifact, Dictionary(Type=Name.Pagination)]
            changed.append((operands, step.operator))
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(changed))
        for mcid in loose:
            row[mcid] = None


def _mcid(step: Any) -> int:
    """The marked-content id that this step of a content stream begins, or -1."""
    if str(step.operator) != "BDC" or not isinstance(step.operands[1], Dictionary):
        return -1
    return int(step.operands[1].get("/MCID", -1))


def _number_tree(pdf: Pdf) -> dict[int, Array]:
    """Page number → its structure elements by marked-content id."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.get("/Nums", Array())
    flat = list(numbers)
    return {
        int(key): value
        for key, value in zip(flat[::2], flat[1::2], strict=True)
        if isinstance(value, Array)
    }


# --- Checking -----------------------------------------------------------------------------
def faults(pdf: Pdf) -> list[str]:
    """What keeps this file from being an accessible document; empty when nothing does.

    The sentences name page, kind and number, never a word of the text.
    """
    if "/StructTreeRoot" not in pdf.Root:
        return ["The document is not tagged."]
    return [
        *_catalogue_faults(pdf),
        *_heading_faults(pdf),
        *_figure_faults(pdf),
        *_table_faults(pdf),
        *_link_faults(pdf),
        *_content_faults(pdf),
        *_font_faults(pdf),
    ]


def _catalogue_faults(pdf: Pdf) -> Iterator[str]:
    root = pdf.Root
    if not bool(root.get("/MarkInfo", Dictionary()).get("/Marked")):
        yield "The document is not marked as tagged."
    if not str(root.get("/Lang", "")).strip():
        yield "The document has no language."
    if not bool(root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle")):
        yield "The window would show the file name, not the title."
    meta = pdf.open_metadata()
    if not str(meta.get("dc:title", "")).strip() or not str(pdf.docinfo.get("/Title", "")).strip():
        yield "The document has no title."
    if str(meta.get(f"{{{PDFUA}}}part", "")) != "1":
        yield "The document does not say that it is PDF/UA-1."
    if "/First" not in root.get("/Outlines", Dictionary()):
        yield "The document has no bookmarks."


def _heading_faults(pdf: Pdf) -> Iterator[str]:
    """Headings start at level 1 and never skip a level going down (7.4.2)."""
    last = 0
    number = 0
    for tag in tags(pdf):
        level = HEADINGS.get(tag.kind)
        if level is None:
            continue
        number += 1
        if not last and level != 1:
            yield f"The first heading is level {level}, not level 1."
        elif level > last + 1:
            yield f"Heading {number} is level {level} straight after level {last}."
        last = level
    if not number:
        yield "The document has no heading."


def _figure_faults(pdf: Pdf) -> Iterator[str]:
    """Every picture has an alternative text (7.3)."""
    figures = [tag for tag in tags(pdf) if tag.kind == "/Figure"]
    for number, tag in enumerate(figures, start=1):
        if not str(tag.node.get("/Alt", "")).strip():
            yield f"Picture {number} has no alternative text."


def _table_faults(pdf: Pdf) -> Iterator[str]:
    """Header cells have a Scope, every table has one, and Headers lead to a cell (7.5)."""
    known = {bytes(tag.node.ID) for tag in tags(pdf) if "/ID" in tag.node}
    tables = [tag.node for tag in tags(pdf) if tag.kind == "/Table"]
    for number, table in enumerate(tables, start=1):
        cells = [tag for tag in _below(table, ()) if tag.kind in ("/TH", "/TD")]
        if cells and not any(cell.kind == "/TH" for cell in cells):
            yield f"Table {number} has no header cell."
        for cell in cells:
            attributes = cell.node.get("/A", Dictionary())
            scope = str(attributes.get("/Scope", ""))
            if cell.kind == "/TH" and scope not in ("/Row", "/Column", "/Both"):
                yield f"Table {number}: a header cell has no scope."
            if any(bytes(key) not in known for key in attributes.get("/Headers", [])):
                yield f"Table {number}: a cell names a header that is not there."


def _link_faults(pdf: Pdf) -> Iterator[str]:
    """Every link has words for those who cannot see it, and its place in the tree (7.18.5)."""
    for page_number, page in enumerate(pdf.pages, start=1):
        for note in page.obj.get("/Annots", []):
            if not str(note.get("/Contents", "")).strip() or "/StructParent" not in note:
                yield f"Page {page_number}: a link has no description."


def _content_faults(pdf: Pdf) -> Iterator[str]:
    """Everything painted is tagged or an artifact (7.1)."""
    shows = {"Tj", "TJ", "'", '"', "Do", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh"}
    for page_number, page in enumerate(pdf.pages, start=1):
        depth = 0
        for step in pikepdf.parse_content_stream(page):
            word = str(step.operator)
            if word in ("BDC", "BMC"):
                depth += 1
            elif word == "EMC":
                depth -= 1
            elif word in shows and not depth:
                yield f"Page {page_number} has content that is neither tagged nor decoration."
                break


def _font_faults(pdf: Pdf) -> Iterator[str]:
    """Every font travels with the file (7.21.4.1)."""
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for font in page.obj.get("/Resources", Dictionary()).get("/Font", Dictionary()).values():
            if font.objgen in seen:
                continue
            seen.add(font.objgen)
            inner = font.get("/DescendantFonts", Array([font]))[0]
            descriptor = inner.get("/FontDescriptor", Dictionary())
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
                yield "A font is not embedded."
