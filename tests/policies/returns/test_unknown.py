"""What a return does not hang on, and papers that it waits for (返厂：未知与待补)."""

from dataclasses import replace

from domain.decision.decision import Outcome
from domain.rulebook.policies.common import Predicate
from domain.rulebook.policies.common import Test as Is
from domain.rulebook.policies.warranty import Flawed
from tests.policies.returns.asked import INVOICE, asked, quality, wanting, with_rule
from tests.policies.support import ground_of, with_chapter
from tests.support.clause import clause


@clause("S0-5.7.2.1")
def test_an_entitled_consumer_chooses_before_the_cause_is_known() -> None:
    made = asked("quality", **quality(request={"entitled": True, "application_complete": True}))
    assert (made.outcome, made.answer("chooser")) == (Outcome.DECIDED, "customer")


@clause("S0-5.10")
def test_only_an_approval_that_is_certainly_needed_is_asked_for() -> None:
    """Whether the rule on promises applies hangs here on a fact that nobody knows."""
    maybe = (
        Predicate(is_=Is.ONE_OF, fact="request.return_class", values=("other",)),
        Predicate(is_=Is.HOLDS, fact="findings.claim_confirmed"),
    )
    on = with_rule("daoyi", "authority", "by_promise", when=maybe)
    made = asked("other", on, request={"basis": "distribution_contract"})
    assert (made.outcome, made.answer("accepted")) == (Outcome.NEEDS_PERSON, False)
    assert wanting(made) == [("request.document", None)]


@clause("S3-2.3")
def test_where_a_paper_can_be_mended_a_return_for_quality_waits_for_it() -> None:
    chapter = ground_of("daoyi").book.warranty
    assert chapter is not None
    proofs = tuple([replace(each, incomplete=Flawed.HOLD) for each in chapter.proofs])
    on = with_chapter("daoyi", "warranty", proofs=proofs)
    made = asked("quality", on, **quality(papers=[{**INVOICE, "filled": []}]))
    assert (made.outcome, wanting(made)) == (Outcome.ON_HOLD, [("papers.0", "customer")])
