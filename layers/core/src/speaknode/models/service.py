"""Use cases of the catalogue: what is on offer, what admins make of it, which voices there are."""

from collections.abc import Mapping

from speaknode import providers
from speaknode.credentials.models import PLATFORM
from speaknode.kit.errors import InvalidError
from speaknode.models.errors import (
    ModelNotFoundError,
    ProviderKeyMissingError,
    VoicesNotListedError,
)
from speaknode.models.models import CatalogueModel, KeySource, Provider, Voice
from speaknode.models.ports import ModelStore, ProviderKeys, VendorApi, VoiceAccess, VoiceLister
from speaknode.models.schemas import ModelKey, ModelPut, ModelQuery, VoiceQuery
from speaknode.providers import ProviderKind, ProviderSpec


class ModelService:
    def __init__(
        self,
        *,
        store: ModelStore,
        keys: ProviderKeys,
        api: VendorApi,
        voices: Mapping[str, VoiceLister],
        environment: Mapping[str, str],
    ) -> None:
        self._store, self._keys, self._api = store, keys, api
        self._voices, self._environment = voices, environment

    def list_providers(self, space_id: str) -> list[Provider]:
        return [
            Provider(
                kind=spec.kind,
                name=spec.name,
                title=spec.title,
                offline=spec.offline,
                default_model=spec.default_model,
                credential=spec.credential,
                key_source=self._key_source(space_id, spec),
                lists_voices=spec.kind is ProviderKind.TTS and spec.name in self._voices,
                settings_schema=spec.settings.model_json_schema(),
            )
            for _, spec in sorted(providers.all_specs().items())
        ]

    def _key_source(self, space_id: str, spec: ProviderSpec) -> KeySource:
        if spec.offline or not spec.env_keys:
            return KeySource.NOT_NEEDED
        if owner := self._keys.owner_of(space_id, spec.credential):
            return KeySource.PLATFORM if owner == PLATFORM else KeySource.SPACE
        has_all = all(self._environment.get(name) for name in spec.env_keys)
        return KeySource.ENVIRONMENT if has_all else KeySource.NONE

    def list_models(self, query: ModelQuery) -> list[CatalogueModel]:
        """Default models of the installed providers, under what admins have put."""
        rows = {_key(model): model for model in _defaults()}
        rows |= {_key(model): model for model in self._store.list()}
        return [model for _, model in sorted(rows.items()) if _wanted(model, query)]

    def put(self, data: ModelPut) -> CatalogueModel:
        """Create or replace. Raises InvalidError for a provider that is not installed."""
        try:
            providers.spec(data.kind, data.provider)
        except InvalidError as error:
            raise InvalidError.field("/provider", error.message, code=error.code) from error
        model = CatalogueModel.model_validate(data.model_dump())
        self._store.put(model)
        return model

    def delete(self, key: ModelKey) -> None:
        """A provider's default model comes back as the provider describes it; hide it instead."""
        if not self._store.delete(key):
            raise ModelNotFoundError(f"{key.kind} {key.provider} {key.model}")

    def list_voices(self, space_id: str, query: VoiceQuery) -> list[Voice]:
        """Asked of the provider itself where it has a list. Raises VoicesNotListedError, ProviderKeyMissingError."""
        lister = self._voices.get(query.provider)
        if lister is None:
            raise VoicesNotListedError(query.provider)
        key = self._voice_key(space_id, query.provider) if lister.needs_key else ""
        found = lister.list(self._api, VoiceAccess(key, query.region))
        return [voice for voice in found if _speaks(voice.languages, query.language)]

    def _voice_key(self, space_id: str, provider: str) -> str:
        spec = providers.spec(ProviderKind.TTS, provider)
        if secret := self._keys.resolve(space_id, spec.credential):
            return secret.get_secret_value()
        for name in spec.env_keys:
            if value := self._environment.get(name):
                return value
        raise ProviderKeyMissingError(provider, spec.credential)


def _defaults() -> list[CatalogueModel]:
    return [
        CatalogueModel(
            kind=spec.kind, provider=spec.name, model=spec.default_model, title=spec.title
        )
        for spec in providers.all_specs().values()
        if spec.default_model
    ]


def _key(model: CatalogueModel) -> tuple[str, str, str]:
    return model.kind, model.provider, model.model


def _wanted(model: CatalogueModel, query: ModelQuery) -> bool:
    return (
        query.kind in (None, model.kind)
        and query.provider in (None, model.provider)
        and (model.is_offered or query.include_hidden)
        and _speaks(model.languages, query.language)
    )


def _speaks(languages: list[str], wanted: str | None) -> bool:
    """`en` finds voices of `en-GB`, and `en-GB` those that say only `en`."""
    if wanted is None or not languages:
        return True
    return any(
        tag == wanted
        or (tag.split("-")[0] == wanted.split("-")[0] and ("-" not in tag or "-" not in wanted))
        for tag in languages
    )
