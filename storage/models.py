"""Tables of the read model and of what PostgreSQL is the truth of (数据表).

Instants are `bigint` microseconds UTC. Every row carries its company. Rows of cases, tasks, deadlines, offers,
escalations, notices and events are written by `casebook.store` alone; the truth of an open case is its workflow.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, UUID

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s"}
)

case_numbers = Sequence("case_numbers", metadata=metadata)
"""The running part of every case number."""

NOTICES_CHANNEL = "notices"
"""NOTIFY channel: the payload is the channel of a notice that was put into the outbox."""


def _instant(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _text(name: str, *, nullable: bool = False, key: bool = False, default: str | None = None) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=nullable, server_default=default)


def _int(name: str, default: str = "0") -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text(default))


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("false"))


rulebooks = Table(
    "rulebooks",
    metadata,
    _text("name", key=True),
    _text("version", key=True),
    _text("hash"),
    _text("content"),
    _instant("published_at"),
)
"""Published rulebooks, final: another content under a published version is refused at start."""

plans = Table("plans", metadata, _text("hash", key=True), _text("content"))
"""`contracts.case.CasePlan` as JSON text, shared by the cases that were accepted under it."""

customers = Table(
    "customers",
    metadata,
    Column("id", UUID(as_uuid=False), primary_key=True),
    _text("company"),
    _text("name", nullable=True),
    _text("phone", nullable=True),
    _text("phone_hash", nullable=True),
    _text("phone_masked", nullable=True),
    _text("address", nullable=True),
    Column("created_by", UUID(as_uuid=False), nullable=False),
    Index("ix_customers_phone", "company", "phone_hash", postgresql_where=text("phone_hash is not null")),
    Index("ix_customers_created_by", "created_by"),
)
"""Who complained. Name, E.164 phone and address are personal data: masked on output unless revealed."""

reveals = Table(
    "reveals",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    _text("company"),
    _text("case_no"),
    _text("actor"),
    _text("reason"),
    _instant("at"),
    Index("ix_reveals_case", "case_no"),
)
"""Who was shown a customer's data, why and when. Rows are final."""

documents = Table(
    "documents",
    metadata,
    Column("id", UUID(as_uuid=False), primary_key=True),
    _text("company"),
    _text("case_no"),
    Column("command_id", UUID(as_uuid=False), nullable=False),
    _text("form"),
    Column("words", JSON, nullable=False),
    Index("ix_documents_case", "case_no"),
    Index("ix_documents_command", "command_id"),
)
"""What people wrote on a form, by field; never in a history or a log."""

commands = Table(
    "commands",
    metadata,
    Column("id", UUID(as_uuid=False), primary_key=True),
    _text("company"),
    _text("key"),
    _text("body_hash"),
    _text("actor"),
    _text("role"),
    _text("department", nullable=True),
    _flag("supervisor"),
    _text("case_no", nullable=True),
    _text("kind"),
    _text("target", nullable=True),
    Column("target_revision", Integer, nullable=True),
    _text("form", nullable=True),
    Column("fields", JSON, nullable=False),
    _text("doc", nullable=True),
    _instant("occurred_at", nullable=True),
    _instant("received_at"),
    _instant("accepted_at"),
    _text("status"),
    Column("answer", JSON, nullable=True),
    _instant("answered_at", nullable=True),
    _instant("lease_until", nullable=True),
    _int("tries"),
    _instant("next_try_at"),
    _flag("stuck"),
    _flag("reopened"),
    UniqueConstraint("company", "key", name="uq_commands_company_key"),
    Index("ix_commands_pending", "next_try_at", postgresql_where=text("status = 'pending'")),
    Index("ix_commands_pending_case", "case_no", "received_at", postgresql_where=text("status = 'pending'")),
    Index("ix_commands_stuck", "company", "accepted_at", postgresql_where=text("status = 'pending' and stuck")),
    Index("ix_commands_case", "case_no", "received_at"),
)
"""Every change that was asked for. status: pending, done, refused. `received_at` is a case instant, the others are
instants of the database's clock."""

cases = Table(
    "cases",
    metadata,
    _text("case_no", key=True),
    _text("company"),
    _text("case_type"),
    _text("workflow_id"),
    Column("plan_hash", Text, ForeignKey("plans.hash"), nullable=False),
    _text("rulebook"),
    _text("version"),
    Column("customer_id", UUID(as_uuid=False), ForeignKey("customers.id"), nullable=True),
    _text("subject_doc", nullable=True),
    _text("channel", nullable=True),
    _text("complaint_type", nullable=True),
    _text("department", nullable=True),
    _flag("major"),
    _text("state"),
    _text("outcome", nullable=True),
    _int("round"),
    _int("proposal"),
    _int("callbacks_round"),
    _int("callbacks_total"),
    _int("revision"),
    _text("head"),
    _int("epoch"),
    Column("view", JSON, nullable=False),
    Column("clock_offset", BigInteger, nullable=False, server_default=text("0")),
    Column("input_offset", BigInteger, nullable=False, server_default=text("0")),
    _flag("rehearsal"),
    _flag("resume_always"),
    _text("frozen", nullable=True),
    _text("reset_run", nullable=True),
    _instant("accepted_at"),
    _instant("opened_at", nullable=True),
    _instant("closed_at", nullable=True),
    _instant("sealed_at", nullable=True),
    Index("ix_cases_open", "company", "accepted_at", "case_no", postgresql_where=text("closed_at is null")),
    Index("ix_cases_all", "company", "accepted_at", "case_no"),
    Index("ix_cases_customer", "customer_id"),
    Index("ix_cases_frozen", "company", postgresql_where=text("frozen is not null")),
)
"""One row per case: state "accepted" until its workflow has answered the intake; `view` is `contracts.view.CaseView`.

`frozen` says why nothing more is stored: chain, fork, behind, reset. `clock_offset` is the case's clock minus the
database's; `input_offset` what its workflow was started with. `reset_run` is the run that healing last held for true.
"""

