"""The tools keep their word: settings sample, contracts, locks, commands, size of modules."""

import ast
import itertools
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from scripts import check_text
from tests.environment import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = {c["name"]: c for c in PYPROJECT["tool"]["importlinter"]["contracts"]}
FEATURES = ["referrals", "ehcp", "enquiries", "local_offer", "inspections"]
PRESENT = [name for name in FEATURES if (ROOT / name / "__init__.py").exists()]
# Used by make run, docker compose and Django itself rather than by settings.py.
OUTSIDE_SETTINGS = {"PORT", "POSTGRES_PASSWORD"}


def names_read_in_settings() -> set[str]:
    """The first argument of every `env.kind("NAME")` and `required("NAME")`."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "dco_portal" / "settings.py").read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func)
            if called == "required" or called.startswith("env."):
                found.add(node.args[0].value)
    return found


def names_in_sample() -> set[str]:
    text = (ROOT / ".env.sample").read_text()
    return set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", text, flags=re.MULTILINE))


def test_every_setting_is_in_the_sample_and_nothing_else() -> None:
    assert {"SECRET_KEY", "DATABASE_URL"} <= names_read_in_settings()
    assert names_in_sample() == names_read_in_settings() | OUTSIDE_SETTINGS


def test_every_setting_in_the_sample_is_explained() -> None:
    lines = (ROOT / ".env.sample").read_text().splitlines()
    bare = [
        line
        for above, line in itertools.pairwise(lines)
        if re.match(r"(# )?[A-Z][A-Z_]+=", line) and not re.match(r"# .*[a-z]", above)
    ]
    assert bare == []


@pytest.mark.parametrize("app", PRESENT)
def test_every_feature_app_is_under_every_contract(app: str) -> None:
    """A feature app that lands must be named wherever import-linter needs a name."""
    assert app in PYPROJECT["tool"]["importlinter"]["root_packages"]
    assert app in PYPROJECT["tool"]["coverage"]["run"]["source"]
    assert app in CONTRACTS["Inside a feature app: page, form, action, model"]["containers"]
    assert app in CONTRACTS["Nothing shipped imports the tests"]["source_modules"]
    assert CONTRACTS["Inside a feature app: page, form, action, model"]["exhaustive"]
    present = {path.stem for path in (ROOT / app).iterdir()}
    inner = set("models rules states forms views documents tasks letters presenters".split())
    protected = CONTRACTS[f"{app} is entered through its actions and queries alone"]
    assert protected["allowed_importers"] == [app, "tests"]
    assert {f"{app}.{name}" for name in inner & present} <= set(protected["protected_modules"])


def test_the_public_directory_may_not_reach_children() -> None:
    """Nothing to keep apart until the directory exists; then the contract must."""
    needed = "local_offer" in PRESENT
    named = [c for c in CONTRACTS.values() if c.get("source_modules") == ["local_offer"]]
    assert bool(named) == needed
    for contract in named:
        others = {"dco_portal.children", *PRESENT} - {"local_offer"}
        assert set(contract["forbidden_modules"]) == others


def test_locks_name_no_address_and_hash_everything() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9][\w.-]*==", text, flags=re.MULTILINE)
        assert pins
        for block in re.split(r"\n(?=[a-z0-9])", text.strip()):
            assert "--hash=sha256:" in block, block.splitlines()[0]
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


def test_the_longer_locks_contain_the_shorter() -> None:
    """`make run` after `make test` must not change a version."""

    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        return set(re.findall(r"^[a-z0-9][\w.-]*==[^ ;\\]+", text, flags=re.MULTILINE))

    assert pins("base") < pins("local") < pins("dev")


def test_the_text_check_finds_what_it_is_for(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(check_text, "ROOT", tmp_path)
    bad = tmp_path / "bad.py"
    for line in ("x = 1  # TO" + "DO later", "assert Tr" + "ue", 'I = "https://host/sim' + 'ple/"'):
        bad.write_text(f"fine = 1\n{line}\n")
        assert [fault.partition(": ")[0] for fault in check_text.faults(bad)] == ["bad.py:2"]
    bad.write_text("fine = 1\n")
    assert check_text.faults(bad) == []


def test_ci_is_one_call_of_the_test_command() -> None:
    run = ROOT / ".ci" / "run"
    lines = [line for line in run.read_text().splitlines() if line and line[0] != "#"]
    assert run.stat().st_mode & 0o111
    assert [line for line in lines if "make" in line] == ["exec make test"]


def test_compose_runs_what_the_procfile_runs() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    procfile = (ROOT / "Procfile").read_text()
    for part in re.findall(r"^(\w+):", procfile, flags=re.MULTILINE):
        assert "healthcheck" in services[part]
        assert services[part]["depends_on"]["migrate"] == {
            "condition": "service_completed_successfully"
        }
    assert services["postgres"]["image"].startswith("postgres:18")
    assert services["redis"]["image"].startswith("redis:7")


def test_the_image_holds_the_same_built_files_as_set_up_makes() -> None:
    """The Dockerfile copies by itself what `scripts/setup.py: styles` copies."""
    stage = (ROOT / "Dockerfile").read_text().partition(" AS styles")[2].partition("\nFROM ")[0]
    built = ROOT / "build" / "static"
    made = [path.relative_to(built) for path in built.rglob("*") if path.is_file()]
    wanted = {"/".join(path.parts[:2]) for path in made}
    assert {"portal.css", "govuk/govuk-frontend.min.js", "leaflet/images"} <= wanted
    for path in wanted:
        folder, _, name = path.rpartition("/")
        assert re.search(rf"\b{re.escape(name)}\b", stage), path
        assert f"build/static/{folder}" in stage, path


def test_setup_refuses_an_unknown_profile() -> None:
    setup = [sys.executable, str(ROOT / "scripts" / "setup.py"), "nonsense"]
    done = subprocess.run(setup, capture_output=True, text=True)
    assert done.returncode == 2
    assert "run|test" in done.stderr


def test_no_module_outgrows_one_reading() -> None:
    """400 lines; a module of tests, which is a list, may have 500."""
    long = {}
    for path in check_text.tree():
        name = path.relative_to(ROOT)
        limit = 500 if name.parts[0] == "tests" else 400
        if path.suffix == ".py" and "migrations" not in path.parts:
            count = len(path.read_text().splitlines())
            if count > limit:
                long[str(name)] = count
    assert long == {}
