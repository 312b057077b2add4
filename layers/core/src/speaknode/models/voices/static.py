"""Voices that are known without asking anybody."""

from dataclasses import dataclass

from speaknode.models.models import Voice
from speaknode.models.ports import VendorApi, VoiceAccess


@dataclass(frozen=True)
class StaticVoices:
    provider: str
    voices: tuple[Voice, ...]
    needs_key: bool = False

    def list(self, api: VendorApi, access: VoiceAccess) -> list[Voice]:
        return list(self.voices)
