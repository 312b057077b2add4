"""Everything an installation configures. Read once through `settings()`, never at import."""

import os
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class Settings(BaseModel):
    """Environment variables `SPEAKNODE_<FIELD>` (or a field's alias); names and values come from `template.yaml`.

    A plain model over the environment: pydantic-settings would add 0.3 s to every cold start.
    """

    model_config = ConfigDict(
        alias_generator=lambda name: f"SPEAKNODE_{name.upper()}", extra="ignore", frozen=True
    )

    stage: str = "dev"
    agents_table: str = "agents"
    tools_table: str = "tools"
    spaces_table: str = "spaces"
    access_table: str = "access"
    sessions_table: str = "sessions"
    connections_table: str = "connections"
    outbox_table: str = "outbox"
    idempotency_table: str = "idempotency"
    credentials_table: str = "credentials"
    models_table: str = "models"
    kms_key_id: str = Field(default="", description="Wraps the data keys of stored credentials.")
    knowledge_table: str = "knowledge"
    sounds_table: str = "sounds"
    telephony_accounts_table: str = "telephonyaccounts"
    phone_numbers_table: str = "phonenumbers"
    do_not_call_table: str = "donotcall"
    contact_uploads_table: str = "contactuploads"
    uploads_bucket: str = "uploads"
    contacts_queue_url: str = ""
    campaigns_table: str = "campaigns"
    campaign_ticks_queue_url: str = ""
    campaign_dials_queue_url: str = ""
    recordings_bucket: str = "recordings"
    knowledge_bucket: str = "knowledge"
    sounds_bucket: str = "sounds"
    sessions_queue_url: str = ""
    knowledge_queue_url: str = ""
    analysis_queue_url: str = ""
    event_bus: str = "default"
    ws_callback_url: str = ""
    livekit_url: str = "ws://127.0.0.1:7880"
    livekit_api_key: str = ""
    livekit_api_secret: SecretStr = SecretStr("")
    sip_domain: str = Field(default="", description="Where PBXs send calls to; empty: no SIP here.")
    sip_port: int = 5060
    sip_tls_port: int = Field(default=0, description="0: the gateway has no certificate.")
    sip_outbound_addresses: str = Field(default="", description="Comma separated: calls of ours.")
    bridge_url: str = Field(default="", description="ws:// or wss:// of the media bridge.")
    public_url: str = Field(default="", description="Base of the addresses that carriers call.")
    oidc_issuer: str = ""
    oidc_audience: str = "speaknode"
    oidc_roles_claim: str = Field(
        default="realm_access.roles", description="Dotted path to a list of roles in a token."
    )
    oidc_admin_role: str = Field(
        default="", description="Role of a token that administers the platform; empty: none does."
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""), description="smtp(s)://user:password@host:port; empty: no e-mail."
    )
    mail_from: str = "Speaknode <no-reply@localhost>"
    allowed_origins: str = "*"
    tool_allowed_hosts: str = Field(
        default="", description="Comma separated host[:port] that tools may reach although private."
    )
    openai_base_url: str = Field(
        default="https://api.openai.com/v1", description="Of any compatible service."
    )
    openai_api_key: SecretStr = SecretStr("")
    analysis_model: str = "gpt-4.1-mini"
    embedding_model: str = Field(default="", description="Empty: knowledge is found by words.")
    demo_enabled: bool = False
    web_url: str = Field(default="", description="Where the installation's own pages are.")
    public_sessions_per_visitor: int = Field(default=20, ge=1, description="A minute and agent.")
    public_sessions_per_agent: int = Field(default=300, ge=1, description="A minute.")
    aws_endpoint_url: str | None = Field(default=None, alias="AWS_ENDPOINT_URL")
    aws_region: str = Field(default="us-east-1", alias="AWS_REGION")

    def tool_hosts(self) -> frozenset[str]:
        return frozenset(
            host.strip() for host in self.tool_allowed_hosts.split(",") if host.strip()
        )


@cache
def settings() -> Settings:
    return Settings.model_validate(dict(os.environ))
