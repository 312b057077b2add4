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

    def delete(self, space_id: str, session_id: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=f"{space_id}/{session_id}/"
            )
            for page in pages:
                if keys := [{"Key": found["Key"]} for found in page.get("Contents", [])]:
                    self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": keys})
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("recording storage did not delete the files") from error

    def put(self, key: str, content: bytes, content_type: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=content, ContentType=content_type
            )
        except (BotoCoreError, ClientError) as error:
            raise UnavailableError("recording storage did not take the file") from error
