"""How a call is told to a person, as it happens."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.markup import escape

from speaknode_cli.caller.conversation import Exchange, Outcome
from speaknode_cli.client import Json


class CallReport:
    def __init__(self, *, quiet: bool = False, console: Console | None = None) -> None:
        self._console = console or Console(quiet=quiet, highlight=False)

    def started(self, session: Json) -> None:
        self._say(f"[dim]session[/] {session['id']} [dim]· waiting for the agent[/]")

    def exchange(self, exchange: Exchange, *, at_s: float) -> None:
        if exchange.line is not None:
            self._say(f"[cyan]caller[/]  {escape(exchange.line)}{_misheard(exchange)}")
        self._say(f"[green]agent[/]   {escape(exchange.reply.text)}{_timing(exchange, at_s)}")

    def tool_call(self, call: Json) -> None:
        self._say(f"[magenta]tool[/]    {_tool_call(call)}")

    def waiting(self) -> None:
        self._say("[dim]hung up · waiting for the session to be completed[/]")

    def ended(self, session: Json, outcome: Outcome) -> None:
        self._say("")
        self.session(session)
        latency = outcome.latencies()
        if latency["count"]:
            self._say(
                f"[bold]answered in[/]  {latency['p50_ms']:.0f} ms (median of {latency['count']}), "
                f"at most {latency['max_ms']:.0f} ms"
            )

    def session(self, session: Json) -> None:
        self._say(f"[bold]{session['status']}[/]  {escape(_ending(session))}")
        self._say_lines("transcript", map(_turn, session.get("turns", [])))
        self._say_lines("tool calls", map(_tool_call, session.get("tool_calls", [])))
        self._say_lines("errors", map(_error, session.get("errors", [])))
        self._say_lines("recordings", map(_recording, session.get("recordings", [])))

    def _say_lines(self, title: str, lines: Iterable[str]) -> None:
        told = list(lines)
        if told:
            self._say(f"[bold]{title}[/]")
        for line in told:
            self._say(f"  {line}", soft_wrap=True)

    def _say(self, text: str, *, soft_wrap: bool = True) -> None:
        self._console.print(text, soft_wrap=soft_wrap)


def _misheard(exchange: Exchange) -> str:
    heard = exchange.reply.heard_as
    same = heard.strip(" .!?").lower() == (exchange.line or "").strip(" .!?").lower()
    return "" if same or not heard else f" [dim](heard as: {escape(heard)})[/]"


def _timing(exchange: Exchange, at_s: float) -> str:
    latency = exchange.reply.latency_ms
    if latency is None:
        return f" [dim]({at_s:.1f} s)[/]"
    what = "after joining" if exchange.line is None else "after the caller stopped"
    return f" [dim]({latency:.0f} ms {what})[/]"


def _ending(session: Json) -> str:
    parts: list[Any] = [session.get("end_reason"), session.get("end_detail")]
    if session.get("duration_s") is not None:
        parts.append(f"{session['duration_s']:.1f} s")
    return " · ".join(str(part) for part in parts if part)


def _turn(turn: Json) -> str:
    metrics = turn.get("metrics") or {}
    known = [
        f"{name.removesuffix('_ms')} {value:.0f} ms"
        for name, value in metrics.items()
        if isinstance(value, int | float)
    ]
    timings = f" [dim]({', '.join(known)})[/]" if known else ""
    return f"{turn['role']:<6} {escape(turn['text'])}{timings}"


def _tool_call(call: Json) -> str:
    problem = f" · {call['error']}" if call.get("error") else ""
    told = f"{call['code']}({call.get('arguments', {})}) → {call.get('response')}{problem}"
    return f"{escape(told)} [dim]({call['duration_ms']:.0f} ms)[/]"


def _error(error: Json) -> str:
    return escape(f"{error['source']}: {error['message']}")


def _recording(recording: Json) -> str:
    return f"{recording['kind']:<6} {recording['duration_s']:.1f} s  {escape(recording['url'])}"
