"""`python -m tests.bench [--sizes N N]`, on the servers that the environment names."""

import argparse
import sys

import tests.environment  # noqa: F401  the settings of every test, before Django is loaded


def main() -> int:
    """Exit code 1 when a bounded scenario grows by more than its limit."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 100_000], metavar="N")
    options = parser.parse_args()

    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    print("Making an empty database", flush=True)
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        from tests.bench import rows, scenarios  # noqa: F401  registers them
        from tests.bench.harness import SCENARIOS, run

        return run(options.sizes, rows.grow, SCENARIOS)
    finally:
        connection.creation.destroy_test_db("portal", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
