"""Views neither write nor reach past a reader's scope, and stay short."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import modules

WRITES = {
    "create",
    "save",
    "delete",
    "bulk_create",
    "bulk_update",
    "update_or_create",
    "get_or_create",
}
# Models about a person or a case: a view reaches them through `visible_to` alone.
SCOPED = {
    "AdviceRequest", "Contribution", "ConsiderNotice", "ServiceCheck", "RequestDraft", "RequestImport", "Child",
    "WorkItem", "Membership", "Invitation", "Enquiry", "SpecialistAsk", "HeldMessage", "Template", "PrivateLink",
}  # fmt: skip
# Whoever holds an invitation's link is in no organisation yet: the secret in the address is the scope.
BY_SECRET = {("dco_portal/accounts/views/joining.py", "Invitation")}
MOST_STATEMENTS = 20


def view_modules() -> Iterator[tuple[Path, ast.Module]]:
    for path, tree in modules():
        if path.name.startswith("views") or path.parent.name == "views":
            yield path, tree


def writes(tree: ast.Module) -> list[str]:
    """Calls that write through a manager."""
    return [
        f"{node.lineno} {ast.unparse(node.func)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ".objects" in ast.unparse(node.func)
    ]


def unscoped(tree: ast.Module) -> list[str]:
    """Reads of a model about a person that do not begin with `visible_to`."""
    return [
        f"{node.lineno} {ast.unparse(node.func)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "objects"
        and isinstance(node.func.value.value, ast.Name)
        and node.func.value.value.id in SCOPED
        and node.func.attr != "visible_to"
    ]


def statements(function: ast.FunctionDef) -> int:
    """How many statements a function has, its docstring apart."""
    count = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1
    return count - (1 if ast.get_docstring(function) else 0)


def long_views(tree: ast.Module) -> list[str]:
    return [
        f"{node.name} has {statements(node)} statements"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and statements(node) > MOST_STATEMENTS
    ]


def of_all(check) -> list[str]:
    return [f"{path}:{fault}" for path, tree in view_modules() for fault in check(tree)]


def test_there_are_views_to_look_at():
    assert len(list(view_modules())) > 15


def test_views_do_not_write():
    assert of_all(writes) == []


def test_views_reach_people_only_through_visible_to():
    by_secret = [
        f for f in of_all(unscoped) if any(f.startswith(p) and f" {m}." in f for p, m in BY_SECRET)
    ]
    assert len(by_secret) == len(BY_SECRET), "an exemption is not needed any more"
    assert sorted(set(of_all(unscoped)) - set(by_secret)) == []


def test_views_are_short():
    assert of_all(long_views) == []


def test_the_checks_find_what_they_are_for():
    bad = ast.parse(
        "def view(request):\n    Child.objects.create()\n    Child.objects.filter(pk=1)\n"
        "    Child.objects.visible_to(by)\n" + "    x = 1\n" * 20
    )
    assert writes(bad) == ["2 Child.objects.create"]
    assert unscoped(bad) == ["2 Child.objects.create", "3 Child.objects.filter"]
    assert long_views(bad) == ["view has 23 statements"]
