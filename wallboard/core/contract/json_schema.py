"""The contract as a JSON Schema, for those who build an endpoint."""

from __future__ import annotations

from typing import Any

from wallboard.core.contract.fields import FIELDS
from wallboard.core.contract.reading import REQUIRED, VERSION


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one answer; only `at` and `gmv` are required, unknown fields are ignored."""
    said = {"simulated": "true marks every canvas SIMULATED"}
    fields = {
        name: dict(field.form.schema) | ({"description": said[name]} if name in said else {})
        for name, field in FIELDS.items()
    }
    own = "figures of the operator's own by name, as [metrics] in the configuration declares them"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": VERSION,
        "description": "What a metrics endpoint answers to GET: one instant of the event, sums since its start.",
        "type": "object",
        "required": list(REQUIRED),
        "properties": {"contract": {"const": VERSION}} | fields | {"metrics": {"type": "object", "description": own}},
    }
