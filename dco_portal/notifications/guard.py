"""What a message may say: never a child's number, and links only to the portal's own pages."""

import re

import nhs_number

_TEN_DIGITS = re.compile(r"(?<![\dA-Za-z-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\dA-Za-z])")
_PATH = re.compile(r"/(?!/)[A-Za-z0-9/_.-]*(#[A-Za-z0-9_-]+)?")


def check(*, subject: str, body: str, link: str) -> None:
    """Refuse a message that carries an NHS number, a broken subject or a link that tells or leads away.

    Errors: `ValueError`, which names the fault and never quotes the text.
    """
    if not subject or "\n" in subject or "\r" in subject:
        raise ValueError("A message's subject is one line.")
    for found in _TEN_DIGITS.findall(f"{subject}\n{body}"):
        if nhs_number.is_valid(re.sub(r"\D", "", found)):
            raise ValueError("A message must not carry an NHS number.")
    if link and not _PATH.fullmatch(link):
        raise ValueError("A message's link is a path of the portal, without a query.")
