"""Spreadsheets of requests, for tests."""

import csv
import datetime as dt
import io

from dco_portal.common.clock import today
from ehcp.rules.imports import COLUMNS
from tests.factories.children import nhs

DAY = dt.timedelta(days=1)


def row(n, **changes):
    return {
        "la_reference": f"SEN-{n}", "nhs_number": nhs(n * 100), "given_name": "Zoë", "family_name": f"Row{n}",
        "date_of_birth": "27/03/2018", "type": "assessment", "decided_on": f"{today() - DAY:%d/%m/%Y}",
        "question": "Advice", "reason": "Concerns", "consent": "given", "services_known": "Physio clinic; Dietetics",
        "carer_1_name": "Ana", "carer_1_relationship": "mother", "carer_1_parental_responsibility": "yes", **changes,
    }  # fmt: skip


def sheet(*rows, headings=None, encoding="utf-8-sig", delimiter=","):
    names = headings or [column.name for column in COLUMNS]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)
