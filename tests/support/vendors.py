"""Voice vendors that answer as the real ones do: keys are checked, lists come in pages."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

KEY = "vendor-key"
Start = Callable[[str, list[tuple[str, str]]], object]


class FakeVendors:
    """A WSGI server behind httpx, so the adapter's own code runs without a network."""

    def __init__(self, voices: int = 250) -> None:
        self.voices = voices
        self.status: str | None = None
        self.requests: list[str] = []

    def transport(self) -> httpx.BaseTransport:
        return httpx.WSGITransport(app=self)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        host, path = environ["HTTP_HOST"], environ["PATH_INFO"]
        query = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        self.requests.append(f"{host}{path}")
        status, body = self._answer(f"{host}{path}", environ, query)
        start(self.status or status, [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]

    def _answer(
        self, place: str, environ: dict[str, Any], query: dict[str, str]
    ) -> tuple[str, Any]:
        if place == "api.elevenlabs.io/v2/voices":
            if environ.get("HTTP_XI_API_KEY") != KEY:
                return "401 Unauthorized", {"detail": {"status": "invalid_api_key"}}
            return "200 OK", self._elevenlabs(query)
        if place == "api.cartesia.ai/voices":
            if environ.get("HTTP_AUTHORIZATION") != f"Bearer {KEY}" or not environ.get(
                "HTTP_CARTESIA_VERSION"
            ):
                return "401 Unauthorized", {"message": "Invalid credentials"}
            return "200 OK", self._cartesia(query)
        if place == "api.deepgram.com/v1/models":
            return "200 OK", {"stt": [{"name": "general"}], "tts": self._deepgram()}
        if place == "westeurope.tts.speech.microsoft.com/cognitiveservices/voices/list":
            if environ.get("HTTP_OCP_APIM_SUBSCRIPTION_KEY") != KEY:
                return "401 Unauthorized", []
            return "200 OK", self._azure()
        if place == "texttospeech.googleapis.com/v1/voices":
            if not self._signed_by_google_account(environ.get("HTTP_AUTHORIZATION", "")):
                return "401 Unauthorized", {"error": {"status": "UNAUTHENTICATED"}}
            return "200 OK", {"voices": self._google()}
        return "404 Not Found", {}

    def _elevenlabs(self, query: dict[str, str]) -> dict[str, Any]:
        size, start = int(query["page_size"]), int(query.get("next_page_token", "0"))
        end = min(start + size, self.voices)
        voices = [
            {
                "voice_id": f"v{n}",
                "name": f"Voice {n}",
                "labels": {"gender": "female", "language": "en"},
                "verified_languages": [{"language": "ru"}] if n % 2 else None,
                "preview_url": f"https://storage.example/{n}.mp3",
                "description": None,
            }
            for n in range(start, end)
        ]
        has_more = end < self.voices
        token = str(end) if has_more else None
        return {"voices": voices, "has_more": has_more, "next_page_token": token}

    def _cartesia(self, query: dict[str, str]) -> dict[str, Any]:
        start = int(query["starting_after"][1:]) + 1 if "starting_after" in query else 0
        end = min(start + int(query["limit"]), self.voices)
        data = [
            {
                "id": f"c{n}",
                "name": f"Sonic {n}",
                "language": "ru" if n % 2 else "en",
                "gender": "masculine",
            }
            for n in range(start, end)
        ]
        return {"data": data, "has_more": end < self.voices}

    def _deepgram(self) -> list[dict[str, Any]]:
        return [
            {
                "name": f"zeus{n}",
                "canonical_name": f"aura-2-zeus{n}-en",
                "architecture": "aura-2",
                "languages": ["ru"] if n % 2 else ["en", "en-US"],
                "metadata": {"accent": "American", "tags": ["deep"], "sample": "https://s.example/z.wav"},
            }
            for n in range(self.voices)
        ]  # fmt: skip

    def _azure(self) -> list[dict[str, Any]]:
        return [
            {
                "ShortName": f"en-US-Jenny{n}Neural",
                "DisplayName": f"Jenny {n}",
                "Gender": "Female",
                "Locale": "ru-RU" if n % 2 else "en-US",
                "SecondaryLocaleList": ["de-DE"],
                "StyleList": ["chat"],
                "Status": "GA",
            }
            for n in range(self.voices)
        ]

    def _google(self) -> list[dict[str, Any]]:
        return [
            {
                "name": f"en-US-Wavenet-{n}",
                "languageCodes": ["ru-RU"] if n % 2 else ["en-US"],
                "ssmlGender": "FEMALE",
                "naturalSampleRateHertz": 24000,
            }
            for n in range(self.voices)
        ]

    @staticmethod
    def _signed_by_google_account(authorization: str) -> bool:
        kind, _, token = authorization.partition(" ")
        try:
            claims = jwt.decode(
                token,
                _PRIVATE_KEY.public_key(),
                algorithms=["RS256"],
                audience="https://texttospeech.googleapis.com/",
            )
        except jwt.PyJWTError:
            return False
        return kind == "Bearer" and claims["iss"] == claims["sub"] == _ACCOUNT


_ACCOUNT = "voices@project.iam.gserviceaccount.com"
_PRIVATE_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def google_account(key: rsa.RSAPrivateKey = _PRIVATE_KEY) -> str:
    """A service account's JSON, as Google gives it out."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return json.dumps(
        {
            "type": "service_account",
            "client_email": _ACCOUNT,
            "private_key_id": "1",
            "private_key": pem,
        }
    )
