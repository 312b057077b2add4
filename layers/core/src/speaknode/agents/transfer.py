"""Agents as documents: export as YAML, import of our own and of Vapi's."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from speaknode.agents import documents, secrets, vapi
from speaknode.agents.checks import check_config
from speaknode.agents.errors import AgentDocumentError
from speaknode.agents.models import AgentConfig
from speaknode.agents.naming import check_tools, collected
from speaknode.agents.ports import ToolBook
from speaknode.agents.schemas import AgentImported, ImportNote
from speaknode.agents.service import AgentService
from speaknode.kit.errors import FieldError, InvalidError
from speaknode.kit.repeated import repeated_key
from speaknode.kit.validation import invalid
from speaknode.tools.checks import check_tool
from speaknode.tools.models import Tool
from speaknode.tools.schemas import ToolInput

FORMAT = "speaknode/agent"
FORMAT_VERSION = 1
_KEYS = frozenset({"format", "version", "agent", "tools", "left_out"})
_TOOLS_PAGE = 100
ModelT = TypeVar("ModelT", bound=BaseModel)
ItemT = TypeVar("ItemT")


class AgentTransfer:
    def __init__(self, *, agents: AgentService, tools: ToolBook) -> None:
        self._agents, self._tools = agents, tools

    def export(self, space_id: str, agent_id: str, version: str = "draft") -> str:
        """Everything of it, tools by their code with their definitions, without secrets."""
        agent = self._agents.get(space_id, agent_id)
        config = self._agents.named(agent, version, "/version")
        tools = self._tools.present(space_id, config.tool_ids)
        body = config.model_dump(mode="json", exclude={"tool_ids"})
        document = {
            "format": FORMAT,
            "version": FORMAT_VERSION,
            "agent": body | {"tools": [tool.code for tool in tools]},
            "tools": [_definition(tool) for tool in tools],
        }
        stripped, left_out = secrets.strip(document)
        return documents.dump(stripped | ({"left_out": left_out} if left_out else {}))

    def import_text(self, space_id: str, text: bytes, *, is_json: bool) -> AgentImported:
        try:
            place = repeated_key(text) if is_json else None
            data = json.loads(text) if is_json else documents.load(text.decode())
        except (ValueError, RecursionError) as error:  # also of a number of 5000 digits
            raise AgentDocumentError("", f"cannot be read: {error}") from error
        if place:
            raise AgentDocumentError(place, "is there twice")
        return self.import_document(space_id, data)

    def import_document(self, space_id: str, data: Any) -> AgentImported:
        """Ours by its `format`, else an assistant of Vapi. Raises AgentDocumentError, InvalidError."""
        if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
            raise AgentDocumentError("", "must be an object")
        if data.get("format") == "vapi":
            return self._import_vapi(space_id, data.get("assistant", data))
        if data.get("format") != FORMAT:
            if vapi.is_assistant(data):
                return self._import_vapi(space_id, data)
            raise AgentDocumentError("/format", f"must be {FORMAT} or vapi")
        return self._import_own(space_id, data)

    def _import_own(self, space_id: str, data: dict[str, Any]) -> AgentImported:
        for key in data.keys() - _KEYS:
            raise AgentDocumentError(f"/{key}", "is not known")
        if data.get("version") != FORMAT_VERSION or data["version"] is True:
            raise AgentDocumentError("/version", f"must be {FORMAT_VERSION}")
        agent = data.get("agent")
        if not isinstance(agent, dict) or "tool_ids" in agent:
            raise AgentDocumentError("/agent", "must be an object with its tools by code")
        codes = _list_of(str, agent.get("tools"), "/agent/tools")
        body = {key: value for key, value in agent.items() if key != "tools"}
        config = _parse(AgentConfig, body, "/agent")
        given = _list_of(dict, data.get("tools"), "/tools")
        tools = _once([_definition_of(tool, f"/tools/{index}") for index, tool in enumerate(given)])
        left_out = _list_of(str, data.get("left_out"), "/left_out")
        notes = [ImportNote(pointer=at, reason=secrets.REASON) for at in left_out]
        return self._store(space_id, config, codes, tools, notes, "/agent")

    def _import_vapi(self, space_id: str, data: Any) -> AgentImported:
        made = vapi.convert(data)
        config = _parse(AgentConfig, made.config, "")
        codes = [tool.code for tool in made.tools]
        notes = [ImportNote(pointer=note.pointer, reason=note.reason) for note in made.notes]
        return self._store(space_id, config, codes, made.tools, notes, "")

    def _store(
        self,
        space_id: str,
        config: AgentConfig,
        codes: list[str],
        tools: list[ToolInput],
        notes: list[ImportNote],
        pointer: str,
    ) -> AgentImported:
        """Nothing is made before everything has been checked."""
        config, dropped = self._agents.references.reachable(
            space_id, config, pointer, has_agent=self._agents.exists
        )
        there = {tool.code: tool for tool in self._all_tools(space_id)}
        definitions = {tool.code: tool for tool in tools}
        kept = [
            note for index, tool in enumerate(tools) if (note := _unmade(index, tool, codes, there))
        ]
        for index, code in enumerate(codes):
            if code not in there and code not in definitions:
                at = f"{pointer}/tools/{index}"
                raise AgentDocumentError(at, f"there is no tool with the code {code!r}")
        used = [there.get(code) or definitions[code] for code in codes]
        with _placed(pointer):
            check_tools(config, codes, "/tools")
            check_config(config, collected=collected(used))
            self._agents.references.check(space_id, config)
        for index, tool in enumerate(tools):
            if tool.code in codes and tool.code not in there:
                with _placed(f"/tools/{index}"):
                    self._tools.check(tool)
        ids = [
            (there.get(code) or self._tools.create(space_id, definitions[code])).id
            for code in codes
        ]
        agent = self._agents.create_from(space_id, config.model_copy(update={"tool_ids": ids}))
        return AgentImported(agent=agent, report=[*notes, *dropped, *kept])

    def _all_tools(self, space_id: str) -> list[Tool]:
        found: list[Tool] = []
        cursor: str | None = None
        while True:
            page = self._tools.list(space_id, cursor, _TOOLS_PAGE)
            found += page.items
            if page.next_cursor is None:
                return found
            cursor = page.next_cursor


def _unmade(
    index: int, tool: ToolInput, codes: list[str], there: dict[str, Tool]
) -> ImportNote | None:
    """Why the space has not the tool of the document afterwards."""
    reason = ""
    if tool.code in there and not _same(there[tool.code], tool):
        reason = f"the space has a different tool {tool.code}; it stays as it is"
    elif tool.code not in there and tool.code not in codes:
        reason = f"the agent does not use {tool.code}: it is left out"
    return ImportNote(pointer=f"/tools/{index}", reason=reason) if reason else None


def _once(tools: list[ToolInput]) -> list[ToolInput]:
    seen: set[str] = set()
    for index, tool in enumerate(tools):
        if tool.code in seen:
            raise AgentDocumentError(f"/tools/{index}/code", "is there twice")
        seen.add(tool.code)
    return tools


def _definition(tool: Tool) -> dict[str, Any]:
    return tool.model_dump(mode="json", include=set(ToolInput.model_fields))


def _same(tool: Tool, other: ToolInput) -> bool:
    """But for what an export leaves out."""
    sides = _definition(tool), other.model_dump(mode="json")
    ours, theirs = (secrets.strip_tool(side, "", []) for side in sides)
    return ours == theirs


@contextmanager
def _placed(pointer: str) -> Iterator[None]:
    """What is wrong is named by its place in the document."""
    try:
        yield
    except InvalidError as error:
        fields = [
            FieldError(pointer=pointer + field.pointer, message=field.message)
            for field in error.fields
        ]
        message = f"{fields[0].pointer}: {fields[0].message}" if fields else error.message
        raise InvalidError(message, code=error.code, fields=tuple(fields)) from error


def _parse(model: type[ModelT], data: Any, pointer: str) -> ModelT:
    """As strict as a request's body."""
    try:
        text = json.dumps(data, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise AgentDocumentError(pointer, str(error)) from error
    try:
        return model.model_validate_json(text, strict=True, extra="forbid")
    except ValidationError as error:
        raise invalid(error, json.loads(text), pointer=pointer) from error


def _list_of(kind: type[ItemT], given: Any, pointer: str) -> list[ItemT]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise AgentDocumentError(pointer, "must be a list")
    for index, item in enumerate(given):
        if not isinstance(item, kind):
            raise AgentDocumentError(f"{pointer}/{index}", "is of the wrong type")
    return given


def _definition_of(data: dict[str, Any], pointer: str) -> ToolInput:
    tool = _parse(ToolInput, data, pointer)
    with _placed(pointer):
        check_tool(tool)
    return tool
