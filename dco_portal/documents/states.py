"""States of a document and of an upload, and the moves between them that may happen."""

from django.db.models import TextChoices


class DocumentState(TextChoices):
    """A document waits to be made, then is ready for good, or has failed and may be tried again."""

    PREPARING = "preparing", "Being prepared"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be prepared"


class ScanState(TextChoices):
    """What the malware scanner said of an upload."""

    WAITING = "waiting", "Being checked for viruses"
    CLEAN = "clean", "Checked for viruses"
    INFECTED = "infected", "Held back: the virus check found a problem"
    NOT_SCANNED = "not_scanned", "Not checked for viruses: no scanner is set up"


DOCUMENT_MOVES: dict[DocumentState, frozenset[DocumentState]] = {
    DocumentState.PREPARING: frozenset({DocumentState.READY, DocumentState.FAILED}),
    DocumentState.READY: frozenset(),
    DocumentState.FAILED: frozenset({DocumentState.PREPARING}),
}
DOCUMENT_START = frozenset({DocumentState.PREPARING})
DOCUMENT_ENDS = frozenset({DocumentState.READY})

SCAN_MOVES: dict[ScanState, frozenset[ScanState]] = {
    ScanState.WAITING: frozenset({ScanState.CLEAN, ScanState.INFECTED, ScanState.NOT_SCANNED}),
    ScanState.CLEAN: frozenset(),
    ScanState.INFECTED: frozenset(),
    ScanState.NOT_SCANNED: frozenset(),
}
SCAN_START = frozenset({ScanState.WAITING, ScanState.NOT_SCANNED})
SCAN_ENDS = frozenset({ScanState.CLEAN, ScanState.INFECTED, ScanState.NOT_SCANNED})
