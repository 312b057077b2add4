"""A conversation by script: what to say line by line, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from speaknode_cli.caller.caller import AgentSilentError, Caller, Reply

JOIN_TIMEOUT_S = 20
# An agent that says goodbye closes the line itself a moment later.
GOODBYE_GRACE_S = 1.5


@dataclass(frozen=True)
class Script:
    lines: tuple[str, ...] = ()
    wav: Path | None = None
    typed: bool = False
    reply_timeout_s: float = 30


@dataclass(frozen=True)
class Exchange:
    """One line of ours and the agent's answer; the first message answers no line."""

    line: str | None
    reply: Reply

    def document(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "heard_as": self.reply.heard_as or None,
            "reply": self.reply.text,
            "latency_ms": self.reply.latency_ms,
            "reply_duration_s": self.reply.duration_s,
        }


@dataclass
class Outcome:
    exchanges: list[Exchange] = field(default_factory=list)
    problem: str | None = None
    agent_hung_up: bool = False
    heard_s: float = 0.0
    voiced_s: float = 0.0
    rms: float = 0.0

    def latencies(self) -> dict[str, Any]:
        """From the end of our voice to the first sound of the answer, first message aside."""
        values = [
            exchange.reply.latency_ms
            for exchange in self.exchanges
            if exchange.line is not None and exchange.reply.latency_ms is not None
        ]
        if not values:
            return {"count": 0, "p50_ms": None, "max_ms": None}
        return {"count": len(values), "p50_ms": median(values), "max_ms": max(values)}


async def hold(caller: Caller, script: Script, tell: Callable[[Exchange], None]) -> Outcome:
    """Says every line, hears every answer; a problem ends it early and is told in the outcome."""
    outcome = Outcome()
    try:
        await caller.wait_for_agent(JOIN_TIMEOUT_S)
        await _hear(caller, None, script, outcome, tell)
        for line in script.lines:
            if not caller.is_connected:
                raise AgentSilentError(f"the agent ended the call before {line!r}")
            await (caller.send_text(line) if script.typed else caller.say(line))
            await _hear(caller, line, script, outcome, tell)
        if script.wav is not None:
            await caller.play(script.wav)
            await _hear(caller, f"({script.wav.name})", script, outcome, tell)
        outcome.agent_hung_up = await caller.wait_for_hang_up(GOODBYE_GRACE_S)
    except AgentSilentError as error:
        outcome.problem = str(error)
    outcome.heard_s = round(caller.ear.heard_s, 2)
    outcome.voiced_s = round(caller.ear.voiced_s, 2)
    outcome.rms = round(caller.ear.rms, 4)
    return outcome


async def _hear(
    caller: Caller,
    line: str | None,
    script: Script,
    outcome: Outcome,
    tell: Callable[[Exchange], None],
) -> None:
    reply = await caller.wait_for_agent_reply(script.reply_timeout_s)
    exchange = Exchange(line=line, reply=reply)
    outcome.exchanges.append(exchange)
    tell(exchange)
