"""Read the parameters of a request: query string, form, multipart form or JSON."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from .model import Json, violation


class Upload(str):
    """The content of a file part, as text, with its name, its size and the bytes it starts with."""

    name: str
    size: int
    head: bytes


def read_params(query: str, content_type: str, body: bytes) -> Json:
    """All parameters of a request by name; forms give strings, JSON gives typed values."""
    try:
        return _read(query, content_type, body)
    except ValueError:
        raise violation("can't parse request: strings must be encoded in UTF-8, forms as name=value") from None


def _read(query: str, content_type: str, body: bytes) -> Json:
    params: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    if not body:
        return params
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        params.update(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
    elif kind == "multipart/form-data":
        params.update(_multipart(content_type, body))
    elif kind == "application/json":
        params.update(_json(body))
    else:
        raise violation(f'unsupported content type "{content_type}"')
    return params


def _json(body: bytes) -> Json:
    try:
        parsed = json.loads(body)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise violation("can't parse request body: a JSON object expected")
    return {name: value for name, value in parsed.items() if value is not None}


def _multipart(content_type: str, body: bytes) -> dict[str, str]:
    """The plain fields of a multipart form; a file part counts as its text."""
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if boundary is None:
        raise violation("can't parse multipart form: no boundary")
    fields: dict[str, str] = {}
    for part in body.split(b"--" + boundary.group(1).encode())[1:-1]:
        head, _, value = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]*)"', head)
        if name is None:
            raise violation("can't parse multipart form: a part without a name")
        content = value.removesuffix(b"\r\n")
        field = Upload(content.decode(errors="replace"))
        file = re.search(rb'filename="([^"]*)"', head)
        field.name, field.size = file.group(1).decode() if file else "", len(content)
        field.head = content[:32]
        fields[name.group(1).decode()] = field if file else str(field)
    return fields
