"""A Django template and its context become one accessible PDF (PDF/UA-1, tagged).

WeasyPrint sets the pages; `tagging` then mends what WeasyPrint 70 leaves out and refuses a
file with a fault. Nothing is fetched: every URL except `data:` is refused.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from dco_portal.documents import tagging
from dco_portal.documents.errors import RenderError

STYLESHEET = "pdf.css"
OUTSIDE = "The document refers to something outside itself."


class OnlyData(URLFetcher):
    """Reads `data:` URLs and refuses every other: a document never reaches the network or a file."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)
        self.refused = 0

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The resource; anything but `data:` is counted as refused, then raises ValueError."""
        if not url.lower().startswith("data:"):
            self.refused += 1
        return super().fetch(url, headers)


class _Complaints(logging.Handler):
    """WeasyPrint's errors: kept out of the log, for they quote the document; only places are kept."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.places: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.places.append(f"{record.filename}:{record.lineno}")


@contextmanager
def _listening() -> Iterator[_Complaints]:
    """Collect WeasyPrint's errors, and let none of its lines through, while a document is made."""
    logger, complaints = logging.getLogger("weasyprint"), _Complaints()
    before = logger.propagate
    logger.addHandler(complaints)
    logger.propagate = False
    try:
        yield complaints
    finally:
        logger.propagate = before
        logger.removeHandler(complaints)


def render(template: str, context: dict[str, Any], *, lang: str = "en-GB") -> bytes:
    """The PDF of `template`, a path under `templates/pdf/` such as `pdf/ehcp/pack.html`.

    `context` may set `large_print`, `reference`, `marking` and `created` (an ISO date or moment);
    the same input gives the same bytes. Raises `RenderError` naming the fault; its text holds no
    word of the document, so it may be logged.
    """
    if not template.startswith("pdf/"):
        raise RenderError("The template is not under templates/pdf/.")
    with translation.override(lang):
        page = render_to_string(
            template,
            {
                **context,
                "lang": lang,
                "direction": "rtl" if translation.get_language_bidi() else "ltr",
                "large_print": bool(context.get("large_print")),
            },
        )
    raw, title = _typeset(page)
    return tagging.finish(raw, title=title, lang=lang, date=_pdf_date(context.get("created")))


def _typeset(page: str) -> tuple[bytes, str]:
    """WeasyPrint's PDF of this HTML, and its title."""
    fetcher = OnlyData()
    with _listening() as complaints:
        html = HTML(string=page, url_fetcher=fetcher)
        title = check_source(html.etree_element)
        try:
            raw = html.write_pdf(
                stylesheets=[CSS(string=stylesheet(), url_fetcher=fetcher)],
                pdf_variant="pdf/ua-1",
                pdf_tags=True,
            )
        except FatalURLFetchingError as error:
            # A BaseException in WeasyPrint 70: left alone it would end the worker, not the task.
            raise RenderError(OUTSIDE) from error
    # Inside a picture WeasyPrint swallows the refusal and leaves the picture out.
    if fetcher.refused:
        raise RenderError(OUTSIDE)
    if complaints.places:
        raise RenderError(f"WeasyPrint could not set a part of it ({complaints.places[0]}).")
    return raw, title


@cache
def stylesheet() -> str:
    """The text of `static/pdf.css`."""
    found = finders.find(STYLESHEET)
    if not found:
        raise RenderError(f"The stylesheet {STYLESHEET} is missing.")
    return Path(str(found)).read_text(encoding="utf-8")


def check_source(root: Element) -> str:
    """Check what only the HTML can tell, and return the document's title.

    Raises `RenderError` for: no title; a table header without `scope`, or with one that does not
    match its place (column headers stand in `thead`, row headers outside); a picture without `alt`.
    """
    title = (root.findtext(".//head/title") or "").strip()
    if not title:
        raise RenderError("The document has no title.")
    for number, table in enumerate(root.iter("table"), start=1):
        in_head = {cell for head in table.iter("thead") for cell in head.iter("th")}
        for cell in table.iter("th"):
            wanted = "col" if cell in in_head else "row"
            if cell.get("scope") != wanted:
                raise RenderError(f'Table {number}: a header cell needs scope="{wanted}".')
    for number, picture in enumerate(root.iter("img"), start=1):
        if not (picture.get("alt") or "").strip():
            raise RenderError(f"Picture {number} has no alternative text.")
    return " ".join(title.split())


def _pdf_date(created: str | dt.date | None) -> str:
    """An ISO date or moment as a PDF date; empty when there is none."""
    if not created:
        return ""
    moment = (
        dt.datetime.fromisoformat(created)
        if isinstance(created, str)
        else dt.datetime.combine(created, getattr(created, "timetz", dt.time)())
    )
    if moment.tzinfo is None:
        return f"D:{moment:%Y%m%d%H%M%S}Z"
    return f"D:{moment.astimezone(dt.UTC):%Y%m%d%H%M%S}Z"
