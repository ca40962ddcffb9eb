"""What a PDF says, read by PDFium, the reader in Chromium."""

from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw


class Box(NamedTuple):
    """A run of words on a page; points from the left and the bottom edge."""

    words: str
    left: float
    bottom: float
    right: float
    page_width: float


def pages(data: bytes) -> list[str]:
    """The text of each page as it stands, in the order of the file."""
    with pdfium.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def text(data: bytes) -> str:
    """The text of the whole file, line by line."""
    return "\n".join(pages(data))


def words(data: bytes) -> str:
    """The text of the whole file in one line."""
    return " ".join(text(data).split())


def boxes(data: bytes) -> Iterator[Box]:
    """Every run of words, page by page."""
    with pdfium.PdfDocument(data) as pdf:
        for page in pdf:
            width, found = page.get_width(), page.get_textpage()
            for number in range(found.count_rects()):
                left, bottom, right, top = found.get_rect(number)
                yield Box(
                    found.get_text_bounded(left, bottom, right, top), left, bottom, right, width
                )


def sizes(data: bytes, above: float) -> set[float]:
    """The sizes of letters, in points, that stand higher than so many points from the bottom edge."""
    with pdfium.PdfDocument(data) as pdf:
        return {
            round(raw.FPDFText_GetFontSize(found, number), 1)
            for page in pdf
            for found in [page.get_textpage()]
            for number in range(found.count_chars())
            if found.get_charbox(number)[1] > above and found.get_text_range(number, 1).strip()
        }
