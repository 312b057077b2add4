"""Azure OpenAI."""

from typing import Any

from livekit.plugins import openai

from speaknode_worker.agent.hosted import LIVE, given
from speaknode_worker.agent.plugins import BuildRealtime


def realtime(build: BuildRealtime) -> Any:
    """A model is called by the name of its deployment."""
    params = dict(build.params)
    endpoint = params.pop("azure_endpoint", None)
    made = openai.realtime.RealtimeModel.with_azure(
        azure_deployment=build.model or "",
        **given(
            azure_endpoint=None if endpoint is None else str(endpoint),
            voice=build.voice,
            modalities=["text"] if build.written else None,
        ),
        **params,
    )
    made._opts.conn_options = LIVE  # there is no argument for it
    return made
