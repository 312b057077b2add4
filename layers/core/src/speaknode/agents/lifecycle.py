"""Versions of an agent: frozen, labelled, compared, restored, put before the public."""

from typing import Any

from speaknode.agents.diff import diff
from speaknode.agents.drafts import AgentDrafts, again_unless_pinned
from speaknode.agents.errors import AgentLabelNotFoundError, AgentNotPublishedError
from speaknode.agents.models import DRAFT, MAX_LABELS, Agent, AgentConfig, AgentVersion, SplitPart
from speaknode.agents.schemas import AgentDiff, AgentRestored, ImportNote
from speaknode.agents.split import choose
from speaknode.kit.errors import InvalidError
from speaknode.kit.models import Page


class AgentLifecycle(AgentDrafts):
    @again_unless_pinned
    def publish(self, space_id: str, agent_id: str, *, revision: int | None = None) -> Agent:
        """Freeze the draft as a new version (unless nothing changed since the last) and give it all of the public's
        conversations: a split of earlier versions ends."""
        agent = self._unchanged(space_id, agent_id, revision)
        self._check(space_id, agent.config(), agent_id=agent_id, kept_tools=agent.tool_ids)
        number, version = agent.latest_version, None
        latest = self._store.get_version(agent_id, number) if number else None
        if latest is None or latest.config != agent.config():
            number += 1
            version = AgentVersion(
                agent_id=agent_id,
                space_id=space_id,
                version=number,
                created_at=self._clock(),
                config=agent.config(),
            )
        fields: dict[str, Any] = {
            "latest_version": number,
            "published_version": number,
            "is_published": True,
            "split": [],
        }
        return self._store_changed(agent, fields, version)

    @again_unless_pinned
    def unpublish(self, space_id: str, agent_id: str, *, revision: int | None = None) -> Agent:
        agent = self._unchanged(space_id, agent_id, revision)
        if not agent.is_published:
            return agent
        fields: dict[str, Any] = {"published_version": None, "is_published": False, "split": []}
        return self._store_changed(agent, fields)

    @again_unless_pinned
    def restore(
        self, space_id: str, agent_id: str, version: int, *, revision: int | None = None
    ) -> AgentRestored:
        """The draft becomes what the version was, without what does not exist any more; that is told, and so is what
        has to be mended before it can be published."""
        agent = self._unchanged(space_id, agent_id, revision)
        config, notes = self._present(space_id, self._version(agent, version).config)
        try:
            self._check(space_id, config, agent_id=agent_id)
        except InvalidError as error:
            notes += [ImportNote(pointer=it.pointer, reason=it.message) for it in error.fields]
        changed = self._store_changed(agent, config.model_dump())
        return AgentRestored(**changed.model_dump(), report=notes)

    def _present(self, space_id: str, config: AgentConfig) -> tuple[AgentConfig, list[ImportNote]]:
        there = [tool.id for tool in self._tools.present(space_id, config.tool_ids)]
        notes = [
            ImportNote(
                pointer=f"/tool_ids/{index}", reason=f"the tool {id_} was deleted: it is left out"
            )
            for index, id_ in enumerate(config.tool_ids)
            if id_ not in there
        ]
        kept = [id_ for id_ in config.tool_ids if id_ in there]
        config, others = self.references.reachable(
            space_id, config.model_copy(update={"tool_ids": kept}), has_agent=self.exists
        )
        return config, notes + others

    @again_unless_pinned
    def put_label(
        self, space_id: str, agent_id: str, label: str, version: int, *, revision: int | None = None
    ) -> Agent:
        """Name a version; a label that another version had moves."""
        agent = self._unchanged(space_id, agent_id, revision)
        self._known(agent, version, "/version")
        if len(agent.labels.keys() | {label}) > MAX_LABELS:
            raise InvalidError.field("/label", f"an agent has no more than {MAX_LABELS} labels")
        return self._store_changed(agent, {"labels": agent.labels | {label: version}})

    @again_unless_pinned
    def delete_label(
        self, space_id: str, agent_id: str, label: str, *, revision: int | None = None
    ) -> None:
        agent = self._unchanged(space_id, agent_id, revision)
        if label not in agent.labels:
            raise AgentLabelNotFoundError(agent_id, label)
        labels = {name: version for name, version in agent.labels.items() if name != label}
        self._store_changed(agent, {"labels": labels})

    @again_unless_pinned
    def put_split(
        self, space_id: str, agent_id: str, parts: list[SplitPart], *, revision: int | None = None
    ) -> Agent:
        """Share the public's conversations between versions. Raises AgentNotPublishedError."""
        agent = self._unchanged(space_id, agent_id, revision)
        if not agent.is_published:
            raise AgentNotPublishedError(agent_id)
        for index, part in enumerate(parts):
            self._known(agent, part.version, f"/split/{index}/version")
            if any(part.version == other.version for other in parts[:index]):
                pointer = f"/split/{index}/version"
                raise InvalidError.field(pointer, f"version {part.version} is there twice")
        return self._store_changed(agent, {"split": [part.model_dump() for part in parts]})

    def _known(self, agent: Agent, version: int, pointer: str) -> None:
        # Versions are numbered without gaps and never deleted one by one.
        if not 1 <= version <= agent.latest_version:
            raise InvalidError.field(pointer, f"there is no version {version}")

    def compare(self, space_id: str, agent_id: str, before: str, after: str) -> AgentDiff:
        """Of any two: `draft`, `published`, a number or a label."""
        agent = self.get(space_id, agent_id)
        sides = [self.named(agent, name, at) for name, at in ((before, "/from"), (after, "/to"))]
        return AgentDiff(changes=diff(*sides))

    def named(self, agent: Agent, name: str, pointer: str) -> AgentConfig:
        """The configuration called `draft`, `published`, by number or by label."""
        if name == "draft":
            return agent.config()
        if name == "published":
            if agent.published_version is None:
                raise AgentNotPublishedError(agent.id)
            return self._version(agent, agent.published_version).config
        if name.isdecimal() and name.isascii():
            return self._version(agent, int(name)).config
        if name not in agent.labels:
            raise InvalidError.field(pointer, "is not draft, published, a version or a label")
        return self._version(agent, agent.labels[name]).config

    def list_versions(
        self, space_id: str, agent_id: str, cursor: str | None = None, limit: int = 20
    ) -> Page[AgentVersion]:
        self.get(space_id, agent_id)
        return self._store.list_versions(agent_id, cursor, limit)

    def get_version(self, space_id: str, agent_id: str, version: int) -> AgentVersion:
        return self._version(self.get(space_id, agent_id), version)

    def resolve(
        self,
        space_id: str,
        agent_id: str,
        version: int | None,
        *,
        label: str | None = None,
        session_id: str | None = None,
    ) -> tuple[Agent, int, AgentConfig]:
        """The configuration a conversation runs on: the pinned version (0: the draft), else the label's, else the
        split's choice for this conversation, else the published one, else the draft."""
        agent = self.get(space_id, agent_id)
        wanted = version if version is not None else _chosen(agent, label, session_id)
        if wanted == DRAFT:
            return agent, DRAFT, agent.config()
        return agent, wanted, self._version(agent, wanted).config


def _chosen(agent: Agent, label: str | None, session_id: str | None) -> int:
    if label is not None:
        if label not in agent.labels:
            raise AgentLabelNotFoundError(agent.id, label)
        return agent.labels[label]
    if agent.split and session_id:
        return choose(agent.split, agent_id=agent.id, session_id=session_id)
    return agent.published_version or DRAFT
