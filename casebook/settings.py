"""Settings of every process, read from the environment; `docker-compose.yml` is tested against them.

Order: environment variables, then the file that a running `tuoshan up` leaves in its data directory, then the defaults.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "development-only-not-a-secret"  # noqa: S105 - refused in production, see below
RUN_FILE = "run/environment"


def data_dir() -> Path:
    """Where a local installation keeps its state: ``TUOSHAN_DATA``, else ``.tuoshan`` in the checkout."""
    return Path(os.environ.get("TUOSHAN_DATA") or ROOT / ".tuoshan").expanduser().absolute()


def cache_dir() -> Path:
    """Where downloads and builds are kept, outside the checkout: ``TUOSHAN_CACHE``, else ``~/.cache/tuoshan``."""
    return Path(os.environ.get("TUOSHAN_CACHE") or "~/.cache/tuoshan").expanduser().absolute()


class Settings(BaseSettings):
    """One process's settings. Ports are TCP ports; ``retention_days`` is the namespace's, in whole days."""

    model_config = SettingsConfigDict(
        env_prefix="TUOSHAN_", populate_by_name=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    environment: Literal["development", "production"] = "development"
    database_url: str = Field("", validation_alias="DATABASE_URL", repr=False)
    temporal_address: str = Field("127.0.0.1:7233", validation_alias="TEMPORAL_ADDRESS")
    temporal_namespace: str = Field("tuoshan", validation_alias="TEMPORAL_NAMESPACE")
    task_queue: str = "tuoshan"
    retention_days: int = Field(90, ge=1)
    max_cached_workflows: int = Field(2000, ge=0)
    build_id: str = "0.1.0"

    api_host: str = "127.0.0.1"
    api_port: int = Field(8080, ge=0, le=65535)
    metrics_port: int = Field(0, ge=0, le=65535, description="the worker's Prometheus port; 0 means none")

    data_dir: Path = Field(default_factory=data_dir, validation_alias="TUOSHAN_DATA")
    actors_file: Path = ROOT / "actors.toml"
    phone_hash_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)

    message_gateway_url: str = ""
    smtp_host: str = ""
    smtp_port: int = Field(25, ge=0, le=65535)
    smtp_from: str = "tuoshan@localhost"
    # A rehearsal never reaches a person: it has gateways of its own, and without them its notices are only recorded.
    rehearsal_message_gateway_url: str = ""
    rehearsal_smtp_host: str = ""
    rehearsal_smtp_port: int = Field(25, ge=0, le=65535)

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "console"
    crash_at: str = Field("", pattern=r"^([a-z_]+:[1-9][0-9]{0,3})?$", description="see casebook.crash_points")

    @field_validator("database_url")
    @classmethod
    def _async_driver(cls, url: str) -> str:
        """Accepts ``postgres://`` and ``postgresql://`` too, as most hosts hand it out."""
        scheme, sep, rest = url.partition("://")
        if not sep:
            return url
        if scheme in ("postgres", "postgresql", "postgresql+asyncpg"):
            return f"postgresql+asyncpg://{rest}"
        raise ValueError(f"only PostgreSQL is supported, not {scheme}")

    @model_validator(mode="after")
    def _production_is_explicit(self) -> Self:
        """In production nothing falls back to a default that is only fit for a developer's machine."""
        if self.environment == "production":
            if self.phone_hash_key.get_secret_value() == DEVELOPMENT_SECRET:
                raise ValueError("production needs TUOSHAN_PHONE_HASH_KEY: the development secret is refused")
            if self.crash_at:
                raise ValueError("production refuses TUOSHAN_CRASH_AT: it is there for tests")
            missing = [name for name in ("database_url", "message_gateway_url", "smtp_host") if not getattr(self, name)]
            if missing:
                raise ValueError("production needs " + ", ".join(environment_name(name) for name in missing))
        return self


def environment_name(field: str) -> str:
    """The environment variable that sets a field of Settings."""
    alias = Settings.model_fields[field].validation_alias
    if isinstance(alias, AliasChoices):
        alias = alias.choices[0]
    return str(alias) if alias is not None else f"TUOSHAN_{field.upper()}"


def load(**overrides: Any) -> Settings:
    """Settings of this process, with what a running `tuoshan up` on this machine has written down."""
    return Settings(_env_file=data_dir() / RUN_FILE, _env_file_encoding="utf-8", **overrides)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The process-wide settings, read once."""
    return load()
