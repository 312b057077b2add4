"""The model catalogue: providers, models and voices on offer; admins of the platform change it."""

from chalice.app import Blueprint

from api.endpoint import endpoint
from speaknode import wiring
from speaknode.access.identity import Caller
from speaknode.access.models import Scope
from speaknode.kit.models import Page
from speaknode.models.errors import (
    ModelNotFoundError,
    ProviderKeyMissingError,
    ProviderUnavailableError,
    VoicesNotListedError,
)
from speaknode.models.models import CatalogueModel, Provider, Voice
from speaknode.models.schemas import ModelKey, ModelPut, ModelQuery, VoiceQuery

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/providers", scope=Scope.AGENTS_READ)
def list_providers(caller: Caller) -> Page[Provider]:
    """List the installed providers with the settings each takes, and whose key would be used."""
    return Page(items=wiring.models().list_providers(caller.space_id))


@endpoint(routes, "GET", "/v1/models", scope=Scope.AGENTS_READ)
def list_models(caller: Caller, query: ModelQuery) -> Page[CatalogueModel]:
    """List the models on offer with their languages and prices."""
    return Page(items=wiring.models().list_models(query))


@endpoint(routes, "PUT", "/v1/models", scope=Scope.PLATFORM_ADMIN)
def put_model(caller: Caller, body: ModelPut) -> CatalogueModel:
    """Create or replace a row of the catalogue; kind, provider and model name it."""
    return wiring.models().put(body)


@endpoint(routes, "DELETE", "/v1/models", scope=Scope.PLATFORM_ADMIN, errors=(ModelNotFoundError,))
def delete_model(caller: Caller, query: ModelKey) -> None:
    """Delete a row of the catalogue; agents that use the model keep it."""
    wiring.models().delete(query)


@endpoint(
    routes,
    "GET",
    "/v1/voices",
    scope=Scope.AGENTS_READ,
    errors=(VoicesNotListedError, ProviderKeyMissingError, ProviderUnavailableError),
)
def list_voices(caller: Caller, query: VoiceQuery) -> Page[Voice]:
    """List the voices of a provider, asked of the provider itself where it has a list."""
    return Page(items=wiring.models().list_voices(caller.space_id, query))
