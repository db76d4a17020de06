"""The data directory of one installation: who supervises it, its secrets, and how other commands find it."""

import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from casebook.settings import RUN_FILE, Settings, environment_name
from cli.runtime import unprivileged


class DataDirectoryInUse(Exception):
    """Another supervisor runs on this data directory."""

    code = "data_directory_in_use"


def occupy(data: Path) -> IO[str]:
    """Makes the directory if need be and locks it until the returned file is closed, also by our sudden end.

    Root leaves it open for walking (not for reading), so that PostgreSQL's account gets to its own part.
    """
    mode = 0o711 if unprivileged.account() else 0o700
    data.mkdir(mode=mode, parents=True, exist_ok=True)
    data.chmod(mode)
    (data / "run").mkdir(mode=0o700, exist_ok=True)
    lock = (data / "run" / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise DataDirectoryInUse(f"another Tuoshan runs on {data}; stop it or set TUOSHAN_DATA") from None
    return lock


def secret(data: Path, name: str) -> str:
    """A random secret of this data directory, made at first use; file mode 0600."""
    path = data / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text().strip()


def variables() -> dict[str, str]:
    """Every setting's field name with the environment variable that sets it."""
    return {name: environment_name(name) for name in Settings.model_fields}


def publish(data: Path, env: Mapping[str, str]) -> None:
    """Lets `tuoshan case list` in another terminal find this installation. Readable by its owner only."""
    known = set(variables().values())
    lines = [f"{name}={json.dumps(value)}\n" for name, value in sorted(env.items()) if name in known]
    with os.fdopen(os.open(data / RUN_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(lines)


def withdraw(data: Path) -> None:
    """Takes back what `publish` wrote."""
    (data / RUN_FILE).unlink(missing_ok=True)
