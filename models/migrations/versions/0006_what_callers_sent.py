"""What callers sent, where the unit keeps something else: what arrived of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the store forward: everything that is there is kept."""
    op.create_table(
        "callers_page",
        sa.Column("inbound_fax_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("appliance_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appliance_id"], ["appliance.id"], name=op.f("fk_callers_page_appliance_id_appliance"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["inbound_fax_id"],
            ["inbound_fax.id"],
            name=op.f("fk_callers_page_inbound_fax_id_inbound_fax"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_callers_page_page_id_page")),
        sa.PrimaryKeyConstraint("inbound_fax_id", "position", name=op.f("pk_callers_page")),
    )
    op.create_index(op.f("ix_callers_page_appliance_id"), "callers_page", ["appliance_id"], unique=False)
    op.create_index(op.f("ix_callers_page_page_id"), "callers_page", ["page_id"], unique=False)


def downgrade() -> None:
    """An older program cannot read what this version writes: take a copy of the data folder before an upgrade."""
    raise NotImplementedError("a store is not taken back to schema 0005")
