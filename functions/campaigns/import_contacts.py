"""ContactsQueue → an uploaded file becomes contacts of its campaign."""

from aws_lambda_powertools.logging import Logger

from speaknode import wiring
from speaknode.contact_uploads.models import ImportContacts
from speaknode.kit.consumer import Consumer

logger = Logger(service="campaigns.import_contacts")


def _import(message: ImportContacts) -> None:
    status = wiring.contact_import().run(message)
    logger.info("contacts imported", extra={"upload_id": message.upload_id, "status": status})


handler = Consumer(
    name="contacts",
    parse=ImportContacts.model_validate_json,
    id_of=lambda message: message.job,
    handle=_import,
)
