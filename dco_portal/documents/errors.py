"""Faults of documents and files. Their text holds nothing personal, so that it may be logged."""


class RenderError(Exception):
    """A document could not be made from its template; the text names the fault."""


class DamagedFile(Exception):
    """A stored file is missing or its bytes no longer match its SHA-256."""


class ScannerAway(Exception):
    """The malware scanner did not answer, or refused the file."""


class UnfitFile(Exception):
    """An uploaded file cannot be taken; the text is a sentence for the person."""
