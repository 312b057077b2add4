"""Agents and what they are made of: tools, models, keys of providers."""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from pynamodb.connection import Connection
from pynamodb.models import Model

from speaknode.agents.dynamo import AgentRecord, DynamoAgentStore
from speaknode.agents.references import AgentReferences
from speaknode.agents.service import AgentService
from speaknode.credentials.dynamo import CredentialRecord, DynamoCredentialStore
from speaknode.credentials.service import CredentialService
from speaknode.kit.clock import utc_now
from speaknode.kit.settings import settings
from speaknode.models.dynamo import DynamoModelStore, ModelRecord
from speaknode.providers import ProviderKind
from speaknode.tools.dynamo import DynamoToolStore, ToolRecord
from speaknode.tools.service import ToolService
from speaknode.wiring.parts.ground import client, connect, egress, egress_policy, model_policy

if TYPE_CHECKING:  # imported where they are made: most functions never need them
    from speaknode.agents.transfer import AgentTransfer
    from speaknode.models.service import ModelService
    from speaknode.tools.testing import ToolTesting

TABLES: dict[type[Model], str] = {
    AgentRecord: "agents_table",
    ToolRecord: "tools_table",
    CredentialRecord: "credentials_table",
    ModelRecord: "models_table",
}


@cache
def _connection() -> Connection:
    return connect(TABLES)


@cache
def tools() -> ToolService:
    return ToolService(store=DynamoToolStore(_connection()), clock=utc_now, policy=egress_policy())


@cache
def tool_testing() -> "ToolTesting":
    from speaknode.tools.testing import ToolTesting  # httpx and JSONPath are for those who run one

    return ToolTesting(tools=tools(), secrets=credentials(), door=egress())


@cache
def agents() -> AgentService:
    return AgentService(
        store=DynamoAgentStore(_connection()),
        tools=tools(),
        references=AgentReferences(
            knowledge=_check_knowledge,
            sounds=_sound_problem,
            hidden_models=_hidden_models,
            servers=_server_problem,
        ),
        used_by=_users,
        clock=utc_now,
    )


def _users(space_id: str, agent_id: str) -> Iterator[str]:
    from speaknode.wiring.parts.campaigns import campaigns  # for those who delete an agent
    from speaknode.wiring.parts.telephony import phone_numbers

    yield from phone_numbers().answered_by(space_id, agent_id)
    yield from campaigns().called_by(space_id, agent_id)


def _check_knowledge(space_id: str, knowledge_ids: Sequence[str]) -> None:
    from speaknode.wiring.parts.knowledge import (
        knowledge,
    )  # for those who save an agent that has some

    knowledge().check_ids(space_id, knowledge_ids)


def _sound_problem(space_id: str, sound_id: str) -> str | None:
    from speaknode.wiring.parts.sounds import sounds  # for those who save an agent that has one

    return sounds().problem(space_id, sound_id)


def _server_problem(url: str, *, is_model: bool) -> str | None:
    if not is_model:
        return egress_policy().problem(url)
    operators = settings().openai_base_url  # whatever it is, the operator has named it
    if url.rstrip("/") == operators.rstrip("/"):
        return None
    return model_policy().problem(url)


def _hidden_models() -> frozenset[tuple[ProviderKind, str, str]]:
    """The rows alone: who saves an agent asks no vendor."""
    rows = model_store().list()
    return frozenset((row.kind, row.provider, row.model) for row in rows if not row.is_offered)


@cache
def model_store() -> DynamoModelStore:
    _connection()
    return DynamoModelStore()


@cache
def agent_transfer() -> "AgentTransfer":
    from speaknode.agents.transfer import AgentTransfer  # brings a YAML parser, for two routes

    return AgentTransfer(agents=agents(), tools=tools())


@cache
def credentials() -> CredentialService:
    from speaknode.credentials.kms import KmsVault  # brings OpenSSL: for those who seal or open

    _connection()
    vault = KmsVault(client=client("kms"), key_id=settings().kms_key_id)
    return CredentialService(store=DynamoCredentialStore(), vault=vault, clock=utc_now)


@cache
def models() -> "ModelService":
    from speaknode.models.http import HttpVendorApi  # httpx is for the few who ask a vendor
    from speaknode.models.service import ModelService
    from speaknode.models.voices import listers

    return ModelService(
        store=model_store(),
        keys=credentials(),
        api=HttpVendorApi(),
        voices=listers(),
        environment=os.environ,
    )
