"""The statements of accepting and storing: few and wide, since a round trip costs more than a row."""

from sqlalchemy import text

from storage.models import cases

SHOWN = tuple(column.name for column in cases.c if column.name not in ("view", "head", "resume_always"))
"""Columns of a case that answers are made from, besides its view."""

LOCK_CASE = text("""
    select revision, head, epoch, company, view, frozen, clock_offset, rehearsal, instant_now() as now
      from cases where case_no = :case_no for update
""")

HASHES = text("""
    select seq, hash from events where case_no = :case_no and epoch = :epoch and seq between :first and :last
""")

FREEZE = text("""
    update cases set frozen = :reason where case_no = :case_no and frozen is null
       and (cast(:epoch as int) is null or epoch = :epoch)
       and (cast(:head as text) is null or (revision, head) = (cast(:revision as int), :head)) returning case_no
""")

# Everything hangs on the case row, locked first, still standing at the revision that the rows were made from. The
# updates name the case, so that its index is taken whatever the planner thinks of the length of a json list. What comes
# back is the case with its customer, so that nobody has to read it again for the answer.
STORE = text(f"""
with
here as materialized (
  select revision from cases
   where case_no = :case_no and revision = :base and epoch = :epoch and frozen is null for update),
new_events as (
  insert into events (case_no, epoch, seq, company, name, at, text, hash)
  select cast(:case_no as text), cast(:epoch as int), e.seq, cast(:company as text), e.name, e.at, e.text, e.hash
    from here, json_to_recordset(cast(:events as json)) as e(seq int, name text, at bigint, text text, hash text)),
new_tasks as (
  insert into tasks (case_no, company, id, step, forms, role, department, person, clause, round, revision, status,
                     opened_at, closed_at, late)
  select cast(:case_no as text), cast(:company as text), t.*
    from here, json_to_recordset(cast(:tasks as json)) as t(id text, step text, forms json,
    role text, department text, person text, clause text, round int, revision int, status text, opened_at bigint,
    closed_at bigint, late bool)),
tasks_over as (
  update tasks set status = t.status, closed_at = t.closed_at, late = t.late
    from here, json_to_recordset(cast(:tasks_over as json)) as t(id text, status text, closed_at bigint, late bool)
   where tasks.case_no = :case_no and tasks.id = t.id),
new_deadlines as (
  insert into deadlines (case_no, company, id, kind, rule, role, department, clause, term, start, due, provisional,
                         binding, status, breached_at, closed_at)
  select cast(:case_no as text), cast(:company as text), d.*
    from here, json_to_recordset(cast(:deadlines as json)) as d(id text, kind text, rule text,
    role text, department text, clause text, term text, start bigint, due bigint, provisional bool, binding bool,
    status text, breached_at bigint, closed_at bigint)),
deadlines_set as (
  update deadlines set status = coalesce(d.status, deadlines.status),
         breached_at = coalesce(d.breached_at, deadlines.breached_at),
         closed_at = coalesce(d.closed_at, deadlines.closed_at)
    from here, json_to_recordset(cast(:deadlines_set as json)) as d(id text, status text, breached_at bigint,
         closed_at bigint)
   where deadlines.case_no = :case_no and deadlines.id = d.id),
new_offers as (
  insert into offers (case_no, company, id, kind, form, role, department, clause, until, "left", status)
  select cast(:case_no as text), cast(:company as text), o.*
    from here, json_to_recordset(cast(:offers as json)) as o(id text, kind text, form text,
    role text, department text, clause text, until bigint, "left" int, status text)),
offers_set as (
  update offers set "left" = o."left", status = o.status
    from here, json_to_recordset(cast(:offers_set as json)) as o(id text, "left" int, status text)
   where offers.case_no = :case_no and offers.id = o.id),
new_escalations as (
  insert into escalations (case_no, company, id, subject, rung, to_role, at, acknowledge_by, acknowledged_at,
                           acknowledged_by, status)
  select cast(:case_no as text), cast(:company as text), e.*
    from here, json_to_recordset(cast(:escalations as json)) as e(id text, subject text,
    rung int, to_role text, at bigint, acknowledge_by bigint, acknowledged_at bigint, acknowledged_by text,
    status text)),
escalations_set as (
  update escalations set acknowledged_at = coalesce(e.acknowledged_at, escalations.acknowledged_at),
         acknowledged_by = coalesce(e.acknowledged_by, escalations.acknowledged_by),
         status = coalesce(e.status, escalations.status)
    from here, json_to_recordset(cast(:escalations_set as json)) as e(id text, acknowledged_at bigint,
         acknowledged_by text, status text)
   where escalations.case_no = :case_no and escalations.id = e.id),
new_notices as (
  insert into notices (case_no, company, rehearsal, status, next_try_at, created_at, id, rule, template, channel,
                       to_kind, to_id, about, params, doc, not_before, at)
  select cast(:case_no as text), cast(:company as text), cast(:rehearsal as bool), 'pending',
         n.not_before - :clock_offset, instant_now(), n.*
    from here, json_to_recordset(cast(:notices as json)) as n(id text, rule text, template text, channel text,
         to_kind text, to_id text, about text, params json, doc text, not_before bigint,
         at bigint)
   where not exists (select from notices o where cast(:rebuilt as bool) and o.case_no = :case_no and o.rule = n.rule
         and o.channel = n.channel and o.to_kind = n.to_kind and o.to_id is not distinct from n.to_id
         and o.about is not distinct from n.about and o.at = n.at)
  on conflict do nothing),
answered as (
  update commands set status = 'done', answer = json_build_object('revision', a.revision),
         answered_at = instant_now(), lease_until = null, stuck = false
    from here, json_to_recordset(cast(:answers as json)) as a(id uuid, revision int)
   where commands.case_no = :case_no and commands.id = a.id and commands.status = 'pending'
  returning commands.id, a.revision),
stored as (
  update cases set revision = :revision, head = :head, view = cast(:view as json), state = :state,
         outcome = :outcome, round = :round, proposal = :proposal, complaint_type = :complaint_type,
         department = :department, major = :major, callbacks_round = :callbacks_round,
         callbacks_total = :callbacks_total, opened_at = :opened_at, closed_at = :closed_at, sealed_at = :sealed_at,
         clock_offset = :clock_offset
    from here where cases.case_no = :case_no returning {", ".join(f"cases.{name}" for name in SHOWN)})
select stored.*, instant_now() + clock_offset as now, customers.name as customer_name,
       customers.phone_masked as customer_phone, customers.address as customer_address,
       (select revision from answered where id = cast(:command as uuid)) as answered
  from stored left join customers on customers.id = stored.customer_id
""")  # noqa: S608 - joined from names of the table

