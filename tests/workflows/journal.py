"""The table in memory: takes receipts as `store` does, refuses a gap, a fork and a broken chain."""

from dataclasses import dataclass, field

from contracts.chain import GENESIS, link
from contracts.commands import Known, Receipt
from contracts.events import from_text
from contracts.view import CaseView, fold


class Gap(Exception):
    """The receipt begins behind what is known; the events between have to be fetched."""


@dataclass(slots=True)
class Journal:
    """Event texts of one case with the chain head after each; `view` is folded from them."""

    view: CaseView
    texts: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=lambda: [GENESIS])
    handed: dict[int, str] = field(default_factory=dict)
    """Revision to chain head of every receipt that came, whoever brought it."""

    @property
    def known(self) -> Known:
        """What a command says that the table holds."""
        return Known(revision=len(self.texts), head=self.heads[-1])

    def store(self, receipt: Receipt) -> None:
        """Takes what is new. Raises Gap; any disagreement is an AssertionError."""
        assert receipt.revision == receipt.first + len(receipt.events) - 1
        assert receipt.latest >= receipt.revision
        if receipt.first > len(self.texts) + 1:
            raise Gap
        head = self.heads[receipt.first - 1]
        for seq, text in enumerate(receipt.events, start=receipt.first):
            head = link(head, text)
            if seq <= len(self.texts):
                assert self.texts[seq - 1] == text, f"fork at {seq}"
                continue
            fold(self.view, from_text(text))
            self.texts.append(text)
            self.heads.append(head)
        assert head == receipt.head, "chain"
        self.handed[receipt.revision] = receipt.head
