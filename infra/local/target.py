"""Where the stack is deployed: our emulator, what AWS_ENDPOINT_URL names, or AWS itself."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError
from infra.local.ports import HOST, Ports

_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")


@dataclass(frozen=True)
class Target:
    """`endpoint_url` is None on AWS. `embedded`: our own emulator, functions run from the tree."""

    endpoint_url: str | None
    embedded: bool
    region: str = "us-east-1"
    stack: str = "speaknode-dev"
    stage: str = "dev"
    credentials: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_env(cls, ports: Ports, env: Mapping[str, str] = os.environ) -> "Target":
        region = env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or "us-east-1"
        given = {name: env[name] for name in _CREDENTIALS if env.get(name)}
        common: dict[str, Any] = {
            "region": region,
            "stack": env.get("SPEAKNODE_STACK") or "speaknode-dev",
        }
        if env.get("SPEAKNODE_TARGET") == "aws":
            return cls(None, embedded=False, credentials=given, **common)
        test_keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        if endpoint := env.get("AWS_ENDPOINT_URL"):
            return cls(
                endpoint.rstrip("/"), embedded=False, credentials=given or test_keys, **common
            )
        # Keys of a real account have no business in an emulator, so the user's are not taken.
        return cls(f"http://{HOST}:{ports.aws}", embedded=True, credentials=test_keys, **common)

    @property
    def deploy_within_s(self) -> int:
        return 900 if self.endpoint_url is None else 120

    @property
    def by_path(self) -> str:
        """Emulators serve every API under one address; AWS gives each API its own."""
        return f"{self.endpoint_url}/_aws/execute-api" if self.endpoint_url else ""

    def environment(self) -> dict[str, str]:
        """What an AWS client of a child process needs to come to the same place."""
        region = {"AWS_REGION": self.region, "AWS_DEFAULT_REGION": self.region}
        endpoint = {"AWS_ENDPOINT_URL": self.endpoint_url} if self.endpoint_url else {}
        return {**self.credentials, **region, **endpoint}

    def client(self, service: str) -> Any:
        # Most commands talk to no AWS: half a second of import is for those that do.
        import boto3
        from botocore.config import Config

        session: Any = boto3.Session(
            aws_access_key_id=self.credentials.get("AWS_ACCESS_KEY_ID"),
            aws_secret_access_key=self.credentials.get("AWS_SECRET_ACCESS_KEY"),
            aws_session_token=self.credentials.get("AWS_SESSION_TOKEN"),
            profile_name=self.credentials.get("AWS_PROFILE"),
            region_name=self.region,
        )
        config = Config(connect_timeout=5, read_timeout=60, retries={"max_attempts": 3})
        return session.client(service, endpoint_url=self.endpoint_url, config=config)

    def upload(self, key: str, content: bytes) -> str:
        """Puts an artifact where CloudFormation reads it, once; returns its https address."""
        bucket = self._artifacts_bucket()
        storage = self.client("s3")
        storage.put_object(Bucket=bucket, Key=key, Body=content)
        address: str = storage.generate_presigned_url(
            "get_object", Params={"Bucket": bucket, "Key": key}
        )
        return address.split("?")[0]

    def artifact(self, key: str, content: bytes) -> str:
        """As `upload`, but skips what is there, and returns the s3:// address that SAM wants."""
        bucket = self._artifacts_bucket()
        storage = self.client("s3")
        try:
            storage.head_object(Bucket=bucket, Key=key)
        except ClientError:
            storage.put_object(Bucket=bucket, Key=key, Body=content)
        return f"s3://{bucket}/{key}"

    def _artifacts_bucket(self) -> str:
        account = self.client("sts").get_caller_identity()["Account"]
        name = f"{self.stack}-artifacts-{account}"
        place = (
            {}
            if self.region == "us-east-1"
            else {"CreateBucketConfiguration": {"LocationConstraint": self.region}}
        )
        try:
            self.client("s3").create_bucket(Bucket=name, **place)
        except ClientError as error:
            if error.response["Error"]["Code"] not in (
                "BucketAlreadyOwnedByYou",
                "BucketAlreadyExists",
            ):
                raise
        return name
