"""Templates: nothing inline (the security policy forbids it), no child in a title, a mail or an address."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.environment import ROOT

INLINE = {
    "script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
}
# What a child's record says of the child or family, as templates name it.
PERSONAL = re.compile(
    r"\b(child\.(name|given_name|family_name|known_as|born_on|nhs_number|nhs|upn|address|postcode)"
    r"|given_name|family_name|known_as|born_on|nhs_number|carer\.(name|email|address))\b"
)
OUTPUT = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
COMMENTS = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.S)


def templates(under: str = "") -> Iterator[tuple[str, str]]:
    """Every shipped template's path and text without comments."""
    for path in sorted((ROOT / "templates").rglob("*")):
        where = path.relative_to(ROOT / "templates").as_posix()
        if path.is_file() and where.startswith(under):
            yield where, COMMENTS.sub("", path.read_text())


def inline_faults(text: str) -> list[str]:
    return [name for name, pattern in INLINE.items() if pattern.search(text)]


def title_faults(text: str) -> list[str]:
    """Personal variables in the page's title."""
    titles = re.findall(r"\{% block title %\}(.*?)\{% endblock", text, re.S) + re.findall(
        r"<title>(.*?)</title>", text, re.S
    )
    return personal(" ".join(titles))


def personal(text: str) -> list[str]:
    return [found[0] for code in OUTPUT.findall(text) for found in PERSONAL.findall(code)]


def address_faults(text: str) -> list[str]:
    """Personal variables in an address, a form's target or a tag that builds one."""
    addresses = re.findall(r'(?:href|action|src)="([^"]*)"', text) + re.findall(
        r"\{% url .*?%\}", text
    )
    return personal(" ".join(addresses))


def test_there_are_templates_to_look_at():
    assert len(list(templates())) > 100
    assert len(list(templates("emails/"))) > 1


def test_nothing_inline():
    found = [
        f"{path}: {fault}"
        for path, text in templates()
        if not path.startswith("pdf/")
        for fault in inline_faults(text)
    ]
    assert found == []


def test_no_child_in_a_title_or_an_address():
    found = [
        f"{path}: {fault}"
        for path, text in templates()
        if not path.startswith("pdf/")
        for fault in [*title_faults(text), *address_faults(text)]
    ]
    assert found == []


def test_no_child_in_a_mail():
    mails = [*templates("emails/"), *templates("account/email/")]
    assert [f"{path}: {fault}" for path, text in mails for fault in personal(text)] == []


def test_the_checks_find_what_they_are_for(tmp_path: Path):
    assert inline_faults('<p style="x">') == ["style attribute"]
    assert inline_faults("<script>go()</script>") == ["script"]
    assert inline_faults('<a onclick="go()" href="javascript:x">') == [
        "event handler",
        "javascript address",
    ]
    assert inline_faults("<style>p {}</style>") == ["style element"]
    assert inline_faults('<script src="x.js" defer></script><p class="style">on = 1</p>') == []
    assert title_faults("{% block title %}{{ child.name }}{% endblock title %}") == ["child.name"]
    assert title_faults("{% block title %}{{ case.reference }}{% endblock %}{{ child.name }}") == []
    assert address_faults('<a href="?q={{ child.nhs_number }}">') == ["child.nhs_number"]
    assert address_faults('<a href="{% url "x" child.id %}">{{ child.name }}</a>') == []
    assert personal("Dear {{ given_name }}") == ["given_name"]
