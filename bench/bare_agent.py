"""The least that livekit-agents needs to hold the demo agent's conversation: what we are measured against.

`python -m bench.bare_agent start`, with the agent's configuration as JSON in BENCH_AGENT.
The same providers and turn handling; no API, no reports, no recording, no leases.
"""

import os

from livekit.agents import (
    Agent,
    AgentServer,
    AgentSession,
    JobContext,
    JobExecutorType,
    cli,
)

from speaknode.agents.models import AgentConfig
from speaknode_worker.agent import assembly, plugins
from speaknode_worker.agent.cast import Models, detector

NAME = "bench-bare"

server = AgentServer(
    job_executor_type=JobExecutorType.PROCESS,
    num_idle_processes=1,
    # The default is the CPU's load, and at 1.0 no job comes: a busy machine would never answer.
    load_fnc=lambda: 0.0,
    host="127.0.0.1",
    port=int(os.environ.get("BENCH_PORT", "0")),
)


@server.rtc_session(agent_name=NAME)
async def hold(ctx: JobContext) -> None:
    config = AgentConfig.model_validate_json(os.environ["BENCH_AGENT"])
    language = config.default_locale
    locale = config.locales[language]
    ears = assembly.make_vad(config.vad)
    models = Models(
        llm=plugins.make_llm(ref=config.llm, language=language),
        stt=plugins.make_stt(ref=config.stt, language=language, llm=config.llm, vad=ears),
        tts=plugins.make_tts(ref=locale.tts, language=language, voice=locale.tts.voice),
        turn_detection=detector(config),
    )
    session: AgentSession[None] = AgentSession(
        vad=ears,
        stt=models.stt,  # type: ignore[arg-type]  # never None here
        llm=models.llm,
        tts=models.tts,  # type: ignore[arg-type]  # the same
        # The same waits as ours: what remains of the difference is our own work.
        turn_handling=assembly.turn_handling(config, models),
        aec_warmup_duration=None,
    )
    await session.start(Agent(instructions=config.system_prompt), room=ctx.room)
    if locale.first_message:
        session.say(locale.first_message)


if __name__ == "__main__":
    cli.run_app(server)
