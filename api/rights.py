"""Who may file what (填写权限): who owes it, or a supervisor. The casebook and the case judge again."""

from casebook.people import Person


def owes(person: Person, role: str, department: str | None, named: str | None = None) -> bool:
    """Whether this person is the one that a task, an offer or an escalation speaks to."""
    if named is not None:
        return person.id == named
    return role in person.roles and (department is None or department in person.departments)


def may_file(person: Person, role: str, department: str | None, named: str | None = None) -> bool:
    """Whether this person may file the form."""
    return person.supervisor or owes(person, role, department, named)
