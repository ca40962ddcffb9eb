"""What the page of a pack lists: the services' answers and the uploaded reports that go with it."""

from typing import Any

from django.urls import reverse

from dco_portal.documents import presenters as files
from ehcp.models import AdviceRequest, AdviceVersion, Contribution, Pack


def _by_reference(request: AdviceRequest) -> dict[str, Contribution]:
    return {row.reference: row for row in request.contributions.all()}


def answers(request: AdviceRequest, pack: Pack) -> list[dict[str, Any]]:
    """One row per service of the pack, as its data had it when it was made."""
    found = _by_reference(request)
    rows = [
        {"service": f"{row['service']}, {row['provider']}", "answer": f"Advice, version {row['version']}",
         "url": reverse("ehcp:version", args=[found[row["reference"]].pk, row["version"]])}
        for row in pack.data["contributions"]
    ]  # fmt: skip
    rows += [
        {
            "service": f"{row['service']}, {row['provider']}",
            "answer": "Not known to this service",
            "url": "",
        }
        for row in pack.data["not_known"]
    ]
    return rows


def reports(request: AdviceRequest, pack: Pack) -> list[dict[str, Any]]:
    """The uploaded reports, each a file of its own beside the PDF."""
    wanted = [row["report"]["id"] for row in pack.data["contributions"] if row["report"]]
    versions = AdviceVersion.objects.filter(contribution__request=request, report_id__in=wanted)
    rows = {}
    for version in versions.select_related("report__uploaded_by").order_by(
        "contribution__reference"
    ):
        if version.report:
            href = reverse(
                "ehcp:contribution-file", args=[version.contribution_id, version.report.pk]
            )
            rows[version.report.pk] = files.file_row(version.report, href)
    return list(rows.values())
