"""Content as one text and one hash (内容摘要): the same for the same content, in whatever order it was written."""

import json
from hashlib import sha256
from typing import Any


def canonical_text(data: Any) -> str:
    """Plain data as JSON: keys sorted, no spaces, Chinese as it is."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(data: Any) -> str:
    """sha256 of plain data as canonical JSON, in hexadecimal."""
    return sha256(canonical_text(data).encode()).hexdigest()
