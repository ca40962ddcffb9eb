"""`manage.py due`: runs with nothing around it, answers in words or JSON, refuses clearly with exit 2."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dco_portal.deadlines.cli import main

ROOT = Path(__file__).parents[3]
KEYS = {
    "rule",
    "title",
    "start",
    "due_on",
    "internal_target",
    "exceptions",
    "lawful_exceptions",
    "citation",
    "verified",
}


def bare(*argv: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project with an empty environment: no settings, database or Redis."""
    return subprocess.run([sys.executable, *argv], cwd=ROOT, env={}, capture_output=True, text=True)


def test_it_runs_without_settings_database_or_redis() -> None:
    done = bare("manage.py", "due", "EHC-HEALTH-6W", "2025-03-03", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert set(found) == KEYS
    assert found["due_on"] == "2025-04-14"
    assert found["lawful_exceptions"] == ["X08a", "X08b", "X08c"]
    assert found["citation"] == "SI 2014/1530 reg 8(1)"
    assert found["verified"] is True


def test_the_clock_never_loads_django() -> None:
    done = bare(
        "-c",
        "import sys, dco_portal.deadlines, dco_portal.deadlines.cli, dco_portal.deadlines.refresh, "
        "dco_portal.deadlines.index; print(sorted(m for m in sys.modules if m.split('.')[0] in "
        "{'django', 'celery', 'redis', 'psycopg', 'socket'}))",
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["EHC-7W", "2025-03-03"], "no rule “EHC-7W”"),
        (["EHC-HEALTH-6W", "2025-02-30"], "not a real date"),
        (["EHC-HEALTH-6W", "soon"], "not a date"),
        (["EHC-HEALTH-6W", "3/3/25"], "not a date"),
        (["EHC-HEALTH-6W", "2026"], "not a date"),
        (["EHC-HEALTH-6W", "1825-03-03"], "too far away"),
        (["EHC-HEALTH-6W", "2050-01-01"], "bank holidays are held for"),
        (["PT-OTHER", "26"], "not a year"),
        (["EHC-DECIDE-6W", "2025-06-30", "--closed", "2025-07-23"], "reopens"),
        (["EHC-DECIDE-6W", "2025-06-30", "--reopens", "2025-07-23"], "first closed day"),
        (
            ["EHC-DECIDE-6W", "2025-06-30", "--closed", "2025-07-23", "--reopens", "2025-07-01"],
            "must be after",
        ),
        (["EHC-HEALTH-6W", "2025-07-14", "--absent", "2025-08-15", "2025-07-20"], "absence"),
        (["EHC-HEALTH-6W", "2025-07-14", "--missed", "2025-13-01"], "not a real date"),
        (["TRIB-APPEAL-2M-1M", "2025-10-01", "--certificate", "2025-09-01"], "certificate"),
    ],
)
def test_it_refuses_with_a_clear_message_and_exit_2(
    argv: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*argv, "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert "Traceback" not in err


def test_missing_arguments_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["EHC-HEALTH-6W"])
    assert caught.value.code == 2
    assert "START" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["2025-03-03", "3/3/2025", "03.03.2025", "3 March 2025", "3 mar 2025"]
)
def test_dates_are_read_as_people_write_them(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ehc-health-6w", text, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["start"], found["due_on"]) == ("2025-03-03", "2025-04-14")


def test_a_minimum_window_gives_the_earliest_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["EHC-DRAFT-15D", "2025-09-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == KEYS | {"earliest_next"}
    assert (found["due_on"], found["earliest_next"]) == ("2025-09-15", "2025-09-16")
    assert found["internal_target"] is None


@pytest.mark.parametrize(
    ("argv", "lines"),
    [
        (
            ["EHC-HEALTH-6W", "2025-04-14", "--missed", "2025-05-01"],
            ["Due: Monday 26 May 2025", "Internal target: Friday 23 May 2025", "impractical: X08c"],
        ),
        (["EHC-DRAFT-15D", "2025-09-01"], ["Earliest next step: Tuesday 16 September 2025"]),
        (["S23-NOTIFY", "2026-06-01"], ["Due: no date: no period set in law"]),
        (["TRIB-DIRECTION", "2026-06-01"], ["Due: Monday 1 June 2026, 5pm"]),
        (["INSP-PAP-35WD", "2026-02-02"], ["local policy value"]),
        (["PT-OTHER", "2026"], ["Start: 2026", "Due: Saturday 14 February 2026"]),
        (
            [
                "EHC-DECIDE-6W",
                "2025-06-30",
                "--closed",
                "2025-07-23",
                "--reopens",
                "2025-09-02",
                "--advice-requested",
                "2025-07-20",
                "--early-years",
            ],
            ["impractical: X05b"],
        ),
    ],
)
def test_it_answers_in_words(
    argv: list[str], lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 0
    out = capsys.readouterr().out
    for line in lines:
        assert line in out
