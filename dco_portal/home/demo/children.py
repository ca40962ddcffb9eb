"""The invented children of the demo areas. NHS numbers come from the range kept for tests (999)."""

import datetime as dt
from dataclasses import dataclass

import nhs_number

from dco_portal.common.clock import today


@dataclass(frozen=True)
class DemoChild:
    """One invented child: names, age in months, the parent, and what the case wants to show."""

    given: str
    family: str
    months: int
    parent: str
    relationship: str = "Mother"
    need: str = ""  # a communication need's code
    need_detail: str = ""
    restricted: str = ""  # why a second parent must never be written to

    @property
    def born_on(self) -> dt.date:
        """Born so many months ago, on the 14th."""
        now = today()
        years, month = divmod(now.year * 12 + now.month - 1 - self.months, 12)
        return dt.date(years, month + 1, 14)


WORCESTERSHIRE = (
    DemoChild("Ayaan", "Rahman", 52, "Farida Rahman", need="interpreter", need_detail="Bengali"),
    DemoChild("Ellie", "Thornton", 88, "Grace Thornton"),
    DemoChild(
        "Leo",
        "Baptiste",
        61,
        "Marcus Baptiste",
        "Father",
        need="large_print",
        need_detail="18 point",
    ),
    DemoChild(
        "Maisie",
        "Okoro",
        132,
        "Ruth Okoro",
        restricted="Court order: no contact with the family home",
    ),
    DemoChild("Noah", "Pritchard", 47, "Bethan Pritchard"),
    DemoChild("Zofia", "Nowak", 110, "Anna Nowak", need="translation", need_detail="Polish"),
    DemoChild("Harley", "Dunmore", 75, "Stacey Dunmore"),
    DemoChild("Imogen", "Fairweather", 201, "Helen Fairweather"),
    DemoChild("Kofi", "Mensah", 67, "Abena Mensah"),
    DemoChild("Rosie", "Applegarth", 40, "Tom Applegarth", "Father", need="easy_read"),
    DemoChild("Theo", "Lockyer", 95, "Sian Lockyer"),
    DemoChild("Yusuf", "Demir", 58, "Elif Demir", need="bsl", need_detail="for the mother"),
)
BSW = (
    DemoChild("Arlo", "Penhaligon", 64, "Jess Penhaligon"),
    DemoChild("Beatrix", "Sawyer", 118, "Ian Sawyer", "Father"),
    DemoChild("Dev", "Acharya", 49, "Meena Acharya", need="interpreter", need_detail="Nepali"),
    DemoChild("Freya", "Holcombe", 83, "Lucy Holcombe"),
    DemoChild(
        "Jonah", "Whitlock", 143, "Carys Whitlock", need="large_print", need_detail="20 point"
    ),
    DemoChild("Tilly", "Marchetti", 56, "Paolo Marchetti", "Father"),
)
# Children about whom the LA has sent an early notice, and no request yet.
WORCESTERSHIRE_NOTICED = (DemoChild("Priya", "Sandhu", 55, "Harjit Sandhu", "Father"),)
BSW_NOTICED = (DemoChild("Otis", "Brearley", 71, "Dawn Brearley"),)


def numbers() -> list[str]:
    """Valid NHS numbers from 999 000 0000 upwards, always the same ones."""
    serials = range(9_990_000_000, 9_990_001_000)
    return [str(serial) for serial in serials if nhs_number.is_valid(str(serial))]
