"""Markdown as the DCO team writes it: safe, in GOV.UK's dress, checked before it is published."""

import pytest

from dco_portal.pages import markdown
from dco_portal.pages.actions.leaflets import WORDS
from dco_portal.pages.actions.shipped import shipped
from dco_portal.pages.models import Block, Section
from dco_portal.pages.models.page import RESERVED


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "[x](//evil.example/)",
        "<a href='javascript:x'>y</a>",
        "![x](https://evil.example/x.png)",
        "<iframe src=https://evil.example>",
        "[x](/ok 'onmouseover=alert(1)')",
        "<svg><script>alert(1)</script></svg>",
        "```\n<script>alert(1)</script>\n```",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(attack: str):
    html = markdown.html(f"{attack}\n\nAfter\n\n{attack}")
    for sign in ("<script", "<img", "<iframe", "<svg", '="javascript', 'href="java', 'href="data', 'href="//'):  # fmt: skip
        assert sign not in html
    assert "After" in html


def test_dress_and_anchors():
    html = markdown.html("# One\n\ntext [a](/b/)\n\n## One\n\n1. x\n\n| A |\n|---|\n| b |\n")
    assert '<h2 id="one" class="govuk-heading-m">One</h2>' in html
    assert '<h2 id="one-2" class="govuk-heading-m">One</h2>' in html
    assert '<p class="govuk-body">text <a href="/b/" class="govuk-link">a</a></p>' in html
    assert '<ol class="govuk-list govuk-list--number">' in html
    assert '<th scope="col" class="govuk-table__header">A</th>' in html
    assert [(h.id, h.text) for h in markdown.headings("## A b\n\n### c\n\n## A b\n")] == [
        ("a-b", "A b"),
        ("a-b-2", "A b"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Write to jo@example.org", "e-mail addresses"),
        ("[Write](mailto:jo@example.org)", "e-mail addresses"),
        ("[x](//evil.example)", "must begin with"),
        ("[x](ftp://example.org)", "must begin with"),
        ("[x](page)", "must begin with"),
        ("x" * (markdown.LENGTH + 1), "characters at most"),
    ],
    ids=["address", "mailto", "no scheme", "ftp", "relative", "long"],
)
def test_what_may_not_be_published(text: str, problem: str):
    assert problem in " ".join(markdown.problems(text))


def test_what_may_be_published():
    text = "[a](/guidance/) [b](https://x.example/y) [c](tel:0800123) [d](#part) @ 5 o’clock"
    assert markdown.problems(text) == []


def test_glossary_entries_by_the_alphabet():
    found = markdown.entries("intro\n\n## zed\n\nLast [x](/a/).\n\n## Éa (E)\n\nFirst.\n")
    assert [(entry.term, entry.id, entry.text) for entry in found] == [
        ("zed", "zed", "Last x."),
        ("Éa (E)", "ea-e", "First."),
    ]
    assert found[0].letter == "Z"


@pytest.mark.parametrize("page", shipped(), ids=lambda page: page.slug)
def test_shipped_page_may_be_published(page):
    assert markdown.problems(page.body) == []
    assert page.section in Section.values
    assert page.block in Block.values
    assert page.slug not in RESERVED
    assert 20 < len(page.summary) <= 300 and len(page.title) <= 120


def test_shipped_links_lead_somewhere():
    """Every link into the guidance is a shipped page or one of the portal's own."""
    slugs = {page.slug for page in shipped()} | RESERVED
    for page in shipped():
        for token in page.body.split("](/guidance/")[1:]:
            assert token.split("/)")[0] in slugs, f"{page.slug}: {token[:40]}"


def test_shipped_glossary_is_long_enough_and_explains_the_leaflets_words():
    glossary = next(page for page in shipped() if page.slug == "glossary")
    found = markdown.entries(glossary.body)
    assert len(found) >= 60
    assert len({entry.id for entry in found}) == len(found)
    assert all(5 <= len(entry.text.split()) <= 60 for entry in found)
    assert set(WORDS) <= {entry.id for entry in found}
