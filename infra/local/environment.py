"""The environment of the installation's processes, from the stack's outputs and the local keys."""

import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from infra.local.home import PROJECT, Home
from infra.local.issuer.tokens import ADMIN_ROLE
from infra.local.livekit_config import Keys
from infra.local.ports import HOST, Ports
from infra.local.target import Target

MARK = "SPEAKNODE_INSTALLATION"
_OUTPUTS = (
    "Stage", "AgentsTable", "ToolsTable", "SpacesTable", "AccessTable", "SessionsTable",
    "ConnectionsTable", "OutboxTable", "IdempotencyTable", "CredentialsTable", "ModelsTable",
    "KmsKeyId", "RecordingsBucket", "SessionsQueueUrl",
    "KnowledgeTable", "KnowledgeBucket", "SoundsTable", "SoundsBucket",
    "KnowledgeQueueUrl", "AnalysisQueueUrl", "OpenaiBaseUrl",
    "AnalysisModel", "EmbeddingModel",
    "OidcRolesClaim", "OidcAdminRole", "MailFrom",
    "EventBus", "WsCallbackUrl", "OidcIssuer", "OidcAudience", "AllowedOrigins", "ToolAllowedHosts",
    "DemoEnabled", "TelephonyAccountsTable", "PhoneNumbersTable", "SipDomain", "SipPort",
    "SipTlsPort", "SipOutboundAddresses", "BridgeUrl", "PublicUrl",
    "DoNotCallTable", "ContactUploadsTable", "UploadsBucket", "ContactsQueueUrl",
)  # fmt: skip


MODEL_SERVERS = (f"{HOST}:11434", "localhost:11434")
"""Ollama on its usual port: an agent may name it as its `base_url`."""


def variable(output: str) -> str:
    """AgentsTable → SPEAKNODE_AGENTS_TABLE."""
    return "SPEAKNODE_" + re.sub(r"(?<!^)(?=[A-Z])", "_", output).upper()


def livekit_url(ports: Ports) -> str:
    return f"ws://{HOST}:{ports.livekit}"


def issuer_url(ports: Ports) -> str:
    return f"http://{HOST}:{ports.issuer}"


def web_url(ports: Ports) -> str:
    return f"http://{HOST}:{ports.web}"


def parameters(
    target: Target, ports: Ports, pair: Keys, env: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """The template's parameters. Tools may reach the stack itself (the demo's) and what is added."""
    hosts = [urlsplit(target.endpoint_url).netloc] if target.endpoint_url else []
    hosts += MODEL_SERVERS if target.embedded else []
    hosts += [h for h in env.get("SPEAKNODE_TOOL_ALLOWED_HOSTS", "").split(",") if h.strip()]
    return {
        "Stage": target.stage,
        "WsCallbackBase": target.by_path,
        "LiveKitUrl": env.get("SPEAKNODE_LIVEKIT_URL") or livekit_url(ports),
        "LiveKitApiKey": pair.key,
        "LiveKitApiSecret": pair.secret,
        "OidcIssuer": env.get("SPEAKNODE_OIDC_ISSUER") or issuer_url(ports),
        "OidcAudience": env.get("SPEAKNODE_OIDC_AUDIENCE") or "speaknode",
        "ToolAllowedHosts": ",".join(hosts),
        "AllowedOrigins": env.get("SPEAKNODE_ALLOWED_ORIGINS") or "*",
        "DemoEnabled": "true",
        **_given(env),
        "WebUrl": env.get("SPEAKNODE_WEB_URL") or web_url(ports),
    }


def _given(env: Mapping[str, str]) -> dict[str, str]:
    """Models, people and post of the installation; what is not given keeps the template's default."""
    values = {
        "OidcRolesClaim": env.get("SPEAKNODE_OIDC_ROLES_CLAIM"),
        "OidcAdminRole": env.get("SPEAKNODE_OIDC_ADMIN_ROLE") or _admin_role(env),
        "SmtpUrl": env.get("SPEAKNODE_SMTP_URL"),
        "MailFrom": env.get("SPEAKNODE_MAIL_FROM"),
        "OpenaiBaseUrl": env.get("SPEAKNODE_OPENAI_BASE_URL") or env.get("OPENAI_BASE_URL"),
        "OpenaiApiKey": env.get("SPEAKNODE_OPENAI_API_KEY") or env.get("OPENAI_API_KEY"),
        "AnalysisModel": env.get("SPEAKNODE_ANALYSIS_MODEL"),
        "EmbeddingModel": env.get("SPEAKNODE_EMBEDDING_MODEL"),
    }
    return {name: value for name, value in values.items() if value}


def _admin_role(env: Mapping[str, str]) -> str | None:
    """Another issuer's roles are for the operator to name."""
    return None if env.get("SPEAKNODE_OIDC_ISSUER") else ADMIN_ROLE


def settings(
    target: Target, ports: Ports, pair: Keys, outputs: Mapping[str, str]
) -> dict[str, str]:
    """What `speaknode.kit.settings` reads: the same names as the functions have in the template."""
    return {
        **{variable(name): outputs[name] for name in _OUTPUTS if name in outputs},
        "SPEAKNODE_LIVEKIT_URL": outputs.get("LiveKitUrl") or livekit_url(ports),
        "SPEAKNODE_LIVEKIT_API_KEY": pair.key,
        "SPEAKNODE_LIVEKIT_API_SECRET": pair.secret,
        "SPEAKNODE_OPENAI_API_KEY": _given(os.environ).get("OpenaiApiKey", ""),
        **target.environment(),
    }


def base(home: Home, env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The user's environment (provider keys pass through) with the marks of this installation."""
    kept = {k: v for k, v in env.items() if not k.startswith(("AWS_", "VIRTUAL_ENV"))}
    # Compiling all libraries at each start costs more than the rest of it.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **kept,
        MARK: str(home.root),
        "SPEAKNODE_HOME": str(home.root),
        "TMPDIR": str(home.scratch),
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(PROJECT),
    }


def emulator(home: Home, ports: Ports) -> dict[str, str]:
    return {
        "GATEWAY_PORT": str(ports.aws),
        "BIND_HOST": HOST,
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home.root / "aws"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home.root / "s3"),
        "SPEAKNODE_FUNCTION_LOG": str(home.log("functions")),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": f"http://{HOST}:{ports.aws}",
    }
