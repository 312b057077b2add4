"""Google Cloud Text-to-Speech: `GET /v1/voices`.

The service account signs its own token, which Google's APIs take in place of one of OAuth's (google.aip.dev/auth/4111).
"""

import json
import time
from typing import Any

import jwt

from speaknode.models.errors import ProviderKeyRefusedError
from speaknode.models.models import Voice
from speaknode.models.ports import VendorApi, VoiceAccess

_URL = "https://texttospeech.googleapis.com/v1/voices"
_AUDIENCE = "https://texttospeech.googleapis.com/"
_VALID_S = 300


class GoogleVoices:
    provider = "google"
    needs_key = True

    def list(self, api: VendorApi, access: VoiceAccess) -> list[Voice]:
        headers = {"Authorization": f"Bearer {_token(access.key)}"}
        found = api.get(self.provider, _URL, headers=headers, params={})
        return [_voice(item) for item in found.get("voices") or []]


def _token(service_account: str) -> str:
    """Raises ProviderKeyRefusedError for what is no service account's JSON."""
    now = int(time.time())
    try:
        account = json.loads(service_account)
        email, number = account["client_email"], account.get("private_key_id")
        claims = {"iss": email, "sub": email, "aud": _AUDIENCE, "iat": now, "exp": now + _VALID_S}
        headers = {"kid": number} if number else None
        return jwt.encode(claims, account["private_key"], algorithm="RS256", headers=headers)
    except (ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
        raise ProviderKeyRefusedError("google") from error


def _voice(item: dict[str, Any]) -> Voice:
    gender = item.get("ssmlGender")
    return Voice(
        provider="google",
        voice=item["name"],
        title=item["name"],
        languages=item.get("languageCodes") or [],
        gender=gender.lower() if gender in ("FEMALE", "MALE", "NEUTRAL") else None,
    )


LISTER = GoogleVoices()
