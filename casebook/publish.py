"""Publishing (发布): every rulebook of the shelf is stored by its content, once and for ever, when a process starts."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from casebook.errors import CasebookError
from domain.content import canonical_text
from rulebooks.shelf import shelf

_PUBLISH = text("""
    insert into rulebooks (name, version, hash, content, published_at)
    values (:name, :version, :hash, :content, instant_now()) on conflict (name, version) do nothing
""")
_STANDS = text("select name, version, hash from rulebooks")


async def publish_rulebooks(engine: AsyncEngine) -> int:
    """Stores what is new and answers how many rulebooks stand.

    Raises CasebookError (rulebook_changed) if the shelf holds other content under a published version.
    """
    books = list(shelf().values())
    async with engine.begin() as connection:
        for item in books:
            content = canonical_text(item.data)
            values = {"name": item.book.name, "version": item.book.version, "hash": item.hash, "content": content}
            await connection.execute(_PUBLISH, values)
        rows = (await connection.execute(_STANDS)).all()
    stands = {(row.name, row.version): row.hash for row in rows}
    for item in books:
        if stands[item.book.name, item.book.version] != item.hash:
            params: dict[str, str | int] = {"name": item.book.name, "version": item.book.version}
            raise CasebookError("rulebook_changed", params=params)
    return len(stands)