events = Table(
    "events",
    metadata,
    _text("case_no", key=True),
    Column("epoch", Integer, primary_key=True),
    Column("seq", Integer, primary_key=True),
    _text("company"),
    _text("name"),
    _instant("at"),
    _text("text"),
    _text("hash"),
)
"""The case's chain of events: `text` is canonical and hashed, `hash` is the head after it. Final."""

tasks = Table(
    "tasks",
    metadata,
    _text("id", key=True),
    _text("case_no"),
    _text("company"),
    _text("step"),
    Column("forms", JSON, nullable=False),
    _text("role"),
    _text("department", nullable=True),
    _text("person", nullable=True),
    _text("clause"),
    _int("round", "1"),
    _int("revision", "1"),
    _text("status"),
    _instant("opened_at"),
    _instant("closed_at", nullable=True),
    _flag("late"),
    Index("ix_tasks_case", "case_no"),
    Index("ix_tasks_queue_role", "company", "role", "opened_at", "id", postgresql_where=text("status = 'open'")),
    Index("ix_tasks_queue_department", "company", "department", "id", postgresql_where=text("status = 'open'")),
    Index("ix_tasks_queue_person", "company", "person", "id", postgresql_where=text("status = 'open'")),
)
"""Forms that someone owes or owed. status: open, answered, dropped."""

deadlines = Table(
    "deadlines",
    metadata,
    _text("id", key=True),
    _text("case_no"),
    _text("company"),
    _text("kind"),
    _text("rule"),
    _text("role"),
    _text("department", nullable=True),
    _text("clause"),
    _text("term", nullable=True),
    _instant("start"),
    _instant("due"),
    _flag("provisional"),
    _flag("binding"),
    _text("status"),
    _instant("breached_at", nullable=True),
    _instant("closed_at", nullable=True),
    Index("ix_deadlines_case", "case_no"),
    Index("ix_deadlines_running", "company", "due", "id", postgresql_where=text("status = 'running'")),
    Index("ix_deadlines_role", "company", "role", "due", "id", postgresql_where=text("status = 'running'")),
    Index(
        "ix_deadlines_breached",
        "company",
        "breached_at",
        postgresql_where=text("status = 'running' and breached_at is not null"),
    ),
)
"""Clocks of tasks and promises, by the task's or promise's id. status: running, met, late, dropped."""

offers = Table(
    "offers",
    metadata,
    _text("id", key=True),
    _text("case_no"),
    _text("company"),
    _text("kind"),
    _text("form"),
    _text("role"),
    _text("department", nullable=True),
    _text("clause"),
    _instant("until", nullable=True),
    Column("left", Integer, nullable=False),
    _text("status"),
    Index("ix_offers_case", "case_no"),
)
"""Forms that may come and that nobody owes. status: open, closed."""

escalations = Table(
    "escalations",
    metadata,
    _text("id", key=True),
    _text("case_no"),
    _text("company"),
    _text("subject"),
    Column("rung", Integer, nullable=False),
    _text("to_role"),
    _instant("at"),
    _instant("acknowledge_by", nullable=True),
    _instant("acknowledged_at", nullable=True),
    _text("acknowledged_by", nullable=True),
    _text("status"),
    Index("ix_escalations_case", "case_no"),
    Index("ix_escalations_queue", "company", "to_role", "at", "id", postgresql_where=text("status = 'open'")),
)
"""Rungs that fired. status: open, closed (its task or promise is over)."""

notices = Table(
    "notices",
    metadata,
    _text("id", key=True),
    _text("case_no"),
    _text("company"),
    _text("rule"),
    _text("template"),
    _text("channel"),
    _text("to_kind"),
    _text("to_id", nullable=True),
    _text("about", nullable=True),
    Column("params", JSON, nullable=False),
    _text("doc", nullable=True),
    _instant("not_before"),
    _instant("at", nullable=True),
    _flag("rehearsal"),
    _text("status"),
    _instant("lease_until", nullable=True),
    _text("lease_token", nullable=True),
    _int("tries"),
    _instant("next_try_at"),
    _instant("created_at"),
    _instant("sent_at", nullable=True),
    Index("ix_notices_due", "channel", "next_try_at", "id", postgresql_where=text("status in ('pending', 'leased')")),
    Index("ix_notices_failed", "company", "created_at", postgresql_where=text("status = 'failed'")),
    Index("ix_notices_case", "case_no"),
)
"""The outbox. status: pending, leased, sent, failed, dismissed.

`not_before` and `at`, the event's, are case instants. `next_try_at` is what a dispatcher compares with the database's
clock: store sets it to `not_before` minus the case's clock offset, and moves it along when a rehearsal's clock jumps.
"""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    Column("notice_id", Text, ForeignKey("notices.id"), nullable=False),
    _text("company"),
    Column("attempt", Integer, nullable=False),
    _text("token"),
    _text("recipient", nullable=True),
    _instant("started_at"),
    _instant("finished_at", nullable=True),
    _text("result", nullable=True),
    _text("detail", nullable=True),
    _text("provider_id", nullable=True),
    UniqueConstraint("notice_id", "attempt", name="uq_deliveries_notice_attempt"),
    Index("ix_deliveries_running", "notice_id", postgresql_where=text("result is null")),
)
"""One row per attempt, committed before it is sent. result: sent, refused, unknown, error; null while running.

Lines without an attempt: refused or error (why in `detail`), skipped (nobody to tell), resent, dismissed (`token` is
who did it)."""
