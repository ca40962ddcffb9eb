"""The gallery of shared components at /design/, in the demo and the tests only."""

import datetime as dt
from types import SimpleNamespace

from crispy_forms_gds.helper import FormHelper
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dco_portal.common.clock import now, today


class ExampleFilter(forms.Form):
    """What the gallery's filter panel holds."""

    helper = FormHelper()
    helper.form_tag = False
    team = forms.ChoiceField(
        choices=[("", "All teams"), ("slt", "Speech and language therapy")], required=False
    )
    state = forms.ChoiceField(choices=[("", "Any"), ("late", "Late")], required=False)
    reference = forms.CharField(required=False, help_text="Such as EHC-2026-000123")


@require_safe
@login_not_required
def design(request: HttpRequest) -> HttpResponse:
    """Every shared component with invented data; 404 in production."""
    if settings.PORTAL_ENV not in {"demo", "test"}:
        raise Http404
    return render(request, "home/design.html", examples(today(), now()))


def examples(day: dt.date, moment: dt.datetime) -> dict:
    """The gallery's context: dates are relative to `day`, moments to `moment`."""
    after = lambda days: day + dt.timedelta(days=days)  # noqa: E731
    rows = [
        {
            "select": f"row-{number}",
            "select_label": reference,
            "late": due < 0,
            "cells": [
                {
                    "text": reference,
                    "url": "#worklist",
                    "name": True,
                    "sub": "Speech and language therapy",
                },
                {"text": step},
                {"due": after(due)},
                {"tag": state, "colour": colour},
            ],
        }
        for number, (reference, step, due, state, colour) in enumerate(
            [
                ("EHC-2026-000117", "Write the advice", -3, "Late", "red"),
                ("EHC-2026-000121", "Give it to a clinician", 0, "With the service", "yellow"),
                ("EHC-2026-000123", "Check and send", 5, "To check", "blue"),
                ("EHC-2026-000124", "Wait for the service", 26, "Asked", "grey"),
            ],
            1,
        )
    ]
    clock = {
        "title": "Health advice to the local authority",
        "asked_on": after(-30),
        "due_on": after(12),
        "service_date": after(-2),
        "exceptions": [],
        "why": "Six weeks, counted from the day the request was received.",
        "citation": "SEND Regulations 2014, regulation 8(1)",
        "citation_url": "https://www.legislation.gov.uk/uksi/2014/1530/regulation/8",
    }
    return {
        "filter_form": ExampleFilter(),
        "chosen": [{"label": "Team: Speech and language therapy", "url": "#filters"}],
        "columns": [
            {"label": "Reference", "sort": "reference"},
            {"label": "Next step"},
            {"label": "Due", "sort": "due"},
            {"label": "State"},
        ],
        "rows": rows,
        "views": [
            {"label": "Mine", "url": "#views", "current": True, "count": "4"},
            {"label": "Unassigned", "url": "#views", "count": "12"},
            {"label": "Late", "url": "#views", "count": "1,000+"},
            {"label": "Closed", "url": "#views"},
        ],
        "clocks": [
            {
                **clock,
                "title": "Advice that is late",
                "due_on": after(-3),
                "exceptions": [
                    {
                        "title": "Appointment missed",
                        "detail": "recorded 2 March",
                        "citation": "regulation 8(2)",
                    }
                ],
            },
            {**clock, "title": "Advice due soon", "due_on": after(5), "service_date": None},
            clock,
            {**clock, "title": "Advice that was sent", "met_on": after(-1)},
            {"title": "Reply to the council’s question", "due_on": after(9), "local": True},
        ],
        "events": [
            {
                "at": moment,
                "what": "Advice sent to the council",
                "who": "a DCO coordinator",
                "tag": "Sent",
                "colour": "green",
            },
            {
                "at": moment - dt.timedelta(days=3),
                "what": "Returned to the writer",
                "detail": "Two items need a frequency.",
                "url": "#timeline",
            },
            {"at": after(-30), "what": "Request received"},
        ],
        "needs": [
            "Mother: British Sign Language interpreter at meetings",
            "Young person: large print, 18 point",
        ],
        "restrictions": ["Never write to the father. His address is hidden."],
        "documents": [
            SimpleNamespace(
                title="Health advice pack",
                state="ready",
                size=248_112,
                pages=9,
                finished_at=moment,
            ),
            SimpleNamespace(title="Letter to the family", state="preparing"),
            SimpleNamespace(title="Cover note", state="failed"),
        ],
        "files": [
            {
                "filename": "Physiotherapy report.pdf",
                "url": "#files",
                "size": 1_250_000,
                "added": moment,
                "who": "the council",
                "state": "Checked for viruses",
            },
            {"filename": "Letter.docx", "size": 9_000, "state": "Being checked for viruses"},
        ],
        "thread": [
            {
                "who": "SEND officer",
                "organisation": "the council",
                "at": moment - dt.timedelta(hours=5),
                "text": "How often is the block of therapy?\n\nThe plan needs a number.",
            },
            {
                "who": "Coordinator",
                "at": moment - dt.timedelta(hours=3),
                "text": "Asked the therapist.",
                "internal": True,
            },
            {
                "who": "Coordinator",
                "organisation": "the ICB",
                "at": moment,
                "text": "Six sessions of 45 minutes each term.",
                "own": True,
            },
        ],
        "tasks": [
            {"title": "Child", "url": "#tasks", "status": "Completed"},
            {
                "title": "What is asked",
                "url": "#tasks",
                "status": "Not yet started",
                "status_colour": "blue",
                "hint": "Why the council asks, and which services know the child",
            },
            {"title": "Check your answers", "status": "Cannot start yet"},
        ],
        "summary": [
            {"key": "Name", "value": "Sam Example", "url": "#summary"},
            {"key": "NHS number", "value": "999 000 0018"},
            {"key": "Services", "lines": ["Physiotherapy", "Audiology"], "url": "#summary"},
        ],
        "actions": [
            {
                "label": "Send to the council",
                "url": "#actions",
                "why": "The council is told at once.",
            },
            {"label": "Return to the writer", "url": "#actions", "secondary": True},
        ],
        "notices": [
            {
                "subject": "EHC-2026-000123: advice is due in 7 days",
                "body": "Due on 3 March 2026.",
                "link": "#notices",
                "reference": "EHC-2026-000123",
                "created_at": moment,
            },
            {
                "subject": "EHC-2026-000117 was acknowledged",
                "created_at": moment,
                "read_at": moment,
            },
        ],
        "crumbs": [{"label": "Worklist", "url": "#"}, {"label": "EHC-2026-000123", "url": "#"}],
        "old_text": "Speech therapy as required, in school.",
        "new_text": "Speech therapy for 45 minutes each week in term time, in school.",
        "colours": "grey green teal blue purple magenta red orange yellow".split(),
        "heading_actions": [
            {"label": "New request", "url": "#"},
            {"label": "Upload", "url": "#", "secondary": True},
        ],
    }
