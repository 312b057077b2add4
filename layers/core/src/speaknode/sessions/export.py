"""A session as a row for spreadsheets."""

import json

from speaknode.kit.sheet import Cell
from speaknode.sessions.models import Session

MAX_VARIABLES_CHARACTERS = 1_000
COLUMNS = (
    "id", "created_at", "agent_id", "agent_name", "agent_version", "channel", "locale", "caller",
    "called", "status", "end_reason", "end_fault", "duration_s", "turn_count", "tool_call_count",
    "error_count", "cost_usd", "variables",
)  # fmt: skip


def cells(session: Session) -> list[Cell]:
    row = session.model_dump(mode="json", include=set(COLUMNS))
    row["cost_usd"] = float(session.cost.total_usd) if session.cost else None
    variables = json.dumps(row["variables"], ensure_ascii=False)
    return [row[name] for name in COLUMNS[:-1]] + [variables[:MAX_VARIABLES_CHARACTERS]]
