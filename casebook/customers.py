"""Customers (客户): personal data, kept here and nowhere else, masked on output by default."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any
from uuid import uuid4

import phonenumbers
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from casebook.errors import CasebookError

REGION = "CN"
"""Numbers without a country code are read as Chinese ones."""

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class Customer(BaseModel):
    """Who complains. All three may be missing: a complaint may be anonymous."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: _Line | None = None
    phone: str | None = Field(default=None, max_length=40)
    address: _Line | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number: E.164, its keyed hash for search, and what is shown (138****1234)."""

    e164: str
    hash: str
    masked: str


def read_phone(text: str, key: bytes) -> Phone:
    """Normalises a number as people write it. Raises CasebookError (invalid_fields)."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        raise _not_a_phone() from error
    if not phonenumbers.is_possible_number(number):
        raise _not_a_phone()
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    shown = str(number.national_number)
    masked = f"{shown[:3]}****{shown[-4:]}" if len(shown) >= 9 else f"****{shown[-2:]}"
    return Phone(e164, phone_hash(e164, key), masked)


def _not_a_phone() -> CasebookError:
    return CasebookError("invalid_fields", pointer="/customer/phone", params={"reason": "bad_format"})


def phone_hash(e164: str, key: bytes) -> str:
    """The keyed hash by which a case is found by its customer's phone."""
    return hmac.new(key, e164.encode(), sha256).hexdigest()


def customer_row(customer: Customer, company: str, command_id: str, key: bytes) -> dict[str, Any] | None:
    """The row for a customer, or None for an anonymous complaint."""
    if customer == Customer():
        return None
    phone = read_phone(customer.phone, key) if customer.phone else None
    return {
        "id": str(uuid4()),
        "company": company,
        "name": customer.name,
        "phone": phone.e164 if phone else None,
        "phone_hash": phone.hash if phone else None,
        "phone_masked": phone.masked if phone else None,
        "address": customer.address,
        "created_by": command_id,
    }
