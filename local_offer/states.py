"""The allowed moves of an entry and of a proposed change. Nothing vanishes: every end is a state."""

ENTRY_MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"published", "archived"}),
    "published": frozenset({"hidden", "closed", "archived"}),
    "hidden": frozenset({"published", "closed", "archived"}),
    "closed": frozenset({"hidden", "archived"}),
    "archived": frozenset({"draft", "hidden"}),
}
PROPOSAL_MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"submitted", "approved", "withdrawn"}),
    "submitted": frozenset({"draft", "approved", "rejected", "withdrawn"}),
    "approved": frozenset(),
    "rejected": frozenset(),  # taking it up again makes a new proposal out of its words
    "withdrawn": frozenset(),
}
TRANSFER_MOVES: dict[str, frozenset[str]] = {
    "offered": frozenset({"accepted", "declined", "withdrawn"}),
    "accepted": frozenset(),
    "declined": frozenset(),
    "withdrawn": frozenset(),
}
ENTRY_START, PROPOSAL_START, TRANSFER_START = "draft", "draft", "offered"
# Deliberate ends: an entry rests here, though it can be taken back to be checked.
ENTRY_ENDS = frozenset({"closed", "archived"})
PROPOSAL_ENDS = frozenset({"approved", "rejected", "withdrawn"})
TRANSFER_ENDS = frozenset({"accepted", "declined", "withdrawn"})
PROPOSAL_OPEN = frozenset({"draft", "submitted"})

# What families send in, and the annual statement.
COMMENT_MOVES: dict[str, frozenset[str]] = {
    "waiting": frozenset({"published", "refused"}),
    "published": frozenset({"refused"}),  # taken back, when it turns out to hurt somebody
    "refused": frozenset(),
}
CORRECTION_MOVES: dict[str, frozenset[str]] = {
    "open": frozenset({"made", "declined"}),
    "made": frozenset(),
    "declined": frozenset(),
}
STATEMENT_MOVES: dict[str, frozenset[str]] = {
    "draft": frozenset({"published"}),
    "published": frozenset(),
}
COMMENT_START, CORRECTION_START, STATEMENT_START = "waiting", "open", "draft"
COMMENT_ENDS = frozenset({"refused", "published"})
CORRECTION_ENDS = frozenset({"made", "declined"})
STATEMENT_ENDS = frozenset({"published"})
