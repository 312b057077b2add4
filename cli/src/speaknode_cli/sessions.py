"""`speaknode sessions`: list, read with transcript, end."""

from datetime import datetime
from typing import Annotated

import typer

from speaknode_cli.client import Client, CliError, find_installation, plain_errors
from speaknode_cli.options import ApiKey, ApiUrl, AsJson, Limit
from speaknode_cli.report import CallReport
from speaknode_cli.tables import print_json, print_table, short_time

app = typer.Typer(help="Conversations of the space.", no_args_is_help=True)

SessionId = Annotated[str, typer.Argument(metavar="SESSION_ID", help="ses_…")]


@app.command("list")
def list_sessions(
    agent: Annotated[str | None, typer.Option(help="Only of this agent.")] = None,
    status: Annotated[str | None, typer.Option(help="pending … failed.")] = None,
    since: Annotated[
        str | None, typer.Option("--from", help="Made at or after: 2026-11-20, or with a time.")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", help="Made before.")] = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
) -> None:
    """The newest sessions first."""
    query = {"agent_id": agent, "status": status}
    with plain_errors(), Client(find_installation(api_url, api_key)) as client:
        times = {"from": _aware(since), "to": _aware(until)}
        sessions = list(client.items("sessions", limit=limit, **query, **times))
    if as_json:
        print_json(sessions)
        return
    rows = [
        (
            session["id"],
            session["agent_name"],
            session["channel"],
            session["status"],
            session.get("end_reason") or "",
            short_time(session["created_at"]),
            f"{session['duration_s']:.0f} s" if session.get("duration_s") is not None else "",
            str(session.get("turn_count", "")),
        )
        for session in sessions
    ]
    titles = ("id", "agent", "channel", "status", "end", "created", "duration", "turns")
    print_table(titles, rows, empty="no sessions")


@app.command("get")
def get_session(
    session_id: SessionId, as_json: AsJson = False, api_url: ApiUrl = None, api_key: ApiKey = None
) -> None:
    """One session: status, transcript, tool calls, errors, recordings."""
    with plain_errors(), Client(find_installation(api_url, api_key)) as client:
        session = client.get(f"sessions/{session_id}")
    if as_json:
        print_json(session)
    else:
        CallReport().session(session)


@app.command("end")
def end_session(
    session_id: SessionId, as_json: AsJson = False, api_url: ApiUrl = None, api_key: ApiKey = None
) -> None:
    """End a running session."""
    with plain_errors(), Client(find_installation(api_url, api_key)) as client:
        session = client.post(f"sessions/{session_id}/end")
    if as_json:
        print_json(session)
    else:
        print(f"ending {session_id}")


def _aware(moment: str | None) -> str | None:
    """The API wants a time zone; people mean their own."""
    if moment is None:
        return None
    try:
        return datetime.fromisoformat(moment).astimezone().isoformat()
    except ValueError as error:
        raise CliError(f"{moment!r} is not a date or time such as 2026-11-20T09:30") from error
