"""Alembic environment of the migrations; importing it has no effect."""

from __future__ import annotations

from alembic import context


def migrate() -> None:
    """Run the pending migrations on the connection of the configuration, in its transaction."""
    context.configure(connection=context.config.attributes["connection"])
    context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic loads this file
    migrate()
