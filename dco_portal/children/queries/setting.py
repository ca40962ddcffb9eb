"""Schools and colleges by what people write."""

from dco_portal.organisations.models import Organisation, OrganisationKind


def known_setting(words: str) -> Organisation | None:
    """The school or college of this name or URN, when there is exactly one that is open."""
    words = words.strip()
    if not words:
        return None
    schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL, closed_on=None)
    field = "urn" if words.isdigit() else "name__iexact"
    found = list(schools.filter(**{field: words})[:2])
    return found[0] if len(found) == 1 else None
