"""Actions are the only writers: keyword-only, by whom, atomic, audited; they never see a request."""

import ast

import pytest

from tests.architecture.source import action_modules, calls, decorator_names, functions

# Helpers that live beside actions: they read, lock or mirror inside the caller's own transaction.
NOT_ACTIONS = {
    "ehcp/actions/locking.py",
    "ehcp/actions/moves.py",
    "ehcp/actions/tell.py",
    "ehcp/actions/work.py",
    "dco_portal/children/actions/locking.py",
}
ACTIONS = [
    pytest.param(path, function, id=f"{path}:{function.name}")
    for path, tree in action_modules()
    if str(path) not in NOT_ACTIONS
    for function in functions(tree)
    if "transaction.atomic" in decorator_names(function)
]
WRITES = ("create", "save", "update", "delete", "bulk_create", "update_or_create", "get_or_create")


def test_there_are_actions_to_look_at():
    assert len(ACTIONS) > 20


@pytest.mark.parametrize(("path", "function"), ACTIONS)
def test_action_is_keyword_only_and_says_by_whom(path, function: ast.FunctionDef):
    names = [argument.arg for argument in function.args.kwonlyargs]
    assert not function.args.args, f"{path}: {function.name} takes positional arguments"
    assert "by" in names, f"{path}: {function.name} does not say by whom"
    assert "http" not in names


@pytest.mark.parametrize(("path", "function"), ACTIONS)
def test_action_has_a_docstring(path, function: ast.FunctionDef):
    assert ast.get_docstring(function), f"{path}: {function.name}"


def test_every_public_writer_in_an_action_module_is_atomic():
    """A public function that writes directly must be an atomic action, not a loose helper."""
    loose = [
        f"{path}:{function.name}"
        for path, tree in action_modules()
        if str(path) not in NOT_ACTIONS
        for function in functions(tree)
        if "transaction.atomic" not in decorator_names(function)
        and any(name.rsplit(".", 1)[-1] in WRITES for name in calls(function))
    ]
    assert loose == []


def test_actions_never_take_a_web_request():
    guilty = [
        str(path)
        for path, tree in action_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.http"
    ]
    assert guilty == []
