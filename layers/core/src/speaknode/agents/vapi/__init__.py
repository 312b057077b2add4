"""Import of an assistant of Vapi: what Speaknode has too is mapped, everything else is reported."""

from speaknode.agents.vapi.assistant import Converted, convert, is_assistant

__all__ = ["Converted", "convert", "is_assistant"]
