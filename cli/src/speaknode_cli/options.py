"""Options that several commands share."""

from typing import Annotated

import typer

ApiUrl = Annotated[
    str | None, typer.Option(help="Base URL of the API (or SPEAKNODE_API_URL, or .local/run.json).")
]
ApiKey = Annotated[
    str | None, typer.Option(help="API key (or SPEAKNODE_API_KEY, or .local/run.json).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")]
