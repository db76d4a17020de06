"""The quicker payload context of a sandboxed case is the one that the sandbox itself would give."""

from typing import Any

import pytest
from temporalio import workflow

from workers.sandbox import sandbox
from workflows.cases.complaint import Complaint


async def test_context_told_from_outside_is_the_sandboxes_own(monkeypatch: pytest.MonkeyPatch) -> None:
    runner, made = sandbox(), list[Any]()
    create = type(runner).create_instance

    def noted(self: Any, det: Any) -> Any:
        made.append(create(self, det))
        return made[-1]

    monkeypatch.setattr(type(runner), "create_instance", noted)
    runner.prepare_workflow(workflow._Definition.must_from_class(Complaint))
    (instance,) = made
    inside = instance._inside
    assert instance.get_serialization_context(None) == inside.get_serialization_context(None)
    assert instance.get_serialization_context(None).workflow_id == instance.get_info().workflow_id
    assert instance.get_external_store_context(None) == inside.get_external_store_context(None)
