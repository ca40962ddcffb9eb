"""Entries as lines of a file, in the columns that the import reads back."""

from typing import Any

from local_offer.models import Service
from local_offer.queries import terms
from local_offer.queries.content import read
from local_offer.rules.imports import COLUMNS, FIELDS, TAXONOMY

MORE = ["state", "owner", "checked_on", "review_by", "complete_per_cent", "version"]
BACK = {value: key for key, value in FIELDS.items()}


class Writer:
    """Turns entries into lines; asks for the terms once."""

    header = [column.name for column in COLUMNS] + MORE

    def __init__(self) -> None:
        self._names, self._taxonomies = terms.names(), terms.taxonomies()

    def row(self, service: Service) -> list[Any]:
        """One line. Of several places and contacts the first stands in the file."""
        content = read(service)
        values: dict[str, Any] = {
            column: self._cell(content["fields"].get(name)) for column, name in FIELDS.items()
        }
        values |= {"entry_id": service.pk, "external_id": service.external_id, "organisation": service.body.name,
                   "organisation_type": service.body.type}  # fmt: skip
        for column, taxonomy in TAXONOMY.items():
            values[column] = "; ".join(
                self._names[each] for each in content["terms"] if self._taxonomies.get(each) == taxonomy
            )  # fmt: skip
        values |= self._contact(content) | self._place(content)
        more = [
            service.get_state_display(), service.owner.name if service.owner else "", service.checked_on,
            service.review_by, service.completeness, service.version,
        ]  # fmt: skip
        return [values.get(column.name, "") for column in COLUMNS] + more

    @staticmethod
    def _cell(value: Any) -> Any:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value

    @staticmethod
    def _contact(content: dict[str, Any]) -> dict[str, Any]:
        first = content["contacts"][0] if content["contacts"] else {}
        return {"contact": first.get("name", ""), "telephone": first.get("telephone", "")}

    @staticmethod
    def _place(content: dict[str, Any]) -> dict[str, Any]:
        first = content["places"][0]["location"] if content["places"] else {}
        return {
            "place": first.get("name", ""), "address": first.get("address_1", ""), "town": first.get("city", ""),
            "county": first.get("county", ""), "postcode": first.get("postcode", ""),
        }  # fmt: skip
