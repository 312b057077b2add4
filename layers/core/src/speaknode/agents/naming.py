"""Names that must be apart: what has the name of another would never be reached, or keep a call from beginning."""

from collections.abc import Iterable, Iterator, Sequence

from speaknode.agents.models import MAX_TOOLS, AgentConfig
from speaknode.kit.errors import FieldError, InvalidError
from speaknode.kit.titles import one_line
from speaknode.kit.validation import escaped
from speaknode.tools.models import WebhookTool

BUILT_IN = frozenset(
    {
        "end_call", "transfer_call", "send_dtmf", "leave_voicemail", "skip_turn", "switch_agent",
        "switch_language",
    }
)  # fmt: skip


def name_errors(config: AgentConfig) -> Iterator[FieldError]:
    """In the configuration itself."""
    try:
        one_line(config.name)
    except ValueError as error:
        yield FieldError(pointer="/name", message=str(error))
    analysis = config.analysis
    lists: dict[str, Sequence[str]] = {
        "/system_tools/transfer_call": [to.name for to in config.system_tools.transfer_call],
        "/mcp_servers": [server.name for server in config.mcp_servers],
        "/analysis/fields": [field.name for field in analysis.fields],
        "/analysis/criteria": [criterion.name for criterion in analysis.criteria],
    }
    for pointer, names in lists.items():
        for index, name in _repeated(names):
            yield FieldError(
                pointer=f"{pointer}/{index}/name", message=f"{name!r} is there already"
            )


def mcp_errors(config: AgentConfig) -> Iterator[FieldError]:
    """A password in an address would be shown to all who may see the agent; of two headers that differ by case
    one would not be sent."""
    for index, server in enumerate(config.mcp_servers):
        if server.url.username or server.url.password:
            message = "holds a name or password: use secret_ref"
            yield FieldError(pointer=f"/mcp_servers/{index}/url", message=message)
        headers = list(server.headers)
        for place, _ in _repeated([name.lower() for name in headers]):
            pointer = f"/mcp_servers/{index}/headers/{escaped(headers[place])}"
            yield FieldError(pointer=pointer, message="is there already, written otherwise")


def check_tools(config: AgentConfig, codes: Sequence[str], pointer: str) -> None:
    """The LLM calls each by its code. Raises InvalidError naming the places below `pointer`."""
    if len(codes) > MAX_TOOLS:
        raise InvalidError.field(pointer, f"no more than {MAX_TOOLS} tools", code="invalid_agent")
    own = _built_in(config)
    wrong = [(index, f"the tool {code} is there already") for index, code in _repeated(codes)]
    wrong += [
        (index, f"the agent has a built-in tool {code}: rename this one, or turn that off")
        for index, code in enumerate(codes)
        if code in own
    ]
    if wrong:
        found = tuple(FieldError(pointer=f"{pointer}/{index}", message=why) for index, why in wrong)
        raise InvalidError.of_fields(found, code="invalid_agent")


def collected(tools: Iterable[WebhookTool]) -> frozenset[str]:
    """Variables that the tools fill from their responses."""
    return frozenset(name for tool in tools for name in tool.response_mapping)


def _repeated(names: Sequence[str]) -> Iterator[tuple[int, str]]:
    return ((index, name) for index, name in enumerate(names) if name in names[:index])


def _built_in(config: AgentConfig) -> frozenset[str]:
    tools, detection = config.system_tools, config.language_detection
    present = {
        "end_call": config.end_call.tool,
        "transfer_call": bool(tools.transfer_call),
        "send_dtmf": tools.send_dtmf,
        "leave_voicemail": tools.leave_voicemail is not None,
        "skip_turn": tools.skip_turn,
        "switch_agent": any(handoff.condition for handoff in config.handoffs),
        "switch_language": detection.tool and len(config.locales) > 1,
    }
    assert present.keys() == BUILT_IN
    return frozenset(name for name, is_there in present.items() if is_there)
