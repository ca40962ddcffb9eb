"""Reading the source of the shipped code as syntax trees."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

from tests.environment import ROOT

PACKAGES = ("dco_portal", "ehcp", "referrals", "enquiries", "local_offer", "inspections")


def modules(*, under: str = "") -> Iterator[tuple[Path, ast.Module]]:
    """Every shipped module (migrations apart) whose path holds `under`, with its tree."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            where = path.relative_to(ROOT)
            if "migrations" not in where.parts and under in f"/{where.as_posix()}":
                yield where, parsed(path)


@functools.cache
def parsed(path: Path) -> ast.Module:
    """A module's tree, read once for all tests."""
    return ast.parse(path.read_text())


def action_modules() -> Iterator[tuple[Path, ast.Module]]:
    """The modules that may write: `actions.py` or a module of an `actions` package."""
    for path, tree in modules():
        if path.name == "actions.py" or path.parent.name == "actions":
            yield path, tree


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """The public functions of a module's top level."""
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def decorator_names(function: ast.FunctionDef) -> set[str]:
    """Names of a function's decorators, dotted, without their arguments."""
    return {
        ast.unparse(node.func if isinstance(node, ast.Call) else node)
        for node in function.decorator_list
    }


def calls(node: ast.AST) -> set[str]:
    """Dotted names of everything called inside a node."""
    return {ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
