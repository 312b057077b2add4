"""`speaknode sessions`: list, read with transcript, end."""

from typing import Annotated

import typer

from speaknode_cli.client import Client, find_installation, plain_errors
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
        str | None, typer.Option("--from", help="Made at or after (ISO 8601).")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", help="Made before (ISO 8601).")] = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
) -> None:
    """The newest sessions first."""
    query = {"agent_id": agent, "status": status, "from": since, "to": until}
    with plain_errors(), Client(find_installation(api_url, api_key)) as client:
        sessions = list(client.items("sessions", limit=limit, **query))
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
