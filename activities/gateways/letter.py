"""What is handed to a gateway (待发消息)."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one recipient. `key` is stable over all attempts. `to` is an address or telephone number."""

    key: str
    recipient: str
    """Whose it is, as kept in the delivery record: "customer:<id>" or "person:<id>", never an address."""
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    language: str
    reference: str


class Gateway(Protocol):
    """A channel's way out. `asks_until_answered`: the peer keeps our key, so an attempt may be repeated for ever."""

    @property
    def asks_until_answered(self) -> bool: ...

    async def send(self, letter: Letter, *, repeated: bool) -> str:
        """The provider's id. `repeated`: an earlier attempt has no result. Raises the errors of `gateways.errors`."""
        ...
