"""docker-compose.yml is valid, and says exactly what the code reads."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from casebook.settings import ROOT, Settings
from cli.runtime.installation import variables
from cli.runtime.temporal_namespace import SEARCH_ATTRIBUTES

OURS = ("worker", "api", "migrate")
JOBS = {"migrate", "temporal-schema", "temporal-namespace"}
# What the container is told besides Tuoshan's settings: the port its own health check asks.
NOT_SETTINGS = {"PROBE"}
FILLED_IN = {"POSTGRES_PASSWORD": "a" * 64, "TUOSHAN_PHONE_HASH_KEY": "b" * 64}


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose(text: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def interpolate(value: str) -> str:
    """`${NAME}`, `${NAME:-default}` and `${NAME:?message}` with the values of a filled-in .env."""

    def one(match: re.Match[str]) -> str:
        name, mark, rest = match.group(1), match.group(2), match.group(3) or ""
        assert name in FILLED_IN or mark == ":-", f"{name} has neither a default nor a place in .env.example"
        return FILLED_IN.get(name, rest)

    return re.sub(r"\$\{([A-Z_]+)(?:(:-|:\?)([^}]*))?\}", one, value)


def environment(compose: dict[str, Any], service: str) -> dict[str, str]:
    """What a service's process sees."""
    return {name: interpolate(str(value)) for name, value in compose["services"][service]["environment"].items()}


def test_file_follows_the_compose_specification(compose: dict[str, Any]) -> None:
    schema = json.loads(files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json").read_text())
    errors = [
        f"{'/'.join(map(str, error.path))}: {error.message}" for error in Draft7Validator(schema).iter_errors(compose)
    ]
    assert not errors


@pytest.mark.parametrize("service", OURS)
def test_every_variable_is_a_setting_that_the_code_reads(compose: dict[str, Any], service: str) -> None:
    known = set(variables().values()) | NOT_SETTINGS
    assert set(environment(compose, service)) <= known


@pytest.mark.parametrize("service", OURS)
def test_production_accepts_the_settings_of_each_process(
    compose: dict[str, Any], service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(compose, service).items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.environment == "production"
    assert settings.temporal_address == "temporal:7233"
    assert settings.log_format == "json"


@pytest.mark.parametrize("missing", ["TUOSHAN_PHONE_HASH_KEY", "DATABASE_URL", "TUOSHAN_MESSAGE_GATEWAY_URL"])
def test_production_refuses_to_start_without_what_it_needs(
    compose: dict[str, Any], missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment(compose, "worker").items():
        if name != missing:
            monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=missing):
        Settings()


def test_worker_and_api_agree_on_everything_they_share(compose: dict[str, Any]) -> None:
    worker, api = environment(compose, "worker"), environment(compose, "api")
    shared = worker.keys() & api.keys()
    assert shared >= {"DATABASE_URL", "TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "TUOSHAN_TASK_QUEUE"}
    assert {name: worker[name] for name in shared} == {name: api[name] for name in shared}


def test_every_image_is_pinned_to_a_release(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert re.search(r":\d+\.\d+(\.\d+)?(-[a-z]+)?$", service["image"]), name
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for image in re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE):
        assert re.search(r":\d+\.\d+\.\d+-", image), image


def test_what_stays_up_has_a_health_check_and_jobs_are_waited_for_to_their_end(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        assert ("healthcheck" in service) == (name not in JOBS), name
        for other, wanted in service.get("depends_on", {}).items():
            end = "service_completed_successfully" if other in JOBS else "service_healthy"
            assert wanted["condition"] == end, f"{name} -> {other}"


def test_only_loopback_addresses_of_the_host_are_published(compose: dict[str, Any]) -> None:
    published = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_namespace_job_uses_the_retention_and_search_attributes_of_the_code(compose: dict[str, Any]) -> None:
    job = environment(compose, "temporal-namespace")
    assert int(job["RETENTION_DAYS"]) == Settings.model_fields["retention_days"].default
    assert job["TEMPORAL_NAMESPACE"] == environment(compose, "worker")["TEMPORAL_NAMESPACE"]
    script = (ROOT / "deploy" / "temporal" / "namespace.sh").read_text(encoding="utf-8")
    assert sorted(re.findall(r"--name (\w+) --type Keyword", script)) == sorted(SEARCH_ATTRIBUTES)


def test_server_allows_virtual_time_for_rehearsals(compose: dict[str, Any]) -> None:
    mounted = environment(compose, "temporal")["DYNAMIC_CONFIG_FILE_PATH"]
    config = yaml.safe_load((ROOT / "deploy" / "temporal" / Path(mounted).name).read_text(encoding="utf-8"))
    assert config["frontend.WorkflowTimeSkippingEnabled"] == [{"value": True}]


def test_every_package_and_file_that_the_image_copies_exists() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [
        word for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE) for word in line.split()[:-1]
    ]
    missing = [path for path in copied if not (ROOT / path).exists()]
    assert not missing


def test_what_env_example_names_is_used(text: str) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE):
        assert f"${{{name}:" in text, name
