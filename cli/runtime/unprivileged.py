"""PostgreSQL refuses to run as root: when we are root, it gets another account and folders that account can reach."""

import hashlib
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

# Root's fallback when the checkout or the data directory lies in a folder closed to others, such as /root.
OPEN_HOME = Path("/var/lib/tuoshan")


@dataclass(frozen=True)
class Account:
    """An unprivileged system account."""

    name: str
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Hands one file or folder over."""
        os.chown(path, self.uid, self.gid)


def account() -> Account | None:
    """The account to drop to, or None when this process is not root and simply stays who it is."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise RuntimeError("running as root, and neither account 'postgres' nor 'nobody' exists to run PostgreSQL")


def reachable(path: Path, who: Account) -> bool:
    """True if the account may walk down to `path` (which need not exist yet)."""
    for folder in path.resolve().parents:
        if not folder.exists():
            continue
        info = folder.stat()
        bit = stat.S_IXUSR if info.st_uid == who.uid else stat.S_IXGRP if info.st_gid == who.gid else stat.S_IXOTH
        if not info.st_mode & bit:
            return False
    return True


def open_folder(path: Path, who: Account | None) -> Path:
    """A private folder of the account at `path`; if it cannot walk there, a link at `path` to one under OPEN_HOME."""
    if path.is_symlink() and not path.exists():
        path.unlink()
    if who is None or path.is_symlink() or reachable(path, who):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if who is not None:
            who.own(path)
        return path.resolve()
    OPEN_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    target = OPEN_HOME / f"{path.name}-{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
    if path.exists():
        shutil.move(path, target)
    target.mkdir(mode=0o700, exist_ok=True)
    who.own(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)
    return target


def open_program(folders: list[Path], name: str) -> Path:
    """A copy of these folders, side by side, under OPEN_HOME, where any account may run them; made once per name."""
    target = OPEN_HOME / name
    if not target.exists():
        unfinished = OPEN_HOME / f"{name}.{os.getpid()}"
        unfinished.mkdir(mode=0o755, parents=True)
        for folder in folders:
            if folder.exists():
                shutil.copytree(folder, unfinished / folder.name, symlinks=True)
        try:
            unfinished.rename(target)
        except OSError:
            shutil.rmtree(unfinished)  # another process was first
    return target
