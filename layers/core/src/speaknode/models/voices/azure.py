"""Azure AI Speech: `GET /cognitiveservices/voices/list` of a region."""

from typing import Any

from speaknode.kit.errors import InvalidError
from speaknode.models.models import Voice
from speaknode.models.ports import VendorApi, VoiceAccess

_URL = "https://{region}.tts.speech.microsoft.com/cognitiveservices/voices/list"


class AzureVoices:
    provider = "azure"
    needs_key = True

    def list(self, api: VendorApi, access: VoiceAccess) -> list[Voice]:
        if access.region is None:
            raise InvalidError.field("/region", "Azure has voices by region: name the key's")
        url = _URL.format(region=access.region)
        headers = {"Ocp-Apim-Subscription-Key": access.key}
        found = api.get(self.provider, url, headers=headers, params={})
        return [_voice(item) for item in found if item.get("Status") != "Deprecated"]


def _voice(item: dict[str, Any]) -> Voice:
    gender = item.get("Gender")
    return Voice(
        provider="azure",
        voice=item["ShortName"],
        title=item.get("DisplayName") or item["ShortName"],
        languages=[item["Locale"], *(item.get("SecondaryLocaleList") or [])],
        gender=gender.lower() if gender else None,
        description=", ".join(item.get("StyleList") or []) or None,
    )


LISTER = AzureVoices()
