"""What families sent and took away in each area: comments, a correction, statements, a translation, a booklet."""

import datetime as dt
from typing import Any

from local_offer.actions import booklets, comments, statements, translations
from local_offer.models import Service

YEAR = {"covers_from": dt.date(2025, 1, 1), "covers_to": dt.date(2025, 12, 31)}


def furnish(area: Any) -> None:
    """Adds the records to an area that has its listing."""
    editor = area["lo_editor"]
    Service.objects.filter(pk=area.listing.pk).update(easy_read="We help.\nCome and see us.")

    def comment(words: str):
        return comments.comment(
            by=None,
            local_authority=area.la,
            service=area.listing,
            words=words,
            said_by="parent",
        )

    area.comment = comment("Open at weekends.")
    area.said = comment("Kind people.")
    comments.publish(by=editor, comment_id=area.said.pk, words=area.said.words)
    area.correction = comments.suggest_correction(
        by=None, service=area.listing, about="times", words="Closed on Fridays."
    )
    area.statement = statements.begin(by=editor, local_authority=area.la, **YEAR)
    statements.change(
        by=editor,
        statement_id=area.statement.pk,
        lock=0,
        values={"introduction": "Families wrote.", "plans": "We will open.", **YEAR},
    )
    statements.publish(by=editor, statement_id=area.statement.pk)
    area.statement_draft = statements.begin(by=editor, local_authority=area.la, **YEAR)
    translations.save(
        by=editor,
        service_id=area.listing.pk,
        language="ur",
        seen=0,
        values={
            "name": "گروپ",
            "summary": "خلاصہ",
            "description": "تفصیل",
            "translated_by": "Interpreters",
        },
    )
    area.booklet = booklets.ask(by=None, kind="shortlist", ids=[area.listing.pk])
