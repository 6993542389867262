"""`wallboard schema`: the contract as JSON Schema."""

from __future__ import annotations

import json

import click

from wallboard.core.contract import json_schema


@click.command()
def schema() -> None:
    """Print the JSON Schema of what an endpoint answers."""

    click.echo(json.dumps(json_schema.schema(), ensure_ascii=False, indent=2))
