"""The `speaknode` command."""

import typer

from speaknode_cli import agents, call, doctor, lifecycle, logs, run, sessions

app = typer.Typer(
    help="Speaknode: voice agents on your machine.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # they would print keys
)

# A command module offers one function, or a `typer.Typer()` named `app`: register it here.
app.command("up")(lifecycle.up)
app.command("down")(lifecycle.down)
app.command("status")(lifecycle.status)
app.command("restart")(lifecycle.restart)
app.command("run")(run.run)
app.command("logs")(logs.logs)
app.command("doctor")(doctor.doctor)
app.command("call")(call.call)
app.add_typer(agents.app, name="agents")
app.add_typer(sessions.app, name="sessions")
