"""The worker's Temporal client: waits for the server, speaks our data converter, reports metrics when asked to."""

import asyncio

import structlog
from temporalio.client import Client, GrpcCompression
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.service import RPCError

from casebook.converter import data_converter
from casebook.settings import Settings

log = structlog.get_logger(__name__)

AGAIN_AFTER = 1.0


async def connect(settings: Settings) -> Client:
    """Connects to the cases' namespace, trying again until the server is there."""
    runtime = None
    if settings.metrics_port:
        metrics = PrometheusConfig(bind_address=f"0.0.0.0:{settings.metrics_port}")
        runtime = Runtime(telemetry=TelemetryConfig(metrics=metrics))
    while True:
        try:
            return await Client.connect(
                settings.temporal_address,
                namespace=settings.temporal_namespace,
                data_converter=data_converter,
                grpc_compression=GrpcCompression.NONE,
                runtime=runtime,
            )
        except (RPCError, RuntimeError) as error:
            log.info("temporal_away", address=settings.temporal_address, error=type(error).__name__)
            await asyncio.sleep(AGAIN_AFTER)
