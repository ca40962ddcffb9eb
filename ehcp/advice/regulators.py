"""Who counts as a health care professional: a member of a profession regulated by a body of section
25(3) of the NHS Reform and Health Care Professions Act 2002 (SI 2014/1530 reg 2). Pure, no Django.

Social workers are regulated elsewhere and are not health care professionals here. The number's form
is a check against slips of the pen; it does not prove that the person is on the register.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Regulator:
    """One body: its code, name, professions as people call them, and how its numbers look."""

    code: str
    name: str
    professions: str
    pattern: str
    example: str


REGULATORS = {
    body.code: body
    for body in (
        Regulator("HCPC", "Health and Care Professions Council",
                  "therapists, dietitians, orthoptists, practitioner psychologists and others",
                  r"[A-Z]{2,3}\d{4,6}", "SL12345"),
        Regulator("GMC", "General Medical Council", "doctors", r"\d{7}", "7654321"),
        Regulator("NMC", "Nursing and Midwifery Council", "nurses, midwives, nursing associates",
                  r"\d{2}[A-Z]\d{4}[A-Z]", "12A3456E"),
        Regulator("GPhC", "General Pharmaceutical Council", "pharmacists, pharmacy technicians", r"\d{7}", "2012345"),
        Regulator("GOC", "General Optical Council", "optometrists, dispensing opticians",
                  r"(\d{2}|D)-?\d{4,5}", "01-12345"),
        Regulator("GDC", "General Dental Council", "dentists and dental care professionals", r"\d{4,6}", "123456"),
        Regulator("GOsC", "General Osteopathic Council", "osteopaths", r"\d{2,6}", "1234"),
        Regulator("GCC", "General Chiropractic Council", "chiropractors", r"\d{4,5}", "01234"),
        Regulator("PSNI", "Pharmaceutical Society of Northern Ireland", "pharmacists in Northern Ireland",
                  r"[A-Z]?\d{3,5}[A-Z]?", "1234"),
    )
}  # fmt: skip

CHOICES = tuple(
    (body.code, f"{body.name} ({body.code}): {body.professions}") for body in REGULATORS.values()
)


def tidy(number: str) -> str:
    """A registration number without spaces, in capitals."""
    return "".join(number.split()).upper()


def number_fault(regulator: str, number: str) -> str:
    """What is wrong with the form of a registration number, as a sentence; "" when nothing is."""
    body = REGULATORS.get(regulator)
    if body is None:
        return "Choose the regulator from the list."
    if not re.fullmatch(body.pattern, tidy(number)):
        return f"Enter the number as on the {body.code} register, such as {body.example}."
    return ""
