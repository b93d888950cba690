"""The completed list is a window: whether a fax is kept, and indexes by what pages and documents are needed for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEEDED_FOR = (
    ("attachment", "document_id"),
    ("cover_page", "document_id"),
    ("entry_page", "page_id"),
    ("inbound_page", "page_id"),
)
"""Before a page or a document goes, the store looks for whoever needs it."""


def upgrade() -> None:
    """Bring the store forward: everything that is there is kept."""
    op.add_column("fax_entry", sa.Column("is_kept", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("inbound_fax", sa.Column("is_kept", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.drop_index("ix_fax_entry_ended", table_name="fax_entry")
    op.create_index("ix_fax_entry_ended", "fax_entry", ["appliance_id", "is_kept", "ended_at", "id"], unique=False)
    op.create_index("ix_inbound_fax_kept", "inbound_fax", ["appliance_id", "is_kept", "id"], unique=False)
    for table, column in NEEDED_FOR:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    """An older program cannot read what this version writes: take a copy of the data folder before an upgrade."""
    raise NotImplementedError("a store is not taken back to schema 0004")
