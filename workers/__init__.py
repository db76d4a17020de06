"""Composition root: settings, registry of workflows and activities, sandbox, telemetry, main."""
