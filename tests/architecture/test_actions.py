"""Actions are the only writers: keyword-only, by whom, atomic, audited; they never see a request."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import action_modules, calls, decorator_names, functions

WRITES = ("create", "save", "update", "delete", "bulk_create", "update_or_create", "get_or_create")
# Modules beside the actions that read, lock, move or mirror inside the caller's own transaction.
HELPERS = {
    "dco_portal/children/actions/locking.py": "reads and locks a row",
    "ehcp/actions/locking.py": "reads and locks a row",
    "ehcp/actions/moves.py": "writes a state with its history; the calling action audits",
    "ehcp/actions/tell.py": "chooses words and recipients",
    "ehcp/actions/work.py": "mirrors a case into the lists; the calling action audits",
    "enquiries/actions/locking.py": "reads and locks a row",
    "enquiries/actions/moves.py": "writes a state with its history; the calling action audits",
    "enquiries/actions/searching.py": "keeps the search columns; the calling action audits",
    "enquiries/actions/tell.py": "chooses words and recipients, and gives out private links",
    "enquiries/actions/work.py": "mirrors an enquiry into the lists; the calling action audits",
    "ehcp/actions/arriving.py": "moves a part to the DCO team; the calling action audits",
    "local_offer/actions/moves.py": "writes a state with its history; the calling action audits",
    "local_offer/actions/counting.py": "counts about nobody; there is no act to audit",
    "local_offer/actions/indexing.py": "derives what search reads; the calling action audits",
    "inspections/actions/owed.py": "mirrors what a plan is owed into the lists; the calling action audits",
    "inspections/actions/rated.py": "writes a rating with its history; the calling action audits",
    "dco_portal/children/actions/matching.py": "finds or adds the child through children's own actions",
}
# Features push plain values to these in their own transaction: the pushing action says by whom, and audits.
PUSHED_INTO = {
    "dco_portal/notifications/actions.py": {"tell", "tell_many", "tell_address"},
    "dco_portal/work/actions.py": {"push", "push_many", "close"},
    "dco_portal/gaps/actions/pushing.py": {"push", "withdraw"},
}
# Own read marks are no business of the audit trail.
NOT_AUDITED = {"dco_portal/notifications/actions.py": {"mark_read"}}


def pushed_into(path: Path, name: str) -> bool:
    return name in PUSHED_INTO.get(path.as_posix(), set())


def actions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The public functions that open a transaction."""
    for function in functions(tree):
        if "transaction.atomic" in decorator_names(function):
            yield function


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path, tree in action_modules():
        if path.as_posix() not in HELPERS:
            yield path, tree


def shape_faults(path: Path, function: ast.FunctionDef) -> list[str]:
    """What is wrong with an action's signature and words."""
    where = f"{path}:{function.name}"
    names = [argument.arg for argument in function.args.kwonlyargs]
    everything = [argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]]
    found = []
    if function.args.args and not pushed_into(path, function.name):
        found.append(f"{where} takes positional arguments")
    if "by" not in names and not pushed_into(path, function.name):
        found.append(f"{where} does not say by whom")
    if {"http", "request"} & {a for a in everything if _is_web_request(function, a)}:
        found.append(f"{where} takes a web request")
    if not ast.get_docstring(function):
        found.append(f"{where} has no docstring")
    return found


def _is_web_request(function: ast.FunctionDef, name: str) -> bool:
    for argument in [*function.args.args, *function.args.kwonlyargs]:
        if argument.arg == name and argument.annotation is not None:
            return "Http" in ast.unparse(argument.annotation)
    return name == "http"


def audits(name: str, tree: ast.Module, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a function calls `audit.…` itself, or through functions of its module or another action."""
    local = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for called in calls(local[name]):
        last = called.rsplit(".", 1)[-1]
        if called.startswith("audit."):
            return True
        if called in local and called not in seen | {name} and audits(called, tree, seen | {name}):
            return True
        if "." in called and last in SHARED.get(called.split(".", 1)[0], ()):
            return True
    return False


# Other modules' actions that an action may hand the whole work to; each audits what it does.
SHARED = {
    "intake": ("receive_forwarded", "submit"),
    "returning": ("assemble", "return_if_complete"),
    "triage": ("assign",),
    "advice": ("allocate",),
    "notices": ("open_notice",),
    "desk": ("assign",),
    "publishing": ("publish",),
    "outbox": (),
}


def test_there_are_actions_to_look_at():
    assert sum(1 for _, tree in modules() for _ in actions(tree)) > 60


def test_actions_have_the_shape_of_actions():
    found = [
        fault for path, tree in modules() for f in actions(tree) for fault in shape_faults(path, f)
    ]
    assert not found, "\n".join(found)


def test_every_action_is_audited():
    found = [
        f"{path}:{function.name} leaves no audit row"
        for path, tree in modules()
        for function in actions(tree)
        if not pushed_into(path, function.name)
        and function.name not in NOT_AUDITED.get(path.as_posix(), set())
        and not audits(function.name, tree)
    ]
    assert not found, "\n".join(found)


def loose_writers(path: Path, tree: ast.Module) -> list[str]:
    """Public functions that write through a manager without being an atomic action."""
    return [
        f"{path}:{function.name}"
        for function in functions(tree)
        if "transaction.atomic" not in decorator_names(function)
        and any(
            ".objects." in f".{called}" and called.rsplit(".", 1)[-1] in WRITES
            for called in calls(function)
        )
    ]


def test_no_public_function_writes_outside_a_transaction():
    found = [fault for path, tree in modules() for fault in loose_writers(path, tree)]
    assert not found, "\n".join(found)


def test_actions_never_import_a_web_request():
    guilty = [str(path) for path, tree in action_modules() if imports_http(tree)]
    assert guilty == []


def imports_http(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.http")
        for node in ast.walk(tree)
    )


def test_the_exemptions_are_still_needed():
    present = {path.as_posix(): tree for path, tree in action_modules()}
    assert set(HELPERS) | set(PUSHED_INTO) | set(NOT_AUDITED) <= set(present)
    for path, names in [*PUSHED_INTO.items(), *NOT_AUDITED.items()]:
        assert names <= {function.name for function in functions(present[path])}, path


BAD = '''
from django.db import transaction
from django.http import HttpRequest

@transaction.atomic
def give(thing, *, http: HttpRequest):
    thing.save()

def loose(*, by):
    """Writes without a transaction."""
    Thing.objects.create(by=by)

@transaction.atomic
def good(*, by):
    """Audits through a helper."""
    _help(by)

def _help(by):
    audit.record("x", by=by)
'''


def test_the_checks_find_what_they_are_for():
    tree, path = ast.parse(BAD), Path("x/actions.py")
    give, good = actions(tree)
    assert [fault.split(" ", 1)[1] for fault in shape_faults(path, give)] == [
        "takes positional arguments", "does not say by whom", "takes a web request", "has no docstring",
    ]  # fmt: skip
    assert shape_faults(path, good) == []
    assert not audits("give", tree)
    assert audits("good", tree)
    assert loose_writers(path, tree) == ["x/actions.py:loose"]
    assert imports_http(tree)
