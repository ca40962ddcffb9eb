"""Small OpenDocument spreadsheets, written by hand: no library that writes them is here."""

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

ODS = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def _cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def ods(
    path: Path,
    table: Sequence[Sequence[Any]],
    *,
    repeat: tuple[int, int] | None = None,
    doctype: str = "",
    extra: dict[str, str] | None = None,
) -> Path:
    """A file of one sheet. `repeat` adds a cell said to be there so many rows down and columns across."""
    rows = "".join(
        f"<table:table-row>{''.join(_cell(cell) for cell in row)}</table:table-row>"
        for row in table
    )
    if repeat:
        rows += (
            f'<table:table-row table:number-rows-repeated="{repeat[0]}"><table:table-cell '
            f'table:number-columns-repeated="{repeat[1]}" office:value-type="string"><text:p>x</text:p>'
            "</table:table-cell></table:table-row>"
        )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {NAMES} office:version="1.2">'
        '<office:body><office:spreadsheet><table:table table:name="List">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
        for name, text in (extra or {}).items():
            archive.writestr(name, text)
    return path
