"""What a person makes of the records: verdicts, removed trials, notes, goals, rest and pace."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "v0004"
down_revision = "v0003"


def upgrade() -> None:
    """Make the tables, and the columns for rest and pace."""
    for name in ("rest_s", "pace_s"):
        op.add_column("plans", sa.Column(name, sa.Float(precision=53), nullable=True))
    _table(
        "verdicts",
        "exercise_id",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=80), nullable=False),
        *_review(),
    )
    _table(
        "trial_removals",
        "assessment_id",
        sa.Column("motion", sa.String(length=80), nullable=False),
        sa.Column("trial", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(precision=53), nullable=True),
        *_review(),
    )
    _table(
        "notes",
        "patient_id",
        *_time(),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    _table(
        "goals",
        "patient_id",
        sa.Column("motion_or_exercise", sa.Text(), nullable=False),
        sa.Column("side", sa.String(length=80), nullable=True),
        sa.Column("value", sa.Float(precision=53), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("by_day", sa.String(length=10), nullable=False),
    )


def _time() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("at_s", sa.Float(precision=53), nullable=False),
    )


def _review() -> tuple[sa.Column[Any], ...]:
    return (
        *_time(),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.String(length=40), nullable=True),
    )


def _table(name: str, owner: str, *columns: sa.Column[Any]) -> None:
    """Make a table whose rows go with their owner."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(owner, sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            [owner],
            [f"{owner.removesuffix('_id')}s.id"],
            name=op.f(f"fk_{name}_{owner}"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_{owner}"), name, [owner])
