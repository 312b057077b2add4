"""What is made of a conversation afterwards, and what is kept of it."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field, ValidationInfo, field_validator

from speaknode.agents.speech import ProviderRef
from speaknode.agents.variables import VariableName, VariableType
from speaknode.kit.models import Entity


class SummaryConfig(Entity):
    enabled: bool = False
    prompt: str | None = Field(default=None, max_length=5000, description="null: the built-in one.")


class AnalysisField(Entity):
    """One typed fact to find in the conversation; null when it was not said."""

    name: VariableName
    type: VariableType = VariableType.STRING
    description: str = Field(min_length=1, max_length=1000)
    enum: list[str] | None = Field(default=None, min_length=1, max_length=100)

    @field_validator("enum")
    @classmethod
    def _of_strings(cls, value: list[str] | None, info: ValidationInfo) -> list[str] | None:
        if value is not None and info.data.get("type") is not VariableType.STRING:
            raise ValueError("enum is for fields of type string")
        return list(dict.fromkeys(value)) if value is not None else None


class AnalysisCriterion(Entity):
    """One thing to judge: met, not met or unknown, with the reason."""

    name: VariableName
    description: str = Field(min_length=1, max_length=2000)


class AnalysisConfig(Entity):
    """Runs after the conversation; nothing of it: no analysis."""

    summary: SummaryConfig = SummaryConfig()
    fields: list[AnalysisField] = Field(default_factory=list, max_length=50)
    criteria: list[AnalysisCriterion] = Field(default_factory=list, max_length=50)
    llm: ProviderRef | None = Field(default=None, description="null: the agent's own LLM.")
    min_turns: int = Field(default=1, ge=0, le=100, description="With fewer, nothing is analysed.")


class RedactCategory(StrEnum):
    PERSON_NAME = "person_name"
    ADDRESS = "address"
    EMAIL = "email"
    PHONE_NUMBER = "phone_number"
    DATE_OF_BIRTH = "date_of_birth"
    SSN = "ssn"
    PASSPORT = "passport"
    DRIVER_LICENSE = "driver_license"
    CREDIT_CARD = "credit_card"
    BANK_ACCOUNT = "bank_account"
    PASSWORD = "password"
    PIN = "pin"
    MEDICAL_ID = "medical_id"
    CUSTOMER_ACCOUNT_NUMBER = "customer_account_number"


class StoreMode(StrEnum):
    EVERYTHING = "everything"
    WITHOUT_PII = "without_pii"
    METADATA_ONLY = "metadata_only"


class PrivacyConfig(Entity):
    retention_days: int | None = Field(
        default=None,
        ge=1,
        le=3650,
        description="After so many days, within one more, a conversation is deleted with its recordings; null: never.",
    )
    redact: list[RedactCategory] = Field(
        default_factory=list,
        max_length=len(RedactCategory),
        description="Found by patterns in what is stored of words and tool calls; sound is not changed.",
    )
    store: StoreMode = Field(
        default=StoreMode.EVERYTHING,
        description="without_pii: as if all of `redact` were asked for, and no sound; metadata_only: no words either.",
    )

    def expires_at(self, created_at: datetime) -> datetime | None:
        return created_at + timedelta(days=self.retention_days) if self.retention_days else None

    def redacted(self) -> list[RedactCategory]:
        return list(RedactCategory) if self.store is StoreMode.WITHOUT_PII else self.redact


class ArtifactsConfig(Entity):
    recording: bool = Field(default=True, description="The full mix.")
    tracks: bool = Field(default=True, description="One recording per participant.")
    transcript: bool = True