MOVE_NOTICES = text("""
    update notices set next_try_at = not_before - :clock_offset
     where case_no = :case_no and status = 'pending' and tries = 0
""")

ANSWER = text("""
    update commands set status = 'done', answer = json_build_object('revision', cast(:revision as int)),
           answered_at = instant_now(), lease_until = null, stuck = false
     where id = :id and status = 'pending'
""")

REFUSE = text("""
with refused as (
  update commands set status = 'refused', answer = cast(:answer as json), answered_at = instant_now(),
         lease_until = null, stuck = false, doc = null
   where id = :id and status = 'pending' returning id, kind, case_no),
unopened as (
  delete from cases using refused
   where cases.case_no = refused.case_no and refused.kind = 'open' and cases.revision = 0 returning cases.case_no),
words as (delete from documents using refused where documents.command_id = refused.id)
select count(*) from refused
""")

FORGET_CUSTOMER = text("""
    delete from customers where created_by = :id and not exists (select from cases where customer_id = customers.id)
""")

COMMAND = text("select * from commands where id = :id")

LEASE = text("""
    update commands set lease_until = instant_now() + :lease
     where id = :id and status = 'pending' and (lease_until is null or lease_until < instant_now())
    returning *
""")

STUCK = text("update commands set stuck = true where id = :id and status = 'pending'")

RELEASE = text("update commands set lease_until = null where id = :id and status = 'pending'")
