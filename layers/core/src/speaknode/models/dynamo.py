"""The catalogue in DynamoDB: platform data, so all rows lie under one key; sk is kind#provider#model."""

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DeleteError
from pynamodb.models import Model

from speaknode.kit.dynamo import PydanticAttribute, is_conflict, storage_errors
from speaknode.models.models import CatalogueModel
from speaknode.models.schemas import ModelKey

_PLATFORM = "platform"


class ModelRecord(Model):
    class Meta:
        table_name = "models"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    body = PydanticAttribute(CatalogueModel)


def _sort_key(row: CatalogueModel | ModelKey) -> str:
    return f"{row.kind}#{row.provider}#{row.model}"


class DynamoModelStore:
    def list(self) -> list[CatalogueModel]:
        with storage_errors("model"):
            return [record.body for record in ModelRecord.query(_PLATFORM)]

    def put(self, model: CatalogueModel) -> None:
        with storage_errors("model"):
            ModelRecord(pk=_PLATFORM, sk=_sort_key(model), body=model).save()

    def delete(self, key: ModelKey) -> bool:
        with storage_errors("model"):
            try:
                ModelRecord(pk=_PLATFORM, sk=_sort_key(key)).delete(ModelRecord.pk.exists())
            except DeleteError as error:
                if is_conflict(error):
                    return False
                raise
        return True
