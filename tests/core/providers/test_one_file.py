"""A provider is added by one file: found by the registry, checked by the API, offered with its form."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.core.models.test_models import catalogue

from speaknode import providers
from speaknode.agents.checks import check_config
from speaknode.agents.models import AgentConfig
from speaknode.kit.errors import InvalidError
from speaknode.models.schemas import ModelQuery
from speaknode.providers import ProviderKind

FILE = """
from pydantic import Field
from speaknode.providers.models import ProviderKind, ProviderSettings, ProviderSpec

class Settings(ProviderSettings):
    warmth: float = Field(default=0.5, ge=0, le=1)

SPECS = (
    ProviderSpec(
        kind=ProviderKind.TTS, name="madeup", title="Made up", settings=Settings,
        factory="nowhere:tts", env_keys=("MADEUP_KEY",), default_model="m-1",
        ignores=frozenset({"speed"}),
    ),
)
"""


@pytest.fixture(autouse=True)
def _added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "madeup.py").write_text(FILE)
    monkeypatch.setattr(providers, "__path__", [*providers.__path__, str(tmp_path)])
    providers.all_specs.cache_clear()
    yield
    monkeypatch.undo()
    providers.all_specs.cache_clear()


def wrong(**locale: object) -> list[str]:
    config = AgentConfig.model_validate({"name": "Ada", "locales": {"en": locale}})
    try:
        check_config(config)
    except InvalidError as error:
        return [field.pointer for field in error.fields]
    return []


def test_the_api_validates_its_settings() -> None:
    assert wrong(tts={"provider": "madeup", "params": {"warmth": 0.9}}) == []
    params = {"warmth": 2, "cold": 1}
    assert sorted(wrong(tts={"provider": "madeup", "params": params})) == [
        "/locales/en/tts/params/cold",
        "/locales/en/tts/params/warmth",
    ]
    assert wrong(tts={"provider": "madeup"}, speed=1.5) == ["/locales/en/speed"]


def test_it_is_offered_with_its_form_and_its_model() -> None:
    (found,) = [one for one in catalogue().list_providers("spc_1") if one.name == "madeup"]
    assert (found.kind, found.credential) == (ProviderKind.TTS, "madeup")
    assert found.settings_schema["properties"]["warmth"]["maximum"] == 1
    (model,) = catalogue().list_models(ModelQuery(provider="madeup"))
    assert model.model == "m-1"
