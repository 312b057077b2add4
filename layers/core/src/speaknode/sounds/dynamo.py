"""Sounds in DynamoDB: pk is the space."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from speaknode.kit.dynamo import PydanticAttribute, find, page_of, storage_errors
from speaknode.kit.models import Page
from speaknode.sounds.models import Sound


class SoundRecord(Model):
    class Meta:
        table_name = "sounds"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    revision = NumberAttribute()
    body = PydanticAttribute(Sound)


def _row(sound: Sound) -> SoundRecord:
    return SoundRecord(pk=sound.space_id, sk=sound.id, revision=sound.revision, body=sound)


class DynamoSoundStore:
    def insert(self, sound: Sound) -> None:
        with storage_errors("a sound of that id exists"):
            _row(sound).save(condition=SoundRecord.pk.does_not_exist())

    def get(self, space_id: str, sound_id: str) -> Sound | None:
        row = find(SoundRecord, space_id, sound_id)
        return row.body if row else None

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Sound]:
        records, next_cursor = page_of(SoundRecord.query, space_id, cursor=cursor, limit=limit)
        return Page(items=[record.body for record in records], next_cursor=next_cursor)

    def replace(self, sound: Sound, *, previous_revision: int) -> None:
        with storage_errors("the sound was changed meanwhile"):
            _row(sound).save(condition=SoundRecord.revision == previous_revision)

    def delete(self, space_id: str, sound_id: str) -> None:
        with storage_errors("sound"):
            SoundRecord(pk=space_id, sk=sound_id).delete()
