"""Sounds that are heard behind agents."""

from functools import cache

from pynamodb.models import Model

from speaknode.kit.clock import utc_now
from speaknode.kit.s3 import S3Files
from speaknode.kit.settings import settings
from speaknode.sounds.decoding import listen
from speaknode.sounds.dynamo import DynamoSoundStore, SoundRecord
from speaknode.sounds.service import SoundService
from speaknode.wiring.parts.ground import client, connect

TABLES: dict[type[Model], str] = {SoundRecord: "sounds_table"}


@cache
def sounds() -> SoundService:
    connect(TABLES)
    files = S3Files(client=client("s3"), bucket=settings().sounds_bucket)
    return SoundService(store=DynamoSoundStore(), files=files, listen=listen, clock=utc_now)
