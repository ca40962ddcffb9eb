"""`python -m tests.bench [--sizes N N]`, on the servers that the environment names."""

import argparse
import sys
import warnings

import tests.environment  # noqa: F401  the settings of every test, before Django is loaded


def main() -> int:
    """Exit code 1 when a bounded scenario grows by more than its limit."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 100_000], metavar="N")
    options = parser.parse_args()

    warnings.filterwarnings("ignore", "No directory at")  # static files come from the finders
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    from tests.bench import scenarios  # noqa: F401  registers them
    from tests.bench.databases import Databases
    from tests.bench.harness import SCENARIOS, run

    print("Making an empty database", flush=True)
    with Databases() as databases:
        return run(options.sizes, databases, SCENARIOS)


if __name__ == "__main__":
    sys.exit(main())
