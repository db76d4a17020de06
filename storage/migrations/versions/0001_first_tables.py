"""The first tables, the database clock, and the wake-up of the dispatchers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


CLOCK = """
create function instant_now() returns bigint language sql volatile as
$$ select (extract(epoch from clock_timestamp()) * 1000000)::bigint $$
"""

WAKE = """
create function wake_dispatchers() returns trigger language plpgsql as
$$ begin perform pg_notify('notices', new.channel); return null; end $$
"""


def upgrade() -> None:
    op.execute(CLOCK)
    op.execute(sa.schema.CreateSequence(sa.Sequence("case_numbers")))
    op.create_table(
        "commands",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("supervisor", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("target_revision", sa.Integer(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("fields", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.Column("doc", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("answer", postgresql.JSON(astext_type=sa.Text()), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=False),
        sa.Column("stuck", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("company", "key", name="uq_commands_company_key"),
    )
    op.create_index("ix_commands_case", "commands", ["case_no", "received_at"], unique=False)
    op.create_index(
        "ix_commands_pending", "commands", ["next_try_at"], unique=False, postgresql_where=sa.text("status = 'pending'")
    )
    op.create_index(
        "ix_commands_pending_case",
        "commands",
        ["case_no", "received_at"],
        unique=False,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "ix_commands_stuck",
        "commands",
        ["company", "accepted_at"],
        unique=False,
        postgresql_where=sa.text("status = 'pending' and stuck"),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_hash", sa.Text(), nullable=True),
        sa.Column("phone_masked", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("created_by", sa.UUID(as_uuid=False), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_customers_created_by", "customers", ["created_by"], unique=False)
    op.create_index(
        "ix_customers_phone",
        "customers",
        ["company", "phone_hash"],
        unique=False,
        postgresql_where=sa.text("phone_hash is not null"),
    )
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("term", sa.Text(), nullable=True),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("provisional", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("binding", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("breached_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_deadlines_breached",
        "deadlines",
        ["company", "breached_at"],
        unique=False,
        postgresql_where=sa.text("status = 'running' and breached_at is not null"),
    )
    op.create_index("ix_deadlines_case", "deadlines", ["case_no"], unique=False)
    op.create_index(
        "ix_deadlines_role",
        "deadlines",
        ["company", "role", "due", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_index(
        "ix_deadlines_running",
        "deadlines",
        ["company", "due", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("command_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("words", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_documents_case", "documents", ["case_no"], unique=False)
    op.create_index("ix_documents_command", "documents", ["command_id"], unique=False)
    op.create_table(
        "escalations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("to_role", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("acknowledge_by", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_escalations_case", "escalations", ["case_no"], unique=False)
    op.create_index(
        "ix_escalations_queue",
        "escalations",
        ["company", "to_role", "at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "events",
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_no", "epoch", "seq"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("to_kind", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Text(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("params", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.Column("doc", sa.Text(), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("rehearsal", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notices_case", "notices", ["case_no"], unique=False)
    op.create_index(
        "ix_notices_due",
        "notices",
        ["channel", "next_try_at", "id"],
        unique=False,
        postgresql_where=sa.text("status in ('pending', 'leased')"),
    )
    op.create_index(
        "ix_notices_failed",
        "notices",
        ["company", "created_at"],
        unique=False,
        postgresql_where=sa.text("status = 'failed'"),
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_offers_case", "offers", ["case_no"], unique=False)
    op.create_table(
        "plans",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "rulebooks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "version"),
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("forms", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_tasks_case", "tasks", ["case_no"], unique=False)
    op.create_index(
        "ix_tasks_queue_department",
        "tasks",
        ["company", "department", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_tasks_queue_person",
        "tasks",
        ["company", "person", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "ix_tasks_queue_role",
        "tasks",
        ["company", "role", "opened_at", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_table(
        "cases",
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("case_type", sa.Text(), nullable=False),
        sa.Column("workflow_id", sa.Text(), nullable=False),
        sa.Column("plan_hash", sa.Text(), nullable=False),
        sa.Column("rulebook", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.UUID(as_uuid=False), nullable=True),
        sa.Column("subject_doc", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("complaint_type", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("major", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("round", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("proposal", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("callbacks_round", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("callbacks_total", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("view", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.Column("clock_offset", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("input_offset", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("rehearsal", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("resume_always", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=True),
        sa.Column("reset_run", sa.Text(), nullable=True),
        sa.Column("accepted_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("sealed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customers.id"],
        ),
        sa.ForeignKeyConstraint(
            ["plan_hash"],
            ["plans.hash"],
        ),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_index("ix_cases_all", "cases", ["company", "accepted_at", "case_no"], unique=False)
    op.create_index("ix_cases_customer", "cases", ["customer_id"], unique=False)
    op.create_index(
        "ix_cases_frozen", "cases", ["company"], unique=False, postgresql_where=sa.text("frozen is not null")
    )
    op.create_index(
        "ix_cases_open",
        "cases",
        ["company", "accepted_at", "case_no"],
        unique=False,
        postgresql_where=sa.text("closed_at is null"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notices.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("notice_id", "attempt", name="uq_deliveries_notice_attempt"),
    )
    op.create_index(
        "ix_deliveries_running", "deliveries", ["notice_id"], unique=False, postgresql_where=sa.text("result is null")
    )
    op.execute(WAKE)
    op.execute("create trigger notices_wake after insert on notices for each row execute function wake_dispatchers()")


def downgrade() -> None:
    op.drop_index("ix_deliveries_running", table_name="deliveries", postgresql_where=sa.text("result is null"))
    op.drop_table("deliveries")
    op.drop_index("ix_cases_open", table_name="cases", postgresql_where=sa.text("closed_at is null"))
    op.drop_index("ix_cases_frozen", table_name="cases", postgresql_where=sa.text("frozen is not null"))
    op.drop_index("ix_cases_customer", table_name="cases")
    op.drop_index("ix_cases_all", table_name="cases")
    op.drop_table("cases")
    op.drop_index("ix_tasks_queue_role", table_name="tasks", postgresql_where=sa.text("status = 'open'"))
    op.drop_index("ix_tasks_queue_person", table_name="tasks", postgresql_where=sa.text("status = 'open'"))
    op.drop_index("ix_tasks_queue_department", table_name="tasks", postgresql_where=sa.text("status = 'open'"))
    op.drop_index("ix_tasks_case", table_name="tasks")
    op.drop_table("tasks")
    op.drop_table("rulebooks")
    op.drop_table("plans")
    op.drop_index("ix_offers_case", table_name="offers")
    op.drop_table("offers")
    op.drop_index("ix_notices_failed", table_name="notices", postgresql_where=sa.text("status = 'failed'"))
    op.drop_index("ix_notices_due", table_name="notices", postgresql_where=sa.text("status in ('pending', 'leased')"))
    op.drop_index("ix_notices_case", table_name="notices")
    op.drop_table("notices")
    op.drop_table("events")
    op.drop_index("ix_escalations_queue", table_name="escalations", postgresql_where=sa.text("status = 'open'"))
    op.drop_index("ix_escalations_case", table_name="escalations")
    op.drop_table("escalations")
    op.drop_index("ix_documents_command", table_name="documents")
    op.drop_index("ix_documents_case", table_name="documents")
    op.drop_table("documents")
    op.drop_index("ix_deadlines_running", table_name="deadlines", postgresql_where=sa.text("status = 'running'"))
    op.drop_index("ix_deadlines_role", table_name="deadlines", postgresql_where=sa.text("status = 'running'"))
    op.drop_index("ix_deadlines_case", table_name="deadlines")
    op.drop_index(
        "ix_deadlines_breached",
        table_name="deadlines",
        postgresql_where=sa.text("status = 'running' and breached_at is not null"),
    )
    op.drop_table("deadlines")
    op.drop_index("ix_customers_phone", table_name="customers", postgresql_where=sa.text("phone_hash is not null"))
    op.drop_index("ix_customers_created_by", table_name="customers")
    op.drop_table("customers")
    op.drop_index("ix_commands_stuck", table_name="commands", postgresql_where=sa.text("status = 'pending' and stuck"))
    op.drop_index("ix_commands_pending_case", table_name="commands", postgresql_where=sa.text("status = 'pending'"))
    op.drop_index("ix_commands_pending", table_name="commands", postgresql_where=sa.text("status = 'pending'"))
    op.drop_index("ix_commands_case", table_name="commands")
    op.drop_table("commands")
    op.execute("drop function wake_dispatchers")
    op.execute(sa.schema.DropSequence(sa.Sequence("case_numbers")))
    op.execute("drop function instant_now")
