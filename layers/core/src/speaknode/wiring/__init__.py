"""The only place where ports meet adapters. Everything is made on first use and kept.

Each name is loaded with its own part only when it is asked for: a cold function imports what it uses.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from speaknode.wiring.parts.access import access as access
    from speaknode.wiring.parts.access import identity as identity
    from speaknode.wiring.parts.access import members as members
    from speaknode.wiring.parts.access import spaces as spaces
    from speaknode.wiring.parts.agents import agent_transfer as agent_transfer
    from speaknode.wiring.parts.agents import agents as agents
    from speaknode.wiring.parts.agents import credentials as credentials
    from speaknode.wiring.parts.agents import models as models
    from speaknode.wiring.parts.agents import tool_testing as tool_testing
    from speaknode.wiring.parts.agents import tools as tools
    from speaknode.wiring.parts.campaigns import call_limits as call_limits
    from speaknode.wiring.parts.campaigns import campaign_dialing as campaign_dialing
    from speaknode.wiring.parts.campaigns import campaign_settling as campaign_settling
    from speaknode.wiring.parts.campaigns import campaign_ticks as campaign_ticks
    from speaknode.wiring.parts.campaigns import campaigns as campaigns
    from speaknode.wiring.parts.contact_uploads import contact_import as contact_import
    from speaknode.wiring.parts.contact_uploads import contact_uploads as contact_uploads
    from speaknode.wiring.parts.do_not_call import do_not_call as do_not_call
    from speaknode.wiring.parts.everything import connection as connection
    from speaknode.wiring.parts.ground import client as client
    from speaknode.wiring.parts.ground import egress as egress
    from speaknode.wiring.parts.knowledge import analysis as analysis
    from speaknode.wiring.parts.knowledge import analysis_runs as analysis_runs
    from speaknode.wiring.parts.knowledge import embedder as embedder
    from speaknode.wiring.parts.knowledge import knowledge as knowledge
    from speaknode.wiring.parts.knowledge import knowledge_processing as knowledge_processing
    from speaknode.wiring.parts.sessions import notifications as notifications
    from speaknode.wiring.parts.sessions import outbox as outbox
    from speaknode.wiring.parts.sessions import report_queue as report_queue
    from speaknode.wiring.parts.sessions import rooms as rooms
    from speaknode.wiring.parts.sessions import session_reports as session_reports
    from speaknode.wiring.parts.sessions import session_retention as session_retention
    from speaknode.wiring.parts.sessions import sessions as sessions
    from speaknode.wiring.parts.sessions import tool_journal as tool_journal
    from speaknode.wiring.parts.sounds import sounds as sounds
    from speaknode.wiring.parts.telephony import call_history as call_history
    from speaknode.wiring.parts.telephony import call_trace as call_trace
    from speaknode.wiring.parts.telephony import calls as calls
    from speaknode.wiring.parts.telephony import carrier as carrier
    from speaknode.wiring.parts.telephony import elevenlabs_webhook as elevenlabs_webhook
    from speaknode.wiring.parts.telephony import media_tokens as media_tokens
    from speaknode.wiring.parts.telephony import phone_numbers as phone_numbers
    from speaknode.wiring.parts.telephony import rescue as rescue
    from speaknode.wiring.parts.telephony import sip_doctor as sip_doctor
    from speaknode.wiring.parts.telephony import sip_gateway as sip_gateway
    from speaknode.wiring.parts.telephony import telephony as telephony
    from speaknode.wiring.parts.telephony import twilio_webhook as twilio_webhook
    from speaknode.wiring.parts.telephony import voximplant_webhook as voximplant_webhook
    from speaknode.wiring.parts.widget import widgets as widgets

_HOMES = {
    "everything": ("connection",),
    "do_not_call": ("do_not_call",),
    "contact_uploads": (
        "contact_uploads",
        "contact_import",
    ),
    "ground": (
        "client",
        "egress",
    ),
    "agents": (
        "tools",
        "tool_testing",
        "agents",
        "agent_transfer",
        "credentials",
        "models",
    ),
    "access": (
        "spaces",
        "access",
        "identity",
        "members",
    ),
    "sounds": ("sounds",),
    "widget": ("widgets",),
    "sessions": (
        "rooms",
        "report_queue",
        "sessions",
        "session_reports",
        "session_retention",
        "tool_journal",
        "outbox",
        "notifications",
    ),
    "telephony": (
        "sip_gateway",
        "carrier",
        "telephony",
        "phone_numbers",
        "calls",
        "rescue",
        "call_history",
        "elevenlabs_webhook",
        "media_tokens",
        "twilio_webhook",
        "voximplant_webhook",
        "call_trace",
        "sip_doctor",
    ),
    "campaigns": (
        "call_limits",
        "campaigns",
        "campaign_dialing",
        "campaign_settling",
        "campaign_ticks",
    ),
    "knowledge": (
        "embedder",
        "knowledge",
        "knowledge_processing",
        "analysis",
        "analysis_runs",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    try:
        home = _HOME_OF[name]
    except KeyError:
        raise AttributeError(name) from None
    return getattr(import_module(f"{__name__}.parts.{home}"), name)


def __dir__() -> list[str]:
    return sorted(_HOME_OF)
