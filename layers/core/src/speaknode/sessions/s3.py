"""S3's side of `RecordingFiles`, and of what imports upload."""

from typing import Any

from speaknode.kit.errors import UnavailableError
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

    def put(self, key: str, content: bytes, content_type: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=content, ContentType=content_type
            )
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("recording storage did not take the file") from error
