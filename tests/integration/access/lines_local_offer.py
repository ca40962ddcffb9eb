"""The access matrix’s lines of local offer."""

from tests.integration.access.table import Line, public


def _term(area) -> list:
    return [area.listing.service_terms.get().term_id]


def _taxonomy(area) -> list:
    return [area.listing.service_terms.get().term.taxonomy_id]


FEED: list[Line] = [
    *public("open-referral-base", "open-referral:root"),
    *(
        line
        for end in ("", "-slash")
        for line in (
            *public(
                *(
                    f"open-referral:{name}{end}"
                    for name in (
                        "services", "taxonomies", "taxonomy_terms", "service_at_locations", "openapi",
                    )
                )
            ),
            *public(f"open-referral:service{end}", args=lambda area: [area.listing.pk]),
            *public(
                f"open-referral:service_at_location{end}",
                args=lambda area: [area.listing.places.get().pk],
            ),
            *public(f"open-referral:taxonomy{end}", args=_taxonomy),
            *public(f"open-referral:taxonomy_term{end}", args=_term),
        )
    ),
]  # fmt: skip
LINES: list[Line] = [*FEED]
ELSEWHERE: dict[str, str] = {}
