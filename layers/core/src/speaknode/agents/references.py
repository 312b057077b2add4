"""What a configuration names outside of itself: knowledge, sounds, servers, models of the catalogue.

What an agent was saved with stays: a document deleted or a model taken off the offer since must not keep
anything else of it from being edited.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from speaknode import providers
from speaknode.agents.checks import refs
from speaknode.agents.models import AgentConfig, ProviderRef
from speaknode.agents.ports import (
    AgentCheck,
    HiddenModels,
    KnowledgeCheck,
    ServerCheck,
    SoundCheck,
)
from speaknode.agents.schemas import ImportNote
from speaknode.kit.errors import FieldError, InvalidError
from speaknode.providers import ProviderKind
from speaknode.providers.models import ProviderSpec


class AgentReferences:
    def __init__(
        self,
        *,
        knowledge: KnowledgeCheck,
        sounds: SoundCheck,
        hidden_models: HiddenModels,
        servers: ServerCheck,
    ) -> None:
        self._knowledge, self._sounds, self._hidden = knowledge, sounds, hidden_models
        self._servers = servers

    def check(
        self, space_id: str, config: AgentConfig, previous: AgentConfig | None = None
    ) -> None:
        """Raises InvalidError naming every place whose reference is new and leads nowhere."""
        if previous is None or config.knowledge_ids != previous.knowledge_ids:
            self.check_knowledge(space_id, config.knowledge_ids)
        found = [
            *self._sound_errors(space_id, config, previous),
            *self._server_errors(config, previous),
            *self._offer(config, previous),
        ]
        if found:
            raise InvalidError.of_fields(found, code="invalid_agent")

    def check_knowledge(self, space_id: str, knowledge_ids: Sequence[str]) -> None:
        """Raises InvalidError naming the first that is no knowledge of the space."""
        if knowledge_ids:
            self._knowledge(space_id, knowledge_ids)

    def sound_problem(self, space_id: str, sound_id: str) -> str | None:
        return self._sounds(space_id, sound_id)

    def reachable(
        self, space_id: str, config: AgentConfig, pointer: str = "", *, has_agent: AgentCheck
    ) -> tuple[AgentConfig, list[ImportNote]]:
        """Without hand-offs to agents, knowledge and sounds that the space has not, and what of that was left out."""
        notes: list[ImportNote] = []

        def leave_out(place: str, problem: str) -> None:
            notes.append(ImportNote(pointer=f"{pointer}{place}", reason=f"{problem} is left out"))

        handoffs, known = [], []
        for index, handoff in enumerate(config.handoffs):
            if has_agent(space_id, handoff.to):
                handoffs.append(handoff)
            else:
                problem = f"this space has no agent {handoff.to}: the rule"
                leave_out(f"/handoffs/{index}", problem)
        for index, knowledge_id in enumerate(config.knowledge_ids):
            try:
                self.check_knowledge(space_id, [knowledge_id])
            except InvalidError:
                problem = f"this space has no knowledge {knowledge_id}: it"
                leave_out(f"/knowledge_ids/{index}", problem)
            else:
                known.append(knowledge_id)
        config = config.model_copy(update={"handoffs": handoffs, "knowledge_ids": known})
        for place, sound_id in _sounds(config).items():
            if silent := self.sound_problem(space_id, sound_id):
                config = _without_sound(config, place)
                leave_out(place, f"{silent}: it")
        return config, notes

    def _sound_errors(
        self, space_id: str, config: AgentConfig, previous: AgentConfig | None
    ) -> Iterator[FieldError]:
        kept = set(_sounds(previous).values()) if previous else set()
        for pointer, sound_id in _sounds(config).items():
            if sound_id not in kept and (problem := self._sounds(space_id, sound_id)):
                yield FieldError(pointer=pointer, message=problem)

    def _server_errors(
        self, config: AgentConfig, previous: AgentConfig | None
    ) -> Iterator[FieldError]:
        kept = set(_servers(previous).values()) if previous else set()
        for pointer, (url, is_model) in _servers(config).items():
            if (url, is_model) not in kept and (problem := self._servers(url, is_model=is_model)):
                yield FieldError(pointer=pointer, message=problem)

    def _offer(self, config: AgentConfig, previous: AgentConfig | None) -> Iterator[FieldError]:
        kept = {_identity(kind, ref) for kind, ref, _ in refs(previous)} if previous else set()
        wanted = [
            (identity, pointer)
            for kind, ref, pointer in refs(config)
            if (identity := _identity(kind, ref)) not in kept
        ]
        hidden = self._hidden() if wanted else frozenset()
        for (kind, provider, model), pointer in wanted:
            if (kind, provider, model) in hidden:
                message = f"the model {model} of {provider} is not on offer"
                yield FieldError(pointer=f"{pointer}/model", message=message)


def _without_sound(config: AgentConfig, place: str) -> AgentConfig:
    body: Any = config.model_dump()
    *way, last = place.strip("/").split("/")
    holder = body
    for part in way:
        holder = holder[int(part) if isinstance(holder, list) else part]
    holder[last] = None
    return AgentConfig.model_validate(body)


def _sounds(config: AgentConfig) -> dict[str, str]:
    """By their places."""
    behind = {
        f"/locales/{language}/background_sound/sound_id": locale.background_sound.sound_id
        for language, locale in config.locales.items()
    }
    on_hold = {
        f"/system_tools/transfer_call/{index}/hold_sound": place.hold_sound
        for index, place in enumerate(config.system_tools.transfer_call)
    }
    return {pointer: sound_id for pointer, sound_id in (behind | on_hold).items() if sound_id}


def _servers(config: AgentConfig) -> dict[str, tuple[str, bool]]:
    """URLs that the agent names, by their places, and whether a model is there."""
    found = {
        f"/mcp_servers/{index}/url": (str(server.url), False)
        for index, server in enumerate(config.mcp_servers)
    }
    for kind, ref, pointer in refs(config):
        spec = providers.all_specs().get((kind, ref.provider))
        if spec and (own := spec.own_server) and (named := _params(spec, ref).get(own.setting)):
            found[f"{pointer}/params/{own.setting}"] = own.url(named), True
    return found


def _params(spec: ProviderSpec, ref: ProviderRef) -> dict[str, Any]:
    """As the worker reads them; what are no settings of that provider is refused elsewhere."""
    try:
        return spec.settings.model_validate(ref.params).model_dump(exclude_none=True)
    except ValidationError:
        return {}


def _identity(kind: ProviderKind, ref: ProviderRef) -> tuple[ProviderKind, str, str]:
    """As the catalogue names it."""
    spec = providers.all_specs().get((kind, ref.provider))
    return kind, ref.provider, ref.model or (spec and spec.default_model) or ""
