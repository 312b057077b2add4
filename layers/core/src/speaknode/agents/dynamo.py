"""Agents in DynamoDB: pk is the agent, sk `draft` or `version#000001`; index `by_space` lists the drafts."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from speaknode.agents.models import Agent, AgentVersion
from speaknode.kit.dynamo import PydanticAttribute, find, index, page_of, storage_errors
from speaknode.kit.errors import ConflictError, StaleRevisionError
from speaknode.kit.models import Page

_DRAFT = "draft"


class AgentRecord(Model):
    class Meta:
        table_name = "agents"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    space_id = UnicodeAttribute(null=True)
    agent_id = UnicodeAttribute(null=True)
    revision = NumberAttribute(default=0)
    body = PydanticAttribute(Agent, null=True)
    version_body = PydanticAttribute(AgentVersion, null=True)
    by_space = index("by_space", hash_key="space_id", range_key="agent_id")


def _row(agent: Agent) -> AgentRecord:
    return AgentRecord(
        pk=agent.id,
        sk=_DRAFT,
        space_id=agent.space_id,
        agent_id=agent.id,
        revision=agent.revision,
        body=agent,
    )


def _version_row(version: AgentVersion) -> AgentRecord:
    return AgentRecord(pk=version.agent_id, sk=_version_key(version.version), version_body=version)


def _version_key(version: int) -> str:
    return f"version#{version:06d}"


class DynamoAgentStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, agent_id: str) -> Agent | None:
        record = find(AgentRecord, agent_id, _DRAFT)
        return record.body if record else None

    def list(self, space_id: str, cursor: str | None, limit: int) -> Page[Agent]:
        records, next_cursor = page_of(
            AgentRecord.by_space.query, space_id, cursor=cursor, limit=limit, key_name="space_id"
        )
        return Page(items=[record.body for record in records], next_cursor=next_cursor)

    def insert(self, agent: Agent) -> None:
        with storage_errors("an agent of that id exists"):
            _row(agent).save(AgentRecord.pk.does_not_exist())

    def replace(
        self, agent: Agent, *, previous_revision: int, version: AgentVersion | None = None
    ) -> None:
        try:
            with storage_errors("agent"), TransactWrite(connection=self._connection) as transaction:
                transaction.save(_row(agent), condition=AgentRecord.revision == previous_revision)
                if version:
                    transaction.save(
                        _version_row(version), condition=AgentRecord.pk.does_not_exist()
                    )
        except ConflictError as error:
            raise StaleRevisionError("agent") from error

    def delete(self, agent: Agent) -> None:
        """The draft goes first: what is left if this is cut short can no longer be reached."""
        with storage_errors("agent"):
            for record in AgentRecord.query(agent.id, attributes_to_get=["pk", "sk"]):
                record.delete()

    def get_version(self, agent_id: str, version: int) -> AgentVersion | None:
        record = find(AgentRecord, agent_id, _version_key(version))
        return record.version_body if record else None

    def list_versions(self, agent_id: str, cursor: str | None, limit: int) -> Page[AgentVersion]:
        records, next_cursor = page_of(
            AgentRecord.query,
            agent_id,
            AgentRecord.sk.startswith("version#"),
            cursor=cursor,
            limit=limit,
        )
        return Page(items=[record.version_body for record in records], next_cursor=next_cursor)
