"""The directory's terms, by id and by taxonomy."""

from local_offer.models import Term


def taxonomies() -> dict[str, str]:
    """Each term's id → its taxonomy's code."""
    rows = Term.objects.values_list("pk", "taxonomy__code")
    return {str(pk): code for pk, code in rows}


def names() -> dict[str, str]:
    """Each term's id → its name."""
    return {str(pk): name for pk, name in Term.objects.values_list("pk", "name")}


def choices(taxonomy: str) -> list[tuple[str, str]]:
    """The terms of a taxonomy as a form offers them: (id, name), in order."""
    rows = Term.objects.filter(taxonomy__code=taxonomy).order_by("order", "name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def by_code() -> dict[tuple[str, str], str]:
    """(Taxonomy's code, term's code or name in lower case) → the term's id."""
    found: dict[tuple[str, str], str] = {}
    for pk, taxonomy, code, name in Term.objects.values_list(
        "pk", "taxonomy__code", "code", "name"
    ):
        found[taxonomy, code] = found[taxonomy, name.lower()] = str(pk)
    return found
