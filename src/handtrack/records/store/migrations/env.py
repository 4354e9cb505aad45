"""What Alembic runs to bring a database up to date; importing it does nothing."""

from __future__ import annotations

from alembic import context


def migrate() -> None:
    """Run the missing steps on the connection that was handed over, in its transaction."""
    context.configure(connection=context.config.attributes["connection"])
    context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic loads this file
    migrate()
