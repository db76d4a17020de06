"""HTTP side of the mailbox: ``GET /mails?to=&limit=`` (newest first), ``GET /mails/{id}`` (the mail as it came)."""

from typing import Annotated

from fastapi import FastAPI, HTTPException, Query, Response

from simulators import http
from simulators.faults import Faults
from simulators.mailbox.store import MailStore


def create_app(store: MailStore, faults: Faults) -> FastAPI:
    """The listing over a folder of mails."""
    app = FastAPI(title="Mailbox", docs_url=None, redoc_url=None)
    http.add_admin(app, faults)

    @app.get("/mails")
    async def mails(to: str | None = None, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> dict[str, object]:
        found: list[dict[str, object]] = []
        for mail_id in reversed(store.ids()):
            mail = store.shown(mail_id)
            if to is None or to in str(mail["to"]):
                found.append(mail)
            if len(found) == limit:
                break
        return {"mails": found}

    @app.get("/mails/{mail_id}")
    async def mail(mail_id: str) -> Response:
        try:
            raw = store.raw(mail_id)
        except KeyError:
            raise HTTPException(404, "no such mail") from None
        # As plain text: a mail that a stranger wrote is never rendered by a browser.
        return Response(raw, media_type="text/plain; charset=utf-8", headers={"X-Content-Type-Options": "nosniff"})

    return app
