"""`speaknode call`: a simulated caller talks with an agent and tells how it went."""

import asyncio
import json
import logging
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from speaknode_cli.caller import Caller, CallerError
from speaknode_cli.caller.conversation import Exchange, Outcome, Script, hold
from speaknode_cli.caller.voice import VoiceError
from speaknode_cli.client import (
    EXIT_CONVERSATION,
    Client,
    CliError,
    Json,
    find_installation,
    plain_errors,
)
from speaknode_cli.options import ApiKey, ApiUrl, AsJson
from speaknode_cli.report import CallReport

# Long enough for the worker to close the recording and the queue to carry the reports.
COMPLETION_TIMEOUT_S = 60
POLL_S = 0.5
WATCH_EVERY_S = 1.0
DEMO_LINES = {
    "en": ("what is the weather today", "goodbye"),
    "ru": ("какая сегодня погода", "до свидания"),
}


class ConversationError(CliError):
    exit_code = EXIT_CONVERSATION


class UsageError(CliError):
    exit_code = 2


def call(
    agent: Annotated[str | None, typer.Option(help="Agent id; the demo agent by default.")] = None,
    line: Annotated[list[str] | None, typer.Option(help="What to say; repeat for more.")] = None,
    wav: Annotated[Path | None, typer.Option(help="A WAV file to play to the agent.")] = None,
    text: Annotated[bool, typer.Option("--text", help="Type instead of speaking.")] = False,
    language: Annotated[str, typer.Option(help="en or ru.")] = "en",
    variables: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A variable of the agent.")
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Write what was heard to this WAV.")] = None,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for each answer.")] = 30,
    as_json: AsJson = False,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
) -> None:
    """Call an agent: speak (or type) the lines, hear the answers, print turns and timings."""
    # What the media library says of channels closing is of no use to a caller.
    logging.getLogger("livekit").setLevel(logging.CRITICAL)
    with plain_errors():
        installation = find_installation(api_url, api_key)
        agent_id = agent or installation.demo_agent_id
        if not agent_id:
            raise UsageError("which agent? give --agent")
        script = _script(line, wav, typed=text, language=language, timeout_s=timeout)
        wanted = _wanted_session(agent_id, language, typed=text)
        with Client(installation) as client:
            wanted["variables"] = _typed_variables(client, agent_id, variables or [])
            document = _place(client, wanted, script, save, CallReport(quiet=as_json))
        if as_json:
            print(json.dumps(document, ensure_ascii=False, indent=2))
        _judge(document)


def _script(
    lines: list[str] | None, wav: Path | None, *, typed: bool, language: str, timeout_s: float
) -> Script:
    if wav is not None and typed:
        raise UsageError("--wav is spoken; it does not go with --text")
    demo = DEMO_LINES.get(language.split("-")[0], DEMO_LINES["en"]) if wav is None else ()
    chosen = tuple(lines) if lines else demo
    return Script(lines=chosen, wav=wav, typed=typed, reply_timeout_s=timeout_s)


def _wanted_session(agent_id: str, language: str, *, typed: bool) -> Json:
    return {"agent_id": agent_id, "channel": "text" if typed else "web", "locale": language}


def _typed_variables(client: Client, agent_id: str, given: list[str]) -> Json:
    """Values by the types the agent declares; what does not fit goes as text, the API judges."""
    if not given:
        return {}
    declared = client.get(f"agents/{agent_id}").get("variables", [])
    types = {variable["name"]: variable["type"] for variable in declared}
    values: Json = {}
    for pair in given:
        name, separator, value = pair.partition("=")
        if not separator or not name:
            raise UsageError(f"{pair!r} is not NAME=VALUE")
        values[name] = value if types.get(name, "string") == "string" else _scalar(value)
    return values


def _scalar(value: str) -> Any:
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def _place(
    client: Client, wanted: Json, script: Script, save: Path | None, report: CallReport
) -> Json:
    session = client.post("sessions", wanted)
    report.started(session)
    outcome = asyncio.run(_converse(client, session, script, save, report))
    report.waiting()
    final = await_completion(client, session["id"])
    report.ended(final, outcome)
    return {
        "session": final,
        "turns": [exchange.document() for exchange in outcome.exchanges],
        "latency": outcome.latencies(),
        "heard": {"seconds": outcome.heard_s, "voiced_s": outcome.voiced_s, "rms": outcome.rms},
        "agent_hung_up": outcome.agent_hung_up,
        "problem": outcome.problem,
    }


async def _converse(
    client: Client, session: Json, script: Script, save: Path | None, report: CallReport
) -> Outcome:
    started = time.monotonic()

    def tell(exchange: Exchange) -> None:
        report.exchange(exchange, at_s=time.monotonic() - started)

    watcher = asyncio.create_task(_watch_tool_calls(client, session["id"], report))
    try:
        async with Caller(
            session["livekit_url"],
            session["token"],
            voice=not script.typed,
            language=session["locale"],
        ) as caller:
            outcome = await hold(caller, script, tell)
    except (CallerError, VoiceError) as error:
        raise ConversationError(str(error)) from error
    finally:
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
    if save is not None:
        caller.ear.save(save)
    return outcome


async def _watch_tool_calls(client: Client, session_id: str, report: CallReport) -> None:
    """Tells each tool call soon after it was made; what is missed here is in the session's end."""
    told: set[str] = set()
    while True:
        await asyncio.sleep(WATCH_EVERY_S)
        try:
            page = await asyncio.to_thread(client.get, f"sessions/{session_id}/tool-calls")
        except CliError:
            continue
        for tool_call in page["items"]:
            if tool_call["id"] not in told:
                told.add(tool_call["id"])
                report.tool_call(tool_call)


def await_completion(
    client: Client, session_id: str, timeout_s: float = COMPLETION_TIMEOUT_S
) -> Json:
    """The session once it is over and its audio stored, or as it is when time is up."""
    deadline = time.monotonic() + timeout_s
    while True:
        session = client.get(f"sessions/{session_id}")
        over = session["status"] in ("completed", "failed")
        if (over and session.get("recording") != "expected") or time.monotonic() > deadline:
            return session
        time.sleep(POLL_S)


def _judge(document: Json) -> None:
    session = document["session"]
    if document["problem"]:
        reason = session.get("end_reason") or session["status"]
        raise ConversationError(f"{document['problem']} (session {session['id']}: {reason})")
    if session["status"] == "failed":
        raise ConversationError(f"session {session['id']} failed: {session.get('end_reason')}")
    if session["status"] != "completed":
        raise CliError(f"session {session['id']} is still {session['status']}")
