"""Which providers the demo uses: hosted ones whose key is in the environment, else those that need none."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from speaknode.agents.models import LlmConfig, SttConfig, TtsConfig

OLLAMA_URL = "http://127.0.0.1:11434"
OLLAMA_TIMEOUT_S = 0.3

# In order of preference; the key's name is the vendor's own.
_LLM_KEYS = (
    ("OPENAI_API_KEY", "openai"),
    ("ANTHROPIC_API_KEY", "anthropic"),
    ("GOOGLE_API_KEY", "google"),
    ("GROQ_API_KEY", "groq"),
    ("NVIDIA_API_KEY", "nvidia"),
)
_STT_KEYS = (("DEEPGRAM_API_KEY", "deepgram"), ("ASSEMBLYAI_API_KEY", "assemblyai"))
_TTS_KEYS = (
    ("ELEVENLABS_API_KEY", "elevenlabs"),
    ("ELEVEN_API_KEY", "elevenlabs"),
    ("CARTESIA_API_KEY", "cartesia"),
)


Probe = Callable[[], str | None]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """None: the offline provider."""

    llm: LlmConfig | None
    stt: SttConfig | None
    tts: TtsConfig | None

    @property
    def summary(self) -> str:
        llm, stt, tts = (
            part.provider if part else "offline" for part in (self.llm, self.stt, self.tts)
        )
        return f"llm {llm}, stt {stt}, tts {tts}"


def choose(environment: Mapping[str, str], ollama: Probe) -> Choice:
    """`ollama` tells the first model of a local Ollama, None where there is none."""
    stt, tts = _first(_STT_KEYS, environment), _first(_TTS_KEYS, environment)
    # A base URL of one's own serves chat; whether it hears and speaks too is not to be guessed.
    if environment.get("OPENAI_API_KEY") and not environment.get("OPENAI_BASE_URL"):
        stt, tts = stt or "openai", tts or "openai"
    return Choice(
        llm=_llm(environment, ollama),
        stt=SttConfig(provider=stt) if stt else None,
        tts=TtsConfig(provider=tts) if tts else None,
    )


def _first(keys: tuple[tuple[str, str], ...], environment: Mapping[str, str]) -> str | None:
    return next((provider for key, provider in keys if environment.get(key)), None)


def _llm(environment: Mapping[str, str], ollama: Probe) -> LlmConfig | None:
    if environment.get("OPENAI_BASE_URL"):
        params = {"base_url": environment["OPENAI_BASE_URL"]}
        return LlmConfig(provider="openai", model=environment.get("OPENAI_MODEL"), params=params)
    if provider := _first(_LLM_KEYS, environment):
        return LlmConfig(provider=provider)
    if model := ollama():
        return LlmConfig(provider="openai", model=model, params={"base_url": f"{OLLAMA_URL}/v1"})
    return None


def ollama_model() -> str | None:
    """Source: Ollama's `GET /api/tags`."""
    try:
        with urllib.request.urlopen(f"{OLLAMA_URL}/api/tags", timeout=OLLAMA_TIMEOUT_S) as answer:
            models = json.load(answer).get("models", [])
    except (urllib.error.URLError, OSError, ValueError):
        return None
    return str(models[0]["name"]) if models else None
