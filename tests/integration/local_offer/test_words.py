"""Editors keep families' words; the first list is good."""

import pytest
from django.db import IntegrityError

from dco_portal.audit.models import AuditEvent
from dco_portal.common.errors import Invalid, NotAllowed, NotFound
from local_offer.actions import words
from local_offer.models import Synonym
from local_offer.queries.search.words import LONGEST_PHRASE, fold, understand
from local_offer.synonyms import PAIRS
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return person("lo_editor")


def test_the_first_list_is_long_folded_and_says_nothing_twice():
    assert len(PAIRS) >= 60
    assert len({pair[:2] for pair in PAIRS}) == len(PAIRS)
    for said, meant, _ in PAIRS:
        assert (fold(said), fold(meant)) == (said, meant)
        assert len(said.split()) <= LONGEST_PHRASE


def test_the_first_list_is_put_in_once_and_stays_as_editors_change_it(editor):
    assert words.ensure() == len(PAIRS)
    row = Synonym.objects.first()
    words.remove(by=editor, synonym_id=row.pk)
    assert words.ensure() == len(PAIRS) - 1


def test_an_editor_adds_and_removes_words(editor):
    row = words.add(by=editor, said="  Ear-Doctor ", meant="Audiology")
    assert (row.said, row.meant, row.both_ways) == ("ear doctor", "audiology", True)
    words.remove(by=editor, synonym_id=row.pk)
    assert not Synonym.objects.exists()
    assert AuditEvent.objects.filter(verb__startswith="local_offer.words").count() == 2


@pytest.mark.parametrize(("said", "meant", "field"), [
    ("", "x", "said"), ("x", "!!", "meant"), ("x", "X", "meant"), ("x " * 61, "y", "said"),
    ("one two three four five six", "y", "said"),
])  # fmt: skip
def test_words_that_make_no_pair(said, meant, field, editor):
    with pytest.raises(Invalid) as caught:
        words.add(by=editor, said=said, meant=meant)
    assert list(caught.value.errors) == [field]


def test_a_pair_is_there_once(editor):
    words.add(by=editor, said="a", meant="b")
    with pytest.raises(Invalid, match="together already"):
        words.add(by=editor, said="A", meant="B")
    with pytest.raises(IntegrityError, match="synonym_once"):
        Synonym.objects.create(said="a", meant="b")


def test_a_pair_says_more_than_itself():
    with pytest.raises(IntegrityError, match="synonym_says_more"):
        Synonym.objects.create(said="a", meant="a")


def test_nobody_else_keeps_words(editor):
    row = words.add(by=editor, said="a", meant="b")
    for other in (person("clinician"), person("la_officer"), None):
        with pytest.raises(NotAllowed):
            words.add(by=other, said="c", meant="d")
        with pytest.raises(NotAllowed):
            words.remove(by=other, synonym_id=row.pk)
    with pytest.raises(NotFound):
        words.remove(by=editor, synonym_id=editor.pk)


@pytest.mark.parametrize("act", ["ensure", "add", "remove"])
def test_failing_half_way_leaves_everything(act, editor, monkeypatch):
    row = Synonym.objects.create(said="a", meant="b") if act == "remove" else None

    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr("dco_portal.audit.record", fail)
    arguments = {
        "ensure": {"by": None},
        "add": {"by": editor, "said": "c", "meant": "d"},
        "remove": {"by": editor, "synonym_id": row.pk if row else None},
    }[act]
    with pytest.raises(RuntimeError, match="half way"):
        getattr(words, act)(**arguments)
    assert Synonym.objects.count() == (1 if row else 0)


def said(text: str) -> list[str]:
    return [concept.said for concept in understand(text).concepts]


def test_a_text_becomes_known_phrases_and_words():
    words.ensure()
    assert said("My fussy eater, again") == ["fussy eater"]
    assert said("SALT near Bath") == ["salt", "near", "bath"]
    assert said("glue ear or deaf") == ["glue ear", "deaf"]


def test_readings_go_from_strict_to_loose():
    readings = understand("help with sleep and feeding and worries").queries()
    assert readings[0].count("&") > readings[1].count("&")
    assert "|" in readings[-1]
    assert len(readings) == 4


def test_one_word_has_one_reading():
    assert understand("sleep").queries() == ["('sleep')"]


def test_only_the_first_dozen_concepts_count():
    assert len(understand(" ".join(f"word{n}" for n in range(50))).concepts) == 12
