"""`speaknode agents`: list, read, create from a file, change, publish, delete."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from speaknode_cli.client import Client, CliError, Json, find_installation, plain_errors
from speaknode_cli.options import ApiKey, ApiUrl, AsJson, Limit
from speaknode_cli.tables import print_json, print_table, short_time

app = typer.Typer(help="Agents of the space.", no_args_is_help=True)

AgentId = Annotated[str, typer.Argument(metavar="AGENT_ID", help="agt_…")]
FromFile = Annotated[
    Path, typer.Option("--file", "-f", help="Agent as YAML or JSON; - for standard input.")
]


@app.command("list")
def list_agents(
    limit: Limit = 50, as_json: AsJson = False, api_url: ApiUrl = None, api_key: ApiKey = None
) -> None:
    """The agents of the space."""
    with plain_errors(), Client(find_installation(api_url, api_key)) as client:
        agents = list(client.items("agents", limit=limit))
    if as_json:
        print_json(agents)
        return
    rows = [
        (agent["id"], agent["name"], _published(agent), ", ".join(agent["locales"]), _llm(agent))
        for agent in agents
    ]
    print_table(("id", "name", "published", "languages", "llm"), rows, empty="no agents yet")


@app.command("get")
def get_agent(
    agent_id: AgentId, as_json: AsJson = False, api_url: ApiUrl = None, api_key: ApiKey = None
) -> None:
    """One agent with all its settings (YAML, or JSON with --json)."""
    with plain_errors(), Client(find_installation(api_url, api_key)) as client:
        _show(client.get(f"agents/{agent_id}"), as_json=as_json)


@app.command("create")
def create_agent(
    file: FromFile, as_json: AsJson = False, api_url: ApiUrl = None, api_key: ApiKey = None
) -> None:
    """Create an agent from a file."""
    with plain_errors():
        body = _read(file)
        with Client(find_installation(api_url, api_key)) as client:
            _tell(client.post("agents", body), "created", as_json=as_json)


@app.command("update")
def update_agent(
    agent_id: AgentId,
    file: FromFile,
    as_json: AsJson = False,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
) -> None:
    """Change the fields that the file names; the rest stays."""
    with plain_errors():
        body = _read(file)
        with Client(find_installation(api_url, api_key)) as client:
            _tell(client.patch(f"agents/{agent_id}", body), "updated", as_json=as_json)


@app.command("publish")
def publish_agent(
    agent_id: AgentId, as_json: AsJson = False, api_url: ApiUrl = None, api_key: ApiKey = None
) -> None:
    """Freeze the draft as a version and publish it."""
    with plain_errors(), Client(find_installation(api_url, api_key)) as client:
        _tell(client.post(f"agents/{agent_id}/publish"), "published", as_json=as_json)


@app.command("delete")
def delete_agent(
    agent_id: AgentId,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
) -> None:
    """Delete an agent."""
    if not yes:
        typer.confirm(f"Delete {agent_id}?", abort=True)
    with plain_errors(), Client(find_installation(api_url, api_key)) as client:
        client.delete(f"agents/{agent_id}")
    print(f"deleted {agent_id}")


def _read(file: Path) -> Json:
    try:
        source = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        body: Any = yaml.safe_load(source)
    except OSError as error:
        raise CliError(f"cannot read {file}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CliError(f"{file} is neither YAML nor JSON: {str(error).splitlines()[0]}") from error
    if not isinstance(body, dict):
        raise CliError(f"{file} must hold one agent: a mapping of its fields")
    return body


def _show(agent: Json, *, as_json: bool) -> None:
    if as_json:
        print_json(agent)
    else:
        print(yaml.safe_dump(agent, allow_unicode=True, sort_keys=False), end="")


def _tell(agent: Json, what: str, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(agent, ensure_ascii=False, indent=2))
    else:
        print(f"{what} {agent['id']} {agent['name']} ({_published(agent)})")


def _published(agent: Json) -> str:
    if not agent.get("is_published"):
        return "draft"
    return f"version {agent['published_version']}, {short_time(agent.get('updated_at'))}"


def _llm(agent: Json) -> str:
    llm = agent.get("llm") or {}
    return "/".join(str(part) for part in (llm.get("provider"), llm.get("model")) if part)
