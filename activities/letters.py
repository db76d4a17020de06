"""Who a notice goes to, and in which words (收件人与内容)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from activities.facts import Facts, in_language, read_facts
from activities.gateways.letter import Letter
from activities.gateways.sets import EMAIL, SMS
from activities.templates.render import CHINESE, RenderError, language_for, render
from casebook.people import Directory, Person

_REHEARSAL = {CHINESE: "[演练] "}


class UndeliverableError(Exception):
    """Nobody can be sent this notice as things are; a supervisor has to see to it. `code` is stable."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class NoAddressLeftError(Exception):
    """The customer left no telephone number: nobody to tell, and nothing for a supervisor to mend."""

    code = "no_address_left"


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient: `id` for the delivery record, the address on the notice's channel, how they are spoken to."""

    id: str
    to: str | None
    name: str
    language: str


async def write_letters(
    connection: AsyncConnection, directory: Directory, notice: Mapping[str, Any]
) -> tuple[Letter, ...]:
    """One letter per recipient of a notice. Raises UndeliverableError, NoAddressLeftError.

    Codes: addressee_not_found, address_missing, template_unknown, template_failed.
    """
    facts = await read_facts(connection, notice)
    if notice["to_kind"] == "customer" and not facts.case["customer_phone"]:
        raise NoAddressLeftError
    addressees = _addressees(facts, directory)
    if not addressees:
        raise UndeliverableError("addressee_not_found")
    reachable = [addressee for addressee in addressees if addressee.to]
    if not reachable:
        raise UndeliverableError("address_missing")
    try:
        return tuple(_letter(facts, addressee) for addressee in reachable)
    except RenderError as error:
        raise UndeliverableError(error.code) from error


def _letter(facts: Facts, addressee: Addressee) -> Letter:
    notice, language = facts.notice, addressee.language
    words = render(notice["template"], language, in_language(facts, language, addressee.name))
    mark = _REHEARSAL.get(language, "[rehearsal] ") if notice["rehearsal"] else ""
    customer = notice["to_kind"] == "customer"
    return Letter(
        key=notice["id"] if customer else f"{notice['id']}:{addressee.id.partition(':')[2]}",
        recipient=addressee.id,
        to=addressee.to or "",
        subject=mark + words.subject,
        text=mark + words.text if notice["channel"] == SMS else words.text,
        language=language,
        reference=notice["case_no"],
    )


def _addressees(facts: Facts, directory: Directory) -> list[Addressee]:
    notice, case = facts.notice, facts.case
    company, wanted = notice["company"], notice["to_id"] or ""
    match notice["to_kind"]:
        case "customer":
            # The customer's table knows a telephone number only.
            phone = case["customer_phone"] if notice["channel"] == SMS else None
            name = case["customer_name"] or ""
            return [Addressee(f"customer:{case['customer_id']}", phone, name, language_for(facts.book.language))]
        case "role":
            people = directory.people_of_role(company, wanted)
        case "department":
            people = directory.people_of_department(company, wanted)
        case "person":
            found = directory.person(company, wanted)
            people = (found,) if found is not None and not found.disabled else ()
        case _:
            people = ()
    return [_person(person, notice["channel"]) for person in people]


def _person(person: Person, channel: str) -> Addressee:
    address = {EMAIL: person.email, SMS: person.phone}.get(channel)
    return Addressee(f"person:{person.id}", address, person.name, language_for(person.language))
