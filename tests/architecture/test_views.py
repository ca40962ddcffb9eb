"""Views neither write nor reach past a reader's scope."""

import ast

from tests.architecture.source import modules
from tests.environment import ROOT

WRITES = {"create", "save", "delete", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
# Models about a person or a case: a view reaches them through `visible_to` alone.
SCOPED = {
    "AdviceRequest", "Contribution", "ConsiderNotice", "ServiceCheck", "RequestDraft", "Child", "WorkItem",
}  # fmt: skip


def view_modules():
    for path, tree in modules():
        if path.name.startswith("views") or path.parent.name == "views":
            yield path, tree


def test_there_are_views_to_look_at():
    assert len(list(view_modules())) > 8


def test_views_do_not_write():
    guilty = [
        f"{path}:{node.lineno} {ast.unparse(node.func)}"
        for path, tree in view_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and ".objects" in ast.unparse(node.func)
    ]
    assert guilty == []


def test_views_reach_people_only_through_visible_to():
    guilty = []
    for path, tree in view_modules():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Attribute)
                and node.func.value.attr == "objects"
                and isinstance(node.func.value.value, ast.Name)
                and node.func.value.value.id in SCOPED
                and node.func.attr != "visible_to"
            ):
                guilty.append(f"{path}:{node.lineno} {ast.unparse(node.func)}")
    assert guilty == []


def test_modules_stay_one_room():
    """No module grows past 400 lines."""
    long = [
        f"{path}: {lines}"
        for path, _ in modules()
        if (lines := len((ROOT / path).read_text().splitlines())) > 400
    ]
    assert long == []


def test_no_two_addresses_share_a_name():
    from django.urls import URLResolver, get_resolver

    names: list[str] = []

    def walk(resolver, prefix: str) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                if pattern.app_name != "admin":
                    walk(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            elif pattern.name:
                names.append(prefix + pattern.name)

    walk(get_resolver(), "")
    assert [name for name in set(names) if names.count(name) > 1] == []
