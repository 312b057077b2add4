"""STT by pocketsphinx: English, offline, dependable only for phrases it was told to expect.

The grammar of the agent's own patterns is tried first; speech that fits none of them goes through
free dictation, which is poor, and is marked by a low confidence.
"""

import asyncio
import logging
import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pocketsphinx
from livekit import rtc
from livekit.agents import stt, utils
from livekit.agents.language import LanguageCode
from livekit.agents.types import NOT_GIVEN, APIConnectOptions, NotGivenOr

from speaknode.providers.pocketsphinx import PocketsphinxSettings
from speaknode.providers.scripted.models import ScriptedSettings
from speaknode_worker.agent.offline import AFTER_START_S, grammar
from speaknode_worker.agent.plugins import BuildStt, ProviderError

SAMPLE_RATE = 16_000
GRAMMAR_CONFIDENCE, DICTATION_CONFIDENCE = 0.9, 0.2
_GRAMMAR, _PHONES = "grammar", "phones"
_NOISE_RMS = 100
"""The models were trained on rooms, not on digital silence: faint noise takes recognition of clean
speech from 36 to 48 of 48 test phrases, and makes it three times as fast."""
_NOISE_SEED = 7
_PAD_S = 0.25
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Heard:
    text: str
    confidence: float


def create(build: BuildStt) -> stt.STT[Any]:
    if build.language[:2] != "en":
        raise ProviderError(f"pocketsphinx hears English only, not {build.language!r}")
    settings = PocketsphinxSettings.model_validate(build.params)
    script = None
    if build.llm is not None and build.llm.provider == "scripted":
        script = ScriptedSettings.model_validate(build.llm.params)
    return PocketsphinxSTT(
        script=script,
        keyterms=(*build.keyterms, *settings.phrases, *filter(str.isascii, build.stops)),
        min_fit=settings.min_fit,
        dictation=settings.dictation,
    )


class Recogniser:
    """Blocking, for one thread at a time."""

    def __init__(self, *, min_fit: float, dictation: bool = True) -> None:
        self.min_fit, self.dictation = min_fit, dictation
        self._model = Path(pocketsphinx.get_model_path()) / "en-us"
        # A low weight of the language side: in a grammar every sentence is as likely as the next.
        self._decoder = _decoder(lw=1.0)
        self._decoder.add_allphone_file(_PHONES, str(self._model / "en-us-phone.lm.bin"))
        self._grammar: grammar.Grammar | None = None

    @cached_property
    def _dictation(self) -> Any:
        """Of a second recogniser in one call, loaded when first needed (0.5 s): most never do."""
        return _decoder(lm=str(self._model / "en-us.lm.bin"))

    def prepare_dictation(self) -> None:
        _ = self._dictation

    def expect(self, script: ScriptedSettings | None, keyterms: tuple[str, ...]) -> set[str]:
        """Returns the words that are left out because the dictionary lacks them."""
        self._grammar = grammar.build(script, keyterms, self._knows)
        if self._grammar is None:
            return set()
        self._decoder.add_jsgf_string(_GRAMMAR, self._grammar.jsgf)
        return self._grammar.left_out

    def _knows(self, word: str) -> bool:
        return self._decoder.lookup_word(word) is not None

    def hear(self, pcm: bytes) -> Heard | None:
        """16-bit mono PCM at SAMPLE_RATE."""
        sound = self._in_a_room(pcm)
        expected, fit = self._expected(sound)
        if expected and fit >= self.min_fit:
            return Heard(expected, GRAMMAR_CONFIDENCE)
        if not self.dictation:
            return None
        text, _ = _decode(self._dictation, sound)
        if self._grammar and self._grammar.accepts(text):
            return Heard(text, GRAMMAR_CONFIDENCE)  # dictation of its own accord found a sentence
        return Heard(text, DICTATION_CONFIDENCE) if text else None

    def _expected(self, sound: bytes) -> tuple[str, float]:
        """The sentence of the grammar that comes nearest, and how well it explains the sound.

        The phone loop is what the sounds are like without any words: a sentence that was really
        said explains them nearly as well, a sentence that was forced on them does not.
        """
        if self._grammar is None:
            return "", 0.0
        self._decoder.activate_search(_GRAMMAR)
        text, score = _decode(self._decoder, sound)
        if not self._grammar.accepts(text):
            return "", 0.0
        self._decoder.activate_search(_PHONES)
        _, loop = _decode(self._decoder, sound)
        fit = (score - loop) / (len(sound) / 2 / SAMPLE_RATE * 100) * 1000
        logger.debug("expected phrase heard", extra={"fit": round(fit, 2)})
        return text, fit

    def _in_a_room(self, pcm: bytes) -> bytes:
        speech = np.frombuffer(pcm, np.int16)
        sound = np.pad(speech.astype(np.float32), int(_PAD_S * SAMPLE_RATE))
        # The same for each: what is heard does not depend on what was said before.
        sound += np.random.default_rng(_NOISE_SEED).normal(0, _NOISE_RMS, sound.size)
        return sound.clip(-32768, 32767).astype(np.int16).tobytes()


