"""Markdown as people of the DCO team write it becomes safe HTML in GOV.UK's dress. Pure functions.

Raw HTML shows as text, pictures are left out, links go to the portal or to https pages. The HTML is
cleaned once more by nh3 against a short list, whatever the parser let through.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

LENGTH = 60_000
# Begins where such a run begins and never goes back in it: a page of one long word is read once, not
# once from each of its letters.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]+(?:\.[\w-]+)+")
CLASSES = {
    "p": "govuk-body",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "a": "govuk-link",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "h4": "govuk-heading-s",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "blockquote": "govuk-inset-text",
    "hr": "govuk-section-break govuk-section-break--m govuk-section-break--visible",
}
TAGS = {*CLASSES, "li", "strong", "em", "br", "code"}
ATTRIBUTES = {tag: {"class"} for tag in CLASSES}
ATTRIBUTES["a"] |= {"href"}
ATTRIBUTES["th"] |= {"scope"}
for tag in ("h2", "h3", "h4"):
    ATTRIBUTES[tag] |= {"id"}
_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table")
_PARSER.disable(["image", "html_block", "html_inline"])


@dataclass(frozen=True)
class Heading:
    """A heading of the second level, for the page's own contents list."""

    id: str
    text: str


@dataclass(frozen=True)
class Entry:
    """One term of a glossary: its heading, its place in the address, and its meaning as HTML and text."""

    term: str
    id: str
    html: SafeString
    text: str

    @property
    def letter(self) -> str:
        return self.term[0].upper()


def html(text: str) -> SafeString:
    """The page's HTML. Headings begin at the second level: the first is the page's title."""
    tokens = _dressed(_PARSER.parse(text))
    raw = _PARSER.renderer.render(tokens, _PARSER.options, {})
    clean = nh3.clean(
        raw,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "tel"},
        link_rel=None,
    )
    return mark_safe(clean)


def headings(text: str) -> list[Heading]:
    """The headings of the second level, in order."""
    found: list[Heading] = []
    seen: set[str] = set()
    tokens = _PARSER.parse(text)
    for place, token in enumerate(tokens):
        if token.type == "heading_open" and _level(token) == 2:
            words = _words(tokens[place + 1])
            found.append(Heading(_anchor(words, seen), words))
    return found


def plain(text: str) -> str:
    """The words without their dress, for search and for PDFs."""
    blocks = [_words(token) for token in _PARSER.parse(text) if token.type == "inline"]
    return "\n".join(blocks)


def entries(text: str) -> list[Entry]:
    """A glossary's terms in the order of the alphabet: each heading with what stands below it."""
    parts = re.split(r"(?m)^##[ \t]+(.+?)[ \t]*$", text)
    found: list[Entry] = []
    seen: set[str] = set()
    for term, meaning in zip(parts[1::2], parts[2::2], strict=True):
        words = plain(f"## {term}")
        found.append(Entry(words, _anchor(words, seen), html(meaning.strip()), plain(meaning)))
    return sorted(found, key=lambda entry: entry.term.casefold())


def problems(text: str) -> list[str]:
    """What keeps words from being published, as sentences; none when they may be."""
    found = []
    if len(text) > LENGTH:
        found.append(f"Use {LENGTH:,} characters at most")
    if EMAIL.search(text):
        found.append(
            "Leave out e-mail addresses: robots collect them from public pages. Link to the enquiry form instead"
        )
    for href in _links(_PARSER.parse(text)):
        if not _good(href):
            found.append(f"Link “{href[:80]}” must begin with / or https://")
    return found


def _links(tokens: list[Token]) -> list[str]:
    found = []
    for token in tokens:
        if token.type == "link_open":
            found.append(str(token.attrGet("href") or ""))
        found += _links(token.children or [])
    return found


def _good(href: str) -> bool:
    if href.startswith("#") or re.fullmatch(r"tel:\+?[0-9]+", href):
        return True
    parts = urlsplit(href)
    if href.startswith("/"):
        return not parts.netloc
    return parts.scheme in {"https", "http"} and bool(parts.netloc)


def _level(token: Token) -> int:
    """Headings of a page are of the second to fourth level, whatever the writer typed."""
    return min(max(int(token.tag[1:]), 2), 4)


def _words(token: Token) -> str:
    """The text of an inline token."""
    return "".join(
        " " if child.type in {"softbreak", "hardbreak"} else child.content
        for child in token.children or []
    ).strip()


def _anchor(words: str, seen: set[str]) -> str:
    """A heading's id, once per page."""
    base = slugify(words)[:60] or "part"
    found, number = base, 2
    while found in seen:
        found, number = f"{base}-{number}", number + 1
    seen.add(found)
    return found


def _dressed(tokens: list[Token]) -> list[Token]:
    """The same tokens with GOV.UK's classes, headings' ids and header cells' scope."""
    seen: set[str] = set()
    for place, token in enumerate(tokens):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{_level(token)}"
        if token.type == "heading_open":
            token.attrSet("id", _anchor(_words(tokens[place + 1]), seen))
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if token.type in {"th_open", "td_open"}:
            token.attrs.pop("style", None)
        if token.nesting >= 0 and token.tag in CLASSES and not token.hidden:
            token.attrSet("class", CLASSES[token.tag])
        for child in token.children or []:
            if child.type == "link_open":
                child.attrSet("class", CLASSES["a"])
                if not _good(str(child.attrGet("href") or "")):
                    child.attrSet("href", "#main-content")
    return tokens
