"""One installation per module, so that what one module breaks does not meet another."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chaos.client import Client
from tests.chaos.installation import Installation, installed


@pytest.fixture(scope="module")
async def tuoshan() -> AsyncIterator[Installation]:
    """A running installation, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tuoshan-chaos-"))
    folder.chmod(0o711)
    try:
        async with installed(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def client(tuoshan: Installation) -> Client:
    """The installation's caller."""
    return tuoshan.client