def _decoder(**options: Any) -> Any:
    return pocketsphinx.Decoder(samprate=SAMPLE_RATE, loglevel="FATAL", **{"lm": None, **options})


def _decode(decoder: Any, sound: bytes) -> tuple[str, float]:
    """The best words and their log score."""
    decoder.start_utt()
    decoder.process_raw(sound, no_search=False, full_utt=True)
    decoder.end_utt()
    best = decoder.hyp()
    if best is None:
        return "", 0.0
    return best.hypstr, math.log(best.best_score) if best.best_score > 0 else 0.0


_warm: list[Recogniser] = []


def prewarm() -> None:
    """Loads a recogniser (0.8 s, 130 MB) once, for every process that is forked from this one."""
    made = Recogniser(min_fit=PocketsphinxSettings().min_fit)
    made.prepare_dictation()
    _warm.append(made)


class PocketsphinxSTT(stt.STT[Any]):
    def __init__(
        self,
        *,
        script: ScriptedSettings | None = None,
        keyterms: tuple[str, ...] = (),
        min_fit: float = PocketsphinxSettings().min_fit,
        dictation: bool = True,
    ) -> None:
        super().__init__(
            capabilities=stt.STTCapabilities(streaming=False, interim_results=False, keyterms=True)
        )
        self._script, self._keyterms = script, keyterms
        self._min_fit, self._dictation = min_fit, dictation
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pocketsphinx")
        self._recogniser: Recogniser | None = None
        self._soon: asyncio.TimerHandle | None = None

    @property
    def model(self) -> str:
        return "en-us"

    @property
    def provider(self) -> str:
        return "pocketsphinx"

    def prewarm(self) -> None:
        loop = asyncio.get_running_loop()
        self._soon = loop.call_later(AFTER_START_S, self._thread.submit, self._ready)

    def _update_session_keyterms(self, keyterms: list[str]) -> None:
        """Part of the grammar since construction."""

    def _ready(self) -> Recogniser:
        if self._recogniser is None:
            recogniser = _warm.pop() if _warm else Recogniser(min_fit=self._min_fit)
            recogniser.min_fit, recogniser.dictation = self._min_fit, self._dictation
            left_out = recogniser.expect(self._script, self._keyterms)
            if left_out:
                logger.warning(
                    "words outside the dictionary cannot be heard",
                    extra={"words": sorted(left_out)},
                )
            self._recogniser = recogniser
        return self._recogniser

    async def _recognize_impl(
        self,
        buffer: utils.AudioBuffer,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,
        conn_options: APIConnectOptions,
    ) -> stt.SpeechEvent:
        pcm = resampled(rtc.combine_audio_frames(buffer))
        loop = asyncio.get_running_loop()
        heard = await loop.run_in_executor(self._thread, lambda: self._ready().hear(pcm))
        if heard is not None and heard.confidence < GRAMMAR_CONFIDENCE:
            logger.info("no expected phrase matched, fell back to free dictation")
        said = stt.SpeechData(
            language=LanguageCode("en"),
            text=heard.text if heard else "",
            confidence=heard.confidence if heard else 0.0,
        )
        return stt.SpeechEvent(
            type=stt.SpeechEventType.FINAL_TRANSCRIPT,
            request_id=utils.shortuuid(),
            alternatives=[said],
        )

    async def aclose(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)


def resampled(frame: rtc.AudioFrame) -> bytes:
    """Mono 16-bit PCM at SAMPLE_RATE."""
    if frame.sample_rate == SAMPLE_RATE and frame.num_channels == 1:
        return bytes(frame.data)
    mono = np.frombuffer(frame.data, np.int16).reshape(-1, frame.num_channels).mean(axis=1)
    resampler = rtc.AudioResampler(
        frame.sample_rate, SAMPLE_RATE, num_channels=1, quality=rtc.AudioResamplerQuality.HIGH
    )
    pushed = resampler.push(
        rtc.AudioFrame(mono.astype(np.int16).tobytes(), frame.sample_rate, 1, len(mono))
    )
    return b"".join(bytes(part.data) for part in [*pushed, *resampler.flush()])
