"""Who a patient is, apart from their key; where their live sessions lie; what was corrected."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "v0003"
down_revision = "v0002"


def upgrade() -> None:
    """Add the columns, draw both random ids of every patient there is, and make the tables."""
    op.add_column("patients", sa.Column("video_consent", sa.String(length=40), nullable=True))
    for name in ("identity", "pseudonym"):
        column = sa.Column(name, sa.String(length=40), nullable=False, server_default=sa.text("''"))
        op.add_column("patients", column)
        _draw(name)
        op.create_index(op.f(f"ix_patients_{name}"), "patients", [name], unique=True)
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("at_s", sa.Float(precision=53), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("what_at", sa.String(length=40), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patients.id"],
            name=op.f("fk_corrections_patient_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["patients.id"],
            name=op.f("fk_corrections_other_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_patient_id"), "corrections", ["patient_id"])
    op.create_table(
        "live_folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patients.id"],
            name=op.f("fk_live_folders_patient_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_folders")),
    )
    op.create_index(op.f("ix_live_folders_patient_id"), "live_folders", ["patient_id"])


def _draw(name: str) -> None:
    patients = sa.table("patients", sa.column("id", sa.Integer), sa.column(name, sa.String))
    connection = op.get_bind()
    for number in connection.scalars(sa.select(patients.c.id)).all():
        own = sa.update(patients).where(patients.c.id == number)
        connection.execute(own.values({name: secrets.token_hex(8)}))
