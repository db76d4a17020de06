"""How messages are written into Temporal (数据转换): pydantic's JSON, by one converter for the whole process.

The SDK makes a new payload converter for every case and twice for every task of one; pydantic's then builds the
adapters of our messages anew each time. Ours keeps no state but those adapters, so all share them.
"""

from dataclasses import replace

from temporalio.contrib.pydantic import PydanticPayloadConverter, pydantic_data_converter

_CONVERTERS = PydanticPayloadConverter().converters


class SharedPayloadConverter(PydanticPayloadConverter):
    """Pydantic's, with the converters that every other one of the process has too."""

    def __init__(self) -> None:
        self.converters = _CONVERTERS


data_converter = replace(pydantic_data_converter, payload_converter_class=SharedPayloadConverter)
"""For clients, workers and replay alike."""
