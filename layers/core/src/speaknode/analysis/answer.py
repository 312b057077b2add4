"""Reading an analyst's raw answer: only what fits what was asked for gets through."""

import math
from typing import Any

from speaknode.agents.models import VariableType, VariableValue
from speaknode.agents.outcome import AnalysisConfig, AnalysisField
from speaknode.analysis.models import CriterionResult, CriterionVerdict, Findings

MAX_SUMMARY = 5_000
MAX_VALUE = 2_000
MAX_RATIONALE = 2_000


def read_answer(raw: dict[str, Any], wanted: AnalysisConfig) -> Findings:
    """One wrong field is null and one wrong verdict unknown: they do not spoil the rest."""
    fields, criteria = _mapping(raw.get("fields")), _mapping(raw.get("criteria"))
    summary = raw.get("summary")
    is_told = wanted.summary.enabled and isinstance(summary, str) and summary.strip()
    return Findings(
        summary=_plain(str(summary), MAX_SUMMARY) if is_told else None,
        fields={field.name: fit(field, fields.get(field.name)) for field in wanted.fields},
        criteria=[_verdict(item.name, criteria.get(item.name)) for item in wanted.criteria],
    )


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def fit(field: AnalysisField, value: object) -> VariableValue:
    """The value as the field's type, or null."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    is_number = is_whole or (isinstance(value, float) and math.isfinite(value))
    match field.type:
        case VariableType.BOOLEAN:
            return value if isinstance(value, bool) else None
        case VariableType.INTEGER:
            return int(value) if is_number and value == int(value) else None  # type: ignore[call-overload]
        case VariableType.NUMBER:
            return value if is_number else None  # type: ignore[return-value]
        case _:
            if not isinstance(value, str) or not value.strip():
                return None
            return _plain(value, MAX_VALUE) if field.enum is None or value in field.enum else None


def _verdict(name: str, raw: object) -> CriterionVerdict:
    told = _mapping(raw)
    rationale = told.get("rationale")
    result = told.get("result")
    if result not in list(CriterionResult) or not isinstance(rationale, str):
        return CriterionVerdict(name=name, rationale="The model gave no usable verdict.")
    return CriterionVerdict(
        name=name, result=CriterionResult(result), rationale=_plain(rationale, MAX_RATIONALE)
    )


def _plain(text: str, limit: int) -> str:
    """Without halves of characters, which cannot be stored."""
    return text.encode(errors="replace").decode().replace("\0", "").strip()[:limit]
