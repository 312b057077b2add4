"""Use cases of tools."""

from speaknode.egress.policy import Policy
from speaknode.kit.clock import Clock
from speaknode.kit.errors import InvalidError, StaleRevisionError
from speaknode.kit.ids import new_id
from speaknode.kit.models import Page
from speaknode.tools.checks import check_tool
from speaknode.tools.errors import ToolNotFoundError
from speaknode.tools.models import Tool
from speaknode.tools.ports import ToolStore
from speaknode.tools.schemas import ToolInput


class ToolService:
    def __init__(self, *, store: ToolStore, clock: Clock, policy: Policy) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy

    def check(self, data: ToolInput) -> None:
        """Raises InvalidError naming the place."""
        check_tool(data)
        if problem := self._policy.problem(data.url):
            raise InvalidError.field("/url", problem, code="url_refused")

    def create(self, space_id: str, data: ToolInput) -> Tool:
        self.check(data)
        now = self._clock()
        tool = Tool(
            **data.model_dump(), id=new_id("tol"), space_id=space_id, created_at=now, updated_at=now
        )
        self._store.insert(tool)
        return tool

    def get(self, space_id: str, tool_id: str) -> Tool:
        tool = self._store.get(space_id, tool_id)
        if tool is None:
            raise ToolNotFoundError(tool_id)
        return tool

    def present(self, space_id: str, tool_ids: list[str]) -> list[Tool]:
        """Those that are still there: a deleted tool must not keep its agent's calls from beginning."""
        found = [self._store.get(space_id, tool_id) for tool_id in tool_ids]
        return [tool for tool in found if tool is not None]

    def list(self, space_id: str, cursor: str | None = None, limit: int = 20) -> Page[Tool]:
        return self._store.list(space_id, cursor, limit)

    def replace(
        self, space_id: str, tool_id: str, data: ToolInput, *, revision: int | None = None
    ) -> Tool:
        self.check(data)
        current = self._unchanged(space_id, tool_id, revision)
        changed = current.model_copy(
            update={
                **{name: getattr(data, name) for name in ToolInput.model_fields},
                "updated_at": self._clock(),
                "revision": current.revision + 1,
            }
        )
        self._store.replace(changed, current)
        return changed

    def delete(self, space_id: str, tool_id: str, *, revision: int | None = None) -> None:
        self._store.delete(self._unchanged(space_id, tool_id, revision))

    def _unchanged(self, space_id: str, tool_id: str, revision: int | None) -> Tool:
        tool = self.get(space_id, tool_id)
        if revision is not None and revision != tool.revision:
            raise StaleRevisionError("tool")
        return tool
