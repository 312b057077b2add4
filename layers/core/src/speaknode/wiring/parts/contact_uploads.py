"""Contacts of campaigns from files."""

from functools import cache
from typing import TYPE_CHECKING

from pynamodb.models import Model

from speaknode.contact_uploads.dynamo import ContactUploadRecord, DynamoUploadStore
from speaknode.kit.clock import utc_now
from speaknode.kit.s3 import S3Files
from speaknode.kit.settings import settings
from speaknode.wiring.parts.agents import agents
from speaknode.wiring.parts.campaigns import campaign_store, campaigns
from speaknode.wiring.parts.do_not_call import do_not_call
from speaknode.wiring.parts.ground import client, connect

if TYPE_CHECKING:  # imported where they are made: they bring the readers of files
    from speaknode.contact_uploads.importing import ContactImport
    from speaknode.contact_uploads.service import ContactUploadService

TABLES: dict[type[Model], str] = {ContactUploadRecord: "contact_uploads_table"}


@cache
def _store() -> DynamoUploadStore:
    connect(TABLES)
    return DynamoUploadStore()


@cache
def _files() -> S3Files:
    return S3Files(client=client("s3"), bucket=settings().uploads_bucket)


@cache
def contact_uploads() -> "ContactUploadService":
    from speaknode.contact_uploads.service import ContactUploadService
    from speaknode.contact_uploads.sqs import SqsImportQueue

    return ContactUploadService(
        store=_store(),
        files=_files(),
        queue=SqsImportQueue(client=client("sqs"), queue_url=settings().contacts_queue_url),
        campaigns=campaigns(),
        agents=agents(),
        clock=utc_now,
    )


@cache
def contact_import() -> "ContactImport":
    from speaknode.contact_uploads.importing import ContactImport

    return ContactImport(
        store=_store(),
        files=_files(),
        campaigns=campaigns(),
        contacts=campaign_store(),
        do_not_call=do_not_call(),
        agents=agents(),
        clock=utc_now,
    )
