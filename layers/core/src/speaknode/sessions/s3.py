"""S3's side of `RecordingFiles`."""

from typing import Any

from speaknode.sessions.models import Recording


class S3RecordingFiles:
    def __init__(self, *, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def link(self, recording: Recording, *, ttl_s: int) -> str:
        params = {
            "Bucket": self._bucket,
            "Key": recording.key,
            "ResponseContentType": recording.content_type,
        }
        return str(
            self._client.generate_presigned_url("get_object", Params=params, ExpiresIn=ttl_s)
        )
