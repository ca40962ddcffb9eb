"""The filters in force above a list, each of which can be taken off."""

from urllib.parse import urlencode

from django.http import QueryDict

from dco_portal.common.forms import PortalForm


def chosen(form: PortalForm, given: QueryDict, here: str = "") -> list[dict[str, str]]:
    """The filters in force as words, each with the address of the list without it, on its first page.

    `form` was validated against `given`; `here` is the list's path, "" for the page itself.
    """
    found = []
    for name, field in form.fields.items():
        value = getattr(form, "cleaned_data", {}).get(name)
        if value:
            gone = {name, "after", "before"}
            rest = [(key, each) for key, all in given.lists() for each in all if key not in gone]
            words = dict(getattr(field, "choices", None) or {}).get(value, value)
            found.append({"label": f"{field.label}: {words}", "url": f"{here}?{urlencode(rest)}"})
    return found
