"""Files in S3, by key: what concepts that keep uploads share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from speaknode.kit.errors import UnavailableError

_ABSENT = frozenset({"NoSuchKey", "404", "NotFound"})


@contextmanager
def _s3_errors() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise UnavailableError("the file storage did not answer") from error


class S3Files:
    def __init__(self, *, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def put(self, key: str, content: bytes) -> None:
        with _s3_errors():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=content)

    def get(self, key: str) -> bytes | None:
        with _s3_errors():
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if error.response["Error"]["Code"] in _ABSENT:
                    return None
                raise
            return bytes(answer["Body"].read())

    def size(self, key: str) -> int | None:
        with _s3_errors():
            try:
                answer = self._client.head_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if error.response["Error"]["Code"] in _ABSENT:
                    return None
                raise
            return int(answer["ContentLength"])

    def delete(self, *keys: str) -> None:
        with _s3_errors():
            for key in keys:
                self._client.delete_object(Bucket=self._bucket, Key=key)

    def upload_link(self, key: str, *, size_bytes: int, ttl_s: int) -> str:
        # The length is part of what is signed: another one is refused by the storage.
        params = {"Bucket": self._bucket, "Key": key, "ContentLength": size_bytes}
        with _s3_errors():
            return str(
                self._client.generate_presigned_url("put_object", Params=params, ExpiresIn=ttl_s)
            )

    def download_link(self, key: str, *, filename: str, ttl_s: int) -> str:
        params = {
            "Bucket": self._bucket,
            "Key": key,
            "ResponseContentDisposition": f'attachment; filename="{filename}"',
        }
        with _s3_errors():
            return str(
                self._client.generate_presigned_url("get_object", Params=params, ExpiresIn=ttl_s)
            )
