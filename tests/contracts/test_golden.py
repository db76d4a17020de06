"""What stands in histories reads for ever: these texts were written by the first release and must never change."""

import json
from pathlib import Path

from contracts.case import CaseInput
from contracts.chain import GENESIS, chain
from contracts.commands import Command, Receipt, Refusal
from contracts.events import from_text
from contracts.view import CaseView, fold, from_plain, to_plain

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text())


def test_a_command_of_the_first_release_reads_and_writes_the_same() -> None:
    assert Command.model_validate(GOLDEN["command"]).model_dump(mode="json", exclude_defaults=True) == GOLDEN["command"]


def test_a_receipt_of_the_first_release_reads_and_its_chain_holds() -> None:
    receipt = Receipt.model_validate(GOLDEN["receipt"])
    assert chain(GENESIS, receipt.events) == receipt.head
    assert receipt.model_dump(mode="json") == GOLDEN["receipt"]


def test_a_refusal_of_the_first_release_reads() -> None:
    assert Refusal.model_validate(GOLDEN["refusal"]).code == "invalid_fields"


def test_an_input_of_the_first_release_reads_without_the_fields_added_since() -> None:
    case = CaseInput.model_validate(GOLDEN["input"])
    assert (case.epoch, case.offset, case.rehearsal, case.resume_always, case.carried) == (0, 0, False, False, None)


def test_the_events_of_the_first_release_fold_to_the_same_view() -> None:
    view = CaseView(case_no="TS20260212-000001", company="daoyi")
    for text in GOLDEN["receipt"]["events"]:
        fold(view, from_text(text))
    assert to_plain(view) == GOLDEN["view"]
    assert to_plain(from_plain(GOLDEN["view"])) == GOLDEN["view"]
