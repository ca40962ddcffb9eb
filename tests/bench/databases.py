"""One database per size: each is a copy of the one before, grown further."""

from collections.abc import Callable

from django.db import connection


class Databases:
    """Databases on the environment's server, made empty first and dropped at the end."""

    def __init__(self, grow: Callable[[int], None]) -> None:
        """`grow` fills the database of now to a size."""
        self.grow = grow
        self.original = str(connection.settings_dict["NAME"])
        self._made: list[int] = []

    def name(self, size: int) -> str:
        """The database of a size."""
        return f"{self.original}_bench_{size}"

    def __enter__(self) -> "Databases":
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        self.empty = str(connection.settings_dict["NAME"])
        return self

    def __exit__(self, *exception: object) -> None:
        connection.close()
        connection.settings_dict["NAME"] = self.empty
        with connection._nodb_cursor() as cursor:
            for size in self._made:
                cursor.execute(f'DROP DATABASE "{self.name(size)}"')
        connection.creation.destroy_test_db(self.original, verbosity=0)

    def make(self, size: int) -> None:
        """A copy of the last database with more in it, tidied as autovacuum would."""
        template = self.name(self._made[-1]) if self._made else self.empty
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.name(size)}"')
            cursor.execute(f'CREATE DATABASE "{self.name(size)}" TEMPLATE "{template}"')
        self._made.append(size)
        self.go(size)
        self.grow(size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def go(self, size: int) -> None:
        """Use the database of this size."""
        if connection.settings_dict["NAME"] != self.name(size):
            connection.close()
            connection.settings_dict["NAME"] = self.name(size)
