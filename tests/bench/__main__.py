"""`python -m tests.bench [--sizes N N] [--entries N N N] [--only items|directory]`, on the environment's servers."""

import argparse
import sys
import warnings

import tests.environment  # noqa: F401  the settings of every test, before Django is loaded


def main() -> int:
    """Exit code 1 when a bounded scenario grows by more than its limit."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 100_000], metavar="N")
    parser.add_argument(
        "--entries", type=int, nargs="+", default=[1_000, 10_000, 100_000], metavar="N"
    )
    parser.add_argument("--only", choices=["items", "directory"])
    options = parser.parse_args()

    warnings.filterwarnings("ignore", "No directory at")  # static files come from the finders
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    from tests.bench import (
        directory,
        rows,
        scenarios,  # noqa: F401  registers them
    )
    from tests.bench.databases import Databases
    from tests.bench.harness import SCENARIOS, run

    code = 0
    if options.only != "directory":
        print("Making an empty database", flush=True)
        with Databases(rows.grow) as databases:
            code = run(options.sizes, databases, SCENARIOS)
    if options.only != "items":
        print("Making an empty directory", flush=True)
        code = directory.main(options.entries) or code
    return code


if __name__ == "__main__":
    sys.exit(main())
