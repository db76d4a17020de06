"""Who may file what (填写权限): who owes it, or a supervisor. The casebook and the case judge again."""

from casebook.people import Person
from domain.rulebook.book import Rulebook
from domain.rulebook.people import Audience


def may_file(person: Person, role: str, department: str | None, named: str | None = None) -> bool:
    """Whether this person may file the form."""
    return person.supervisor or person.owes(role, department, named)


def audience_of(person: Person, book: Rulebook) -> Audience:
    """How much of a decision this person may see: as much as the innermost of their roles; without one, a customer's
    part."""
    held = [role.audience for role in book.roles if role.id in person.roles]
    return max(held, key=list(Audience).index, default=Audience.CUSTOMER)
