"""A rulebook as plain text that reads as a manual (手册展示): clause, term, ladder, and why each value is so."""

from collections.abc import Iterator

from domain.rulebook.book import Rulebook, SourceKind
from domain.rulebook.complaint import CallbackPolicy, ComplaintChapter, DeadlineFrom, PromiseRule, Silence, StepRule
from domain.rulebook.ladder import Reminder
from domain.rulebook.notices import ROLE_PREFIX, NoticeRule
from domain.rulebook.people import Department
from domain.rulebook.procedure import Step
from domain.time.calendar import Window
from rulebooks.show_policies import show_policies
from rulebooks.words import reminder_words, term_words, word

_JOIN = " · "
_FORM_SUFFIX = ("opinion_told", "solution_told")
"""Forms that are called as their event is; their words stand under another name."""


def show(book: Rulebook, lang: str = "zh") -> str:
    """The whole rulebook in `lang`, by part, each value with its clause and its reading or default note."""
    page = _Page(book, lang)
    lines = [f"{book.title.in_language(lang)}{_JOIN}{book.name} {book.version}{_JOIN}{book.manual}", ""]
    lines += [*page.general(), *page.people(), *(page.notices() if book.notices else ())]
    if book.complaint is not None:
        lines += page.complaint(book.complaint)
    lines += show_policies(book, lang)
    return "\n".join(lines).rstrip() + "\n"


def _minutes(window: Window) -> str:
    return "–".join(f"{at // 60:02}:{at % 60:02}" for at in (window.opens, window.closes))


