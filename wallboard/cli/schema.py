"""`wallboard schema`: the contract as JSON Schema."""

from __future__ import annotations

import click

from wallboard.cli.output import json_document
from wallboard.core.contract import json_schema


@click.command()
def schema() -> None:
    """Print the JSON Schema of what an endpoint answers."""

    json_document(json_schema.schema())
