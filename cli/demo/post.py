"""What really arrived (送达的邮件与短信): read from the mailbox and the message gateway, matched with the notices."""

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import httpx2

from cli.http import Json

_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Post:
    """Mails and messages of one case, in the order in which they came."""

    mails: list[Json]
    messages: list[Json]

    def arrivals(self, notice: Json, case_no: str) -> list[str]:
        """Ids under which a notice arrived: one per recipient."""
        key = f"{case_no}:0:{notice['seq']}"
        if notice["data"]["channel"] == "sms":
            return [message["key"] for message in self.messages if message["key"] == key]
        dotted = re.escape(key.replace(":", "."))
        return [mail["message_id"] for mail in self.mails if re.match(rf"<{dotted}\.", mail["message_id"])]


def collect(mailbox: str, gateway: str, case_no: str) -> Post:
    """Reads both listings."""
    with httpx2.Client(trust_env=False, timeout=10) as client:
        mails = client.get(f"{mailbox}/mails", params={"limit": 1000}).raise_for_status().json()["mails"]
        messages = client.get(f"{gateway}/messages", params={"limit": 1000}).raise_for_status().json()["messages"]
    # The mailbox lists the newest first; a Message-ID begins with the notice's id, which begins with the case's number.
    own = [mail for mail in reversed(mails) if mail["message_id"].startswith(f"<{case_no}.")]
    return Post(own, [message for message in messages if message["reference"] == case_no])


def await_all(
    fetch: Callable[[], Post], notices: list[Json], case_no: str, tell: Callable[[int], None], pause: Callable[[], None]
) -> Post:
    """Waits until every notice has arrived, at most a minute; `tell` hears how many have."""
    limit = time.monotonic() + _SECONDS
    while True:
        post = fetch()
        there = sum(bool(post.arrivals(notice, case_no)) for notice in notices)
        tell(there)
        if there == len(notices) or time.monotonic() > limit:
            return post
        pause()


def faults(post: Post, notices: list[Json], case_no: str) -> list[str]:
    """Notices that did not arrive, and arrivals that came twice or that no notice asked for."""
    expected: Counter[str] = Counter()
    found = []
    for notice in notices:
        arrived = post.arrivals(notice, case_no)
        expected.update(set(arrived))
        if not arrived:
            found.append(f"#{notice['seq']} {notice['data']['rule']} ({notice['data']['channel']}): 0")
    came = Counter([mail["message_id"] for mail in post.mails] + [message["key"] for message in post.messages])
    return found + [f"{key}: {number}" for key, number in came.items() if number != 1 or key not in expected]