class _Page:
    """What every part of the page needs: the book and the language."""

    def __init__(self, book: Rulebook, lang: str) -> None:
        self.book, self.lang = book, lang

    def word(self, name: str) -> str:
        return word(name, self.lang)

    def heading(self, *names: str) -> str:
        return "── " + _JOIN.join(self.word(name) for name in names)

    def role(self, role_id: str) -> str:
        return self.book.role(role_id).name.in_language(self.lang)

    def form(self, form: str) -> str:
        return self.word(f"{form}_form" if form in _FORM_SUFFIX else form)

    def why(self, key: str) -> Iterator[str]:
        """The notes on the values at and under `key`."""
        for source in self.book.sources:
            if not (source.key == key or source.key.startswith((f"{key}.", f"{key}["))):
                continue
            reading = source.kind is SourceKind.READING
            label = f"{self.word('reading')} {source.reading}" if reading else self.word(source.kind)
            about = source.key.removeprefix(key).removeprefix(".")
            where = f"{about} [{source.clause}]" if about else f"[{source.clause}]"
            note = f": {source.note.in_language(self.lang)}" if source.note else ""
            yield f"      ※ {label} {where}{note}"

    def entry(self, key: str, title: str, clause: str, *details: str) -> Iterator[str]:
        yield f"  {title} [{clause}]" if clause else f"  {title}"
        shown = _JOIN.join(detail for detail in details if detail)
        if shown:
            yield f"      {shown}"
        yield from self.why(key)

    def general(self) -> Iterator[str]:
        yield self.heading("general")
        yield from self.entry("language", f"{self.word('language')}: {self.book.language}", "")
        yield from self.entry("calendar", f"{self.word('calendar')}: {self.book.calendar}", "")
        for key, windows in (("windows", self.book.windows), ("quiet", self.book.quiet)):
            yield from self.entry(key, f"{self.word(key)}: {', '.join(map(_minutes, windows))}", "")
        yield ""

    def people(self) -> Iterator[str]:
        yield self.heading("roles")
        for role in self.book.roles:
            title = f"{role.name.in_language(self.lang)} ({role.id})"
            yield from self.entry(f"roles.{role.id}", title, role.clause, self.word("supervisor") * role.supervisor)
        for part, items in (("departments", self.book.departments), ("channels", self.book.channels)):
            if items:
                yield self.heading(part)
            for item in items:
                told = self.role(item.role) if isinstance(item, Department) else ""
                title = f"{item.name.in_language(self.lang)} ({item.id})"
                yield from self.entry(f"{part}.{item.id}", title, item.clause, told)
        yield ""

    def notices(self) -> Iterator[str]:
        yield self.heading("notices")
        for notice in self.book.notices:
            title = f"{notice.id}: {self.word(notice.on)} → {self.told(notice)}"
            details = (f"{notice.channel}: {notice.template}",)
            yield from self.entry(f"notices.{notice.id}", title, notice.clause, *details)
        yield ""

    def told(self, notice: NoticeRule) -> str:
        if notice.to.startswith(ROLE_PREFIX):
            return self.role(notice.to.removeprefix(ROLE_PREFIX))
        return self.word(notice.to)

    def complaint(self, chapter: ComplaintChapter) -> Iterator[str]:
        yield self.heading("complaint", "intake")
        intake = (self.role(chapter.intake.role), self.form(chapter.intake.form))
        yield from self.entry("complaint.intake", self.word("intake"), chapter.intake.clause, *intake)
        yield self.heading("complaint", "types")
        by = chapter.step(chapter.type_due.by).name.in_language(self.lang)
        yield from self.entry("complaint.type_due", f"{self.word('type_due')}: {by}", chapter.type_due.clause)
        for kind in chapter.types:
            policy = chapter.callback(kind.callbacks).name.in_language(self.lang)
            routed = self.book.department(kind.department).name.in_language(self.lang) if kind.department else ""
            title = f"{kind.name.in_language(self.lang)} ({kind.id})"
            yield from self.entry(f"complaint.types.{kind.id}", title, kind.clause, policy, routed)
        yield self.heading("complaint", "promises")
        for promise in chapter.promises:
            yield from self.promise(chapter, promise)
        yield self.heading("complaint", "steps")
        for step in sorted(chapter.steps, key=lambda step: list(Step).index(Step(step.id))):
            yield from self.step(chapter, step)
        yield from self.rules(chapter)
        yield self.heading("complaint", "callbacks")
        for policy_rule in chapter.callbacks:
            yield from self.policy(chapter, policy_rule)
        yield self.heading("complaint", "ladders")
        for ladder in chapter.ladders:
            yield from self.entry(
                f"complaint.ladders.{ladder.id}", ladder.id, ladder.clause, self.rungs(chapter, ladder.id)
            )
        yield ""

    def step(self, chapter: ComplaintChapter, step: StepRule) -> Iterator[str]:
        clock = self.word(step.deadline) if step.term is None else term_words(step.term, self.lang)
        if step.deadline is not DeadlineFrom.NONE and not step.binding:
            clock += f" ({self.word('internal')})"
        yield from self.entry(
            f"complaint.steps.{step.id}",
            f"{step.name.in_language(self.lang)} ({step.id})",
            step.clause,
            self.role(step.role),
            ", ".join(self.form(form) for form in step.forms),
            clock,
            self.reminders(step.reminders),
            f"{self.word('ladder')}: {self.rungs(chapter, step.ladder)}" if step.ladder else "",
            f"{self.word('notified')}: {step.notice}" if step.notice else "",
        )

    def promise(self, chapter: ComplaintChapter, promise: PromiseRule) -> Iterator[str]:
        kept = ", ".join(chapter.step(step).name.in_language(self.lang) for step in promise.kept_by)
        yield from self.entry(
            f"complaint.promises.{promise.id}",
            f"{promise.name.in_language(self.lang)} ({promise.id})",
            promise.clause,
            self.role(promise.owner),
            term_words(promise.term, self.lang),
            f"{self.word('kept_by')}: {kept}",
            self.reminders(promise.reminders),
            f"{self.word('ladder')}: {self.rungs(chapter, promise.ladder)}",
        )

    def policy(self, chapter: ComplaintChapter, policy: CallbackPolicy) -> Iterator[str]:
        loop = chapter.step(policy.loop_target).name.in_language(self.lang)
        attempts = f"{self.word('attempts')} ≤ {policy.attempts} (+{term_words(policy.attempt_gap, self.lang)})"
        answers = ", ".join(self.word(answer) for answer in policy.satisfied)
        yield from self.entry(
            f"complaint.callbacks.{policy.id}",
            f"{policy.name.in_language(self.lang)} ({policy.id})",
            policy.clause,
            f"≥ {policy.required}" + (f", ≤ {policy.at_most}" if policy.at_most is not None else ""),
            f"1: {term_words(policy.first, self.lang)}, 2+: {term_words(policy.gap, self.lang)}",
            attempts,
            f"{self.word('satisfied')}: {answers}",
            f"{self.word('loop')} {loop}",
            self.word(policy.count),
        )

    def rules(self, chapter: ComplaintChapter) -> Iterator[str]:
        """Offers and the rules that stand once in the chapter."""
        yield self.heading("complaint", "offers")
        for offer in chapter.offers:
            title, form = f"{offer.name.in_language(self.lang)} ({offer.id})", self.form(offer.form)
            details = (self.role(offer.role), form, f"≤ {offer.per_round}")
            yield from self.entry(f"complaint.offers.{offer.id}", title, offer.clause, *details)
        consent, appeal, closing, back = chapter.consent, chapter.appeal, chapter.closing, chapter.back_dating
        ladder = f"≥ {consent.escalate_after_rejections}: {self.rungs(chapter, consent.ladder)}"
        clock = self.word(consent.department_clock)
        yield from self.entry("complaint.consent", self.word("consent"), consent.clause, ladder, clock)
        silence = "accepted_opinion" if appeal.silence is Silence.ACCEPTED else appeal.silence
        window = f"≤ {appeal.at_most}, {term_words(appeal.window, self.lang)}"
        details = (window, self.role(appeal.investigator), self.word(silence))
        yield from self.entry("complaint.appeal", self.word("appeal"), appeal.clause, *details)
        archive = ", ".join(self.form(form) for form in closing.archive)
        yield from self.entry("complaint.closing", self.word("closing"), closing.clause, archive)
        tolerance = f"≤ {term_words(back.tolerance, self.lang)}"
        yield from self.entry(
            "complaint.back_dating", self.word("back_dating"), back.clause, tolerance, self.role(back.supervisor)
        )

    def reminders(self, reminders: tuple[Reminder, ...]) -> str:
        words = ", ".join(reminder_words(reminder.rule, self.lang) for reminder in reminders)
        return f"{self.word('reminders')}: {words}" if words else ""

    def rungs(self, chapter: ComplaintChapter, ladder_id: str) -> str:
        """The addressees in order, each with its time to acknowledge: 主管 (4个工作小时) → 公司领导."""
        rungs = chapter.ladder(ladder_id).rungs
        return " → ".join(
            self.role(rung.to)
            + (f" ({term_words(rung.acknowledge_within, self.lang)})" if rung.acknowledge_within else "")
            for rung in rungs
        )
