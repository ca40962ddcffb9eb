"""The house rules a tool can see: one clock, no signals, no print, tasks that only call an action."""

import ast
from collections.abc import Callable

from tests.architecture.source import modules

# What may ask the machine's clock, and why.
CLOCK = {"dco_portal/common/clock.py": "it is the one that gives today and now"}
# Connected to other packages' signals, never to our own models'.
LISTENS = {
    "dco_portal/celery.py": "Celery's own signals of starting and publishing",
    "dco_portal/accounts/hooks.py": "Django's and allauth's own signals of signing in",
}
# Commands and start-up programs talk to a terminal.
PRINTS = (
    "/management/commands/",
    "dco_portal/embedded",
    "dco_portal/deadlines/cli.py",
    "dco_portal/deadlines/refresh.py",
)


def banned_calls(tree: ast.Module, names: set[str]) -> list[str]:
    """Calls of these dotted names, or of names that end so, with their lines."""
    return [
        f"{node.lineno} {ast.unparse(node.func)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and any(f".{ast.unparse(node.func)}".endswith(f".{name}") for name in names)
    ]


def clock_faults(tree: ast.Module) -> list[str]:
    return banned_calls(
        tree,
        {
            "timezone.now",
            "date.today",
            "datetime.now",
            "datetime.today",
            "datetime.utcnow",
            "time.time",
        },
    )


def print_faults(tree: ast.Module) -> list[str]:
    return [
        f"{node.lineno} print"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]


def signal_faults(tree: ast.Module) -> list[str]:
    """Receivers of signals."""
    return [
        f"{node.lineno} {ast.unparse(node)[:60]}"
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").endswith(("dispatch", "db.models.signals"))
        )
        or (
            isinstance(node, ast.Attribute)
            and node.attr == "connect"
            and "signal" in ast.unparse(node)
        )
    ]


def save_faults(tree: ast.Module) -> list[str]:
    """Models that do something of their own when they are saved."""
    return [
        f"{inner.lineno} {node.name}.{inner.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and not any("Form" in ast.unparse(base) for base in node.bases)
        for inner in node.body
        if isinstance(inner, ast.FunctionDef) and inner.name in {"save", "delete"}
    ]


def task_faults(tree: ast.Module) -> list[str]:
    """Tasks that do more than call one thing: a line, or a loop over one line."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and any(
            "shared_task" in ast.unparse(d) for d in node.decorator_list
        ):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            inner = body[0].body if len(body) == 1 and isinstance(body[0], ast.For) else body
            if (
                len(inner) != 1
                or not isinstance(inner[0], ast.Expr)
                or not isinstance(inner[0].value, ast.Call)
            ):
                found.append(f"{node.lineno} {node.name}")
    return found


def of_all(
    check: Callable, *, only: Callable[[str], bool] = lambda path: True, but: tuple[str, ...] = ()
) -> list[str]:
    return [
        f"{path}:{fault}"
        for path, tree in modules()
        if only(path.as_posix()) and not any(part in path.as_posix() for part in but)
        for fault in check(tree)
    ]


def test_one_clock():
    assert of_all(clock_faults, but=tuple(CLOCK)) == []


def test_nothing_prints_but_commands():
    assert of_all(print_faults, but=PRINTS) == []


def test_no_signals_of_our_own():
    assert of_all(signal_faults, but=tuple(LISTENS)) == []


def test_no_model_overrides_save():
    models = lambda path: "/models" in path or path.endswith("models.py")  # noqa: E731
    assert of_all(save_faults, only=models) == []


def test_tasks_call_one_action():
    assert of_all(task_faults, only=lambda path: path.endswith("tasks.py")) == []
    assert any(path.name == "tasks.py" for path, _ in modules())


def test_the_checks_find_what_they_are_for():
    bad = ast.parse(
        "from django.dispatch import receiver\n"
        "today = dt.date.today()\n"
        "moment = timezone.now()\n"
        "print(today)\n"
        "class Thing(Model):\n    def save(self):\n        pass\n"
        "@shared_task(name='x')\ndef work(id):\n    thing = find(id)\n    act(thing)\n"
        "@shared_task\ndef good(id):\n    '''Words.'''\n    act(id)\n"
    )
    assert clock_faults(bad) == ["2 dt.date.today", "3 timezone.now"]
    assert print_faults(bad) == ["4 print"]
    assert [fault.split()[0] for fault in signal_faults(bad)] == ["1"]
    assert save_faults(bad) == ["6 Thing.save"]
    assert task_faults(bad) == ["9 work"]
