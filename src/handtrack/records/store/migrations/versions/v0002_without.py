"""Fingers that were left out: of patients, of what they did and of what was measured of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision = "v0001"


def upgrade() -> None:
    """Add the columns; nothing that is kept so far left a finger out."""
    for table in ("patients", "exercises", "assessments"):
        column = sa.Column("without", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        op.add_column(table, column)
