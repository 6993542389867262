"""`wallboard schema`: the contract as JSON Schema."""

from __future__ import annotations

import json

import click

from wallboard.cli.output import document
from wallboard.core.contract import json_schema


@click.command()
def schema() -> None:
    """Print the JSON Schema of what an endpoint answers."""

    document(json.dumps(json_schema.schema(), ensure_ascii=False, indent=2))
