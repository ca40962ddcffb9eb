"""Opening the pages of a service's part as somebody, and sending them what a browser would send."""

from django.test import Client
from django.urls import reverse

from dco_portal.accounts.models import User
from tests.advice_samples import section_values


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def posted(section: str, lock: int, **changes: str) -> dict:
    """The fields that a browser sends for a section's sample values."""
    data: dict = {"version": lock, "row": []}

    def put(name: str, value) -> None:
        if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
            year, month, day = value.split("-")
            data.update({f"{name}_0": day, f"{name}_1": month, f"{name}_2": year})
        elif value is True:
            data[name] = "on"
        elif value is not False:
            data[name] = value

    for name, value in section_values()[section].items():
        if name == "rows":
            for row in value:
                data["row"].append(row["key"])
                for field, inner in row.items():
                    if field != "key":
                        put(f"{row['key']}-{field}", inner)
        else:
            put(name, value)
    return {**data, **changes}


def url(name: str, *args) -> str:
    return reverse(f"ehcp:{name}", args=args)
