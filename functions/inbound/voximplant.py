"""VoxImplant's scenarios call here: which call to bring where, and what became of it."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """403: nobody is known here yet."""
    return {"statusCode": 403, "body": ""}
