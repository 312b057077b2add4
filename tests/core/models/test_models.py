"""The catalogue: rows over defaults, settings for forms, voices asked of vendors."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jsonschema import Draft202012Validator
from pydantic import SecretStr, ValidationError
from tests.support.vendors import KEY, FakeVendors, google_account

from speaknode import wiring
from speaknode.credentials.models import PLATFORM
from speaknode.kit.errors import InvalidError
from speaknode.models.dynamo import DynamoModelStore
from speaknode.models.errors import (
    ModelNotFoundError,
    ProviderKeyMissingError,
    ProviderKeyRefusedError,
    ProviderUnavailableError,
    VoicesNotListedError,
)
from speaknode.models.http import HttpVendorApi
from speaknode.models.models import CatalogueModel, KeySource, Price, PriceUnit
from speaknode.models.ports import ModelStore
from speaknode.models.schemas import ModelKey, ModelPut, ModelQuery, VoiceQuery
from speaknode.models.service import ModelService
from speaknode.models.voices import listers
from speaknode.providers import ProviderKind

SPACE = "spc_1"
ROW = {
    "kind": "llm",
    "provider": "scripted",
    "model": "vendor/model-1",
    "languages": ["en", "ru"],
    "prices": [{"unit": "million_input_tokens", "amount_usd": "0.15"}],
}


class MemoryModelStore:
    def __init__(self) -> None:
        self.rows: dict[ModelKey, CatalogueModel] = {}

    def list(self) -> list[CatalogueModel]:
        return list(self.rows.values())

    def put(self, model: CatalogueModel) -> None:
        key = ModelKey(kind=model.kind, provider=model.provider, model=model.model)
        self.rows[key] = model

    def delete(self, key: ModelKey) -> bool:
        return self.rows.pop(key, None) is not None


class Keys:
    """Keys by owner and name."""

    def __init__(self, **keys: str) -> None:
        self.keys = keys

    def owner_of(self, space_id: str, name: str) -> str | None:
        return next((o for o in (space_id, PLATFORM) if f"{o}_{name}" in self.keys), None)

    def resolve(self, space_id: str, name: str) -> SecretStr | None:
        owner = self.owner_of(space_id, name)
        return SecretStr(self.keys[f"{owner}_{name}"]) if owner else None


@pytest.fixture(params=["memory", "dynamo"])
def store(request: pytest.FixtureRequest) -> Iterator[ModelStore]:
    if request.param == "memory":
        yield MemoryModelStore()
        return
    request.getfixturevalue("memory_aws")
    wiring.connection()
    yield DynamoModelStore()


def catalogue(
    store: ModelStore | None = None,
    *,
    keys: Keys | None = None,
    vendors: FakeVendors | None = None,
    environment: dict[str, str] | None = None,
) -> ModelService:
    return ModelService(
        store=store or MemoryModelStore(),
        keys=keys or Keys(),
        api=HttpVendorApi((vendors or FakeVendors()).transport()),
        voices=listers(),
        environment=environment or {},
    )


class TestRows:
    def test_a_row_is_put_replaced_and_deleted(self, store: ModelStore) -> None:
        service = catalogue(store)
        query = ModelQuery(kind=ProviderKind.LLM, provider="scripted")
        before = service.list_models(query)
        made = service.put(ModelPut.model_validate(ROW))
        assert made.prices == [
            Price(unit=PriceUnit.MILLION_INPUT_TOKENS, amount_usd=Decimal("0.15"))
        ]
        service.put(ModelPut.model_validate(ROW | {"title": "One"}))
        assert [m.title for m in service.list_models(query) if m.model == ROW["model"]] == ["One"]
        key = ModelKey(kind=ProviderKind.LLM, provider="scripted", model="vendor/model-1")
        service.delete(key)
        assert service.list_models(query) == before
        with pytest.raises(ModelNotFoundError):
            service.delete(key)

    def test_a_row_goes_before_the_providers_default(self, store: ModelStore) -> None:
        service = catalogue(store)
        (default,) = service.list_models(ModelQuery(provider="scripted"))
        service.put(ModelPut.model_validate(default.model_dump() | {"is_offered": False}))
        assert service.list_models(ModelQuery(provider="scripted")) == []
        hidden = service.list_models(ModelQuery(provider="scripted", include_hidden=True))
        assert [model.model for model in hidden] == [default.model]

    def test_by_language(self) -> None:
        service = catalogue()
        service.put(ModelPut.model_validate(ROW))
        for language, is_there in (("ru", True), ("ru-RU", True), ("de", False)):
            found = service.list_models(ModelQuery(language=language))
            assert ("vendor/model-1" in [model.model for model in found]) is is_there

    def test_only_of_installed_providers(self) -> None:
        with pytest.raises(InvalidError) as raised:
            catalogue().put(ModelPut.model_validate(ROW | {"provider": "nobody"}))
        assert raised.value.fields[0].pointer == "/provider"


class TestProviders:
    def test_every_settings_schema_is_one(self) -> None:
        found = catalogue().list_providers(SPACE)
        assert {"llm", "stt", "tts"} <= {provider.kind for provider in found}
        for provider in found:
            Draft202012Validator.check_schema(provider.settings_schema)
            assert provider.settings_schema["additionalProperties"] is False

    @pytest.mark.parametrize(
        ("keys", "environment", "source"),
        [
            ({}, {}, KeySource.NONE),
            ({}, {"OPENAI_API_KEY": "x"}, KeySource.ENVIRONMENT),
            ({"platform_openai": "x"}, {"OPENAI_API_KEY": "x"}, KeySource.PLATFORM),
            ({"platform_openai": "x", "spc_1_openai": "y"}, {}, KeySource.SPACE),
        ],
    )
    def test_whose_key(
        self, keys: dict[str, str], environment: dict[str, str], source: KeySource
    ) -> None:
        service = catalogue(keys=Keys(**keys), environment=environment)
        sources = {(p.kind, p.name): p.key_source for p in service.list_providers(SPACE)}
        assert sources[ProviderKind.LLM, "openai"] is source
        assert sources[ProviderKind.TTS, "espeak"] is KeySource.NOT_NEEDED


class TestVoices:
    @pytest.mark.parametrize("provider", ["elevenlabs", "cartesia"])
    def test_all_pages_of_a_vendor(self, provider: str) -> None:
        vendors = FakeVendors(voices=250)
        service = catalogue(keys=Keys(**{f"spc_1_{provider}": KEY}), vendors=vendors)
        found = service.list_voices(SPACE, VoiceQuery(provider=provider))
        assert len({voice.voice for voice in found}) == 250
        assert len(vendors.requests) == 3
        russian = service.list_voices(SPACE, VoiceQuery(provider=provider, language="ru"))
        assert len(russian) == 125

    def test_the_key_of_the_environment_will_do(self) -> None:
        service = catalogue(vendors=FakeVendors(3), environment={"ELEVEN_API_KEY": KEY})
        assert len(service.list_voices(SPACE, VoiceQuery(provider="elevenlabs"))) == 3

    def test_no_key_and_a_wrong_key(self) -> None:
        query = VoiceQuery(provider="cartesia")
        with pytest.raises(ProviderKeyMissingError):
            catalogue().list_voices(SPACE, query)
        with pytest.raises(ProviderKeyRefusedError):
            catalogue(keys=Keys(spc_1_cartesia="wrong")).list_voices(SPACE, query)

    @pytest.mark.parametrize("status", ["500 Oops", "429 Slow down", "302 Found"])
    def test_a_vendor_that_does_not_serve(self, status: str) -> None:
        vendors = FakeVendors(3)
        vendors.status = status
        service = catalogue(keys=Keys(spc_1_elevenlabs=KEY), vendors=vendors)
        with pytest.raises(ProviderUnavailableError):
            service.list_voices(SPACE, VoiceQuery(provider="elevenlabs"))

    def test_static_lists_ask_nobody(self) -> None:
        vendors = FakeVendors()
        found = catalogue(vendors=vendors).list_voices(SPACE, VoiceQuery(provider="espeak"))
        assert found
        assert vendors.requests == []

    def test_deepgrams_voices_need_no_key(self) -> None:
        service = catalogue(vendors=FakeVendors(4))
        found = service.list_voices(SPACE, VoiceQuery(provider="deepgram", language="en"))
        assert [voice.voice for voice in found] == ["aura-2-zeus0-en", "aura-2-zeus2-en"]
        assert found[0].title == "Zeus0 (aura-2)"
        assert found[0].preview_url == "https://s.example/z.wav"

    def test_azures_voices_are_those_of_a_region(self) -> None:
        service = catalogue(keys=Keys(spc_1_azure=KEY), vendors=FakeVendors(4))
        query = VoiceQuery(provider="azure", language="ru", region="westeurope")
        found = service.list_voices(SPACE, query)
        assert [voice.voice for voice in found] == ["en-US-Jenny1Neural", "en-US-Jenny3Neural"]
        assert found[0].languages == ["ru-RU", "de-DE"]
        with pytest.raises(InvalidError, match="region"):
            service.list_voices(SPACE, VoiceQuery(provider="azure"))
        with pytest.raises(ValidationError):
            VoiceQuery(provider="azure", region="evil.example/x?")
        with pytest.raises(ProviderKeyRefusedError):
            catalogue(keys=Keys(spc_1_azure="wrong")).list_voices(SPACE, query)

    def test_googles_service_account_signs_for_itself(self) -> None:
        vendors = FakeVendors(4)
        service = catalogue(keys=Keys(spc_1_google_cloud=google_account()), vendors=vendors)
        found = service.list_voices(SPACE, VoiceQuery(provider="google", language="ru"))
        assert [voice.voice for voice in found] == ["en-US-Wavenet-1", "en-US-Wavenet-3"]
        assert found[0].gender == "female"

    @pytest.mark.parametrize(
        "key",
        [
            "AIza-no-account", "[]", "{}", '{"client_email": "x", "private_key": "no key"}',
            '{"client_email": "x", "private_key": 7}',
            google_account(rsa.generate_private_key(public_exponent=65537, key_size=2048)),
        ],
    )  # fmt: skip
    def test_what_is_no_account_of_googles_is_refused(self, key: str) -> None:
        service = catalogue(keys=Keys(spc_1_google_cloud=key), vendors=FakeVendors(4))
        with pytest.raises(ProviderKeyRefusedError):
            service.list_voices(SPACE, VoiceQuery(provider="google"))

    def test_a_provider_without_a_list(self) -> None:
        with pytest.raises(VoicesNotListedError):
            catalogue().list_voices(SPACE, VoiceQuery(provider="nobody"))
