"""Is the function alive."""

from chalice.app import Blueprint
from pydantic import BaseModel

from api.endpoint import endpoint

routes = Blueprint(__name__)


class Health(BaseModel):
    status: str = "ok"


@endpoint(routes, "GET", "/health")
def get_health() -> Health:
    """Answer that the API is alive."""
    return Health()
