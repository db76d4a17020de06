"""The two sets of gateways: one that reaches people, one for rehearsals (演练) that never does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2

from activities.gateways.errors import RetryableGatewayError
from activities.gateways.http_messages import HttpMessageGateway
from activities.gateways.letter import Gateway, Letter
from activities.gateways.smtp import SmtpGateway
from casebook.settings import Settings

EMAIL = "email"
SMS = "sms"
CHANNELS = (EMAIL, SMS)
"""Channels that a dispatcher runs for; a rulebook's notices name one of them."""


@dataclass(frozen=True, slots=True)
class Recorder:
    """Sends nothing: the delivery record alone says that a rehearsal's notice was due."""

    @property
    def asks_until_answered(self) -> bool:
        return True

    async def send(self, letter: Letter, *, repeated: bool) -> str:
        return f"recorded:{letter.key}"


@dataclass(frozen=True, slots=True)
class NotConfigured:
    """A channel without a gateway: its notices wait, and the supervisors see them."""

    @property
    def asks_until_answered(self) -> bool:
        return True

    async def send(self, letter: Letter, *, repeated: bool) -> str:
        raise RetryableGatewayError("gateway_not_configured", retry_after=60)


@dataclass(frozen=True, slots=True)
class Gateways:
    """By channel."""

    real: dict[str, Gateway]
    rehearsal: dict[str, Gateway]

    def of(self, channel: str, rehearsal: bool) -> Gateway:
        return (self.rehearsal if rehearsal else self.real)[channel]


@asynccontextmanager
async def open_gateways(settings: Settings) -> AsyncIterator[Gateways]:
    """Gateways as the settings name them; closes their connections at the end."""
    limits = httpx2.Limits(max_connections=32, max_keepalive_connections=8)
    async with httpx2.AsyncClient(limits=limits, follow_redirects=False, trust_env=False) as client:
        yield Gateways(
            real={
                EMAIL: _mail(settings.smtp_host, settings.smtp_port, settings.smtp_from) or NotConfigured(),
                SMS: _messages(client, settings.message_gateway_url) or NotConfigured(),
            },
            rehearsal={
                EMAIL: _mail(settings.rehearsal_smtp_host, settings.rehearsal_smtp_port, settings.smtp_from)
                or Recorder(),
                SMS: _messages(client, settings.rehearsal_message_gateway_url) or Recorder(),
            },
        )


def _mail(host: str, port: int, sender: str) -> Gateway | None:
    return SmtpGateway(host, port, sender) if host else None


def _messages(client: httpx2.AsyncClient, url: str) -> Gateway | None:
    return HttpMessageGateway(client, url) if url else None
