"""The description of the API, and whether an answer is what it says."""

import json
import re
from functools import cache
from typing import Any

from django.http import HttpResponse
from jsonschema import Draft202012Validator, FormatChecker

from quotes.api.openapi import described


@cache
def description() -> dict[str, Any]:
    return json.loads(json.dumps(described()))


def operation_at(path: str, method: str) -> dict[str, Any]:
    """The operation that a path is an address of, without its query."""
    asked = path.partition("?")[0]
    for address, operations in description()["paths"].items():
        if re.fullmatch(
            re.sub(r"{[^}]+}", "[^/]+", re.escape(address).replace(r"\{", "{").replace(r"\}", "}")),
            asked,
        ):
            return operations[method]
    raise LookupError(f"{path} is not described")


def faults(response: HttpResponse, path: str, method: str = "get") -> list[str]:
    """Where an answer differs from its description."""
    answer = operation_at(path, method)["responses"].get(str(response.status_code))
    if answer is None:
        return [f"{path}: {response.status_code} is not described"]
    kind = response["Content-Type"].partition(";")[0]
    if "content" not in answer:
        return []
    if kind not in answer["content"]:
        return [f"{path}: {kind} is not described"]
    schema = {**description(), **answer["content"][kind]["schema"]}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    errors = validator.iter_errors(json.loads(response.content))
    return [f"{path}: {error.json_path}: {error.message[:200]}" for error in errors]
