# mypy: ignore-errors
"""pipecat's FastAPI transport with its Twilio serializer; in pipecat's interpreter.

A pipeline echoes; given a LiveKit, pipecat's own transport for it carries the call into a room and back.
"""

import asyncio
import json
import sys

import uvicorn
from fastapi import FastAPI, WebSocket
from loguru import logger
from pipecat.frames.frames import InputAudioRawFrame, OutputAudioRawFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.runner import PipelineRunner
from pipecat.pipeline.task import PipelineParams, PipelineTask
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.transports.livekit.transport import LiveKitParams, LiveKitTransport
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport

logger.remove()
LIVEKIT = sys.argv[2]
app = FastAPI()


class Echo(FrameProcessor):
    """What came in goes out, at the next transport."""

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            frame = OutputAudioRawFrame(frame.audio, frame.sample_rate, frame.num_channels)
        await self.push_frame(frame, direction)


@app.websocket("/media")
async def media(ws: WebSocket):
    await ws.accept()
    await ws.receive_text()
    start = json.loads(await ws.receive_text())
    quiet = TwilioFrameSerializer.InputParams(auto_hang_up=False)
    serializer = TwilioFrameSerializer(start["streamSid"], params=quiet)
    params = FastAPIWebsocketParams(
        audio_in_enabled=True, audio_out_enabled=True, serializer=serializer
    )
    transport = FastAPIWebsocketTransport(websocket=ws, params=params)
    if LIVEKIT:
        room = LiveKitTransport(
            LIVEKIT, ws.query_params["token"], ws.query_params["room"],
            LiveKitParams(audio_in_enabled=True, audio_out_enabled=True),
        )  # fmt: skip
        ways = [(transport.input(), room.output()), (room.input(), transport.output())]
    else:
        ways = [(transport.input(), transport.output())]
    tasks = [_task(*way) for way in ways]

    @transport.event_handler("on_client_disconnected")
    async def gone(transport, client):
        for task in tasks:
            await task.cancel()

    await asyncio.gather(*(PipelineRunner(handle_sigint=False).run(task) for task in tasks))


def _task(source, sink):
    return PipelineTask(
        Pipeline([source, Echo(), sink]),
        params=PipelineParams(audio_in_sample_rate=8000, audio_out_sample_rate=8000),
    )


@app.on_event("startup")
async def ready():
    print("ready", flush=True)


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", ws="websockets")
