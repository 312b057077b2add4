"""Starting a conversation over the API and waiting for what becomes of it."""

from io import BytesIO
from typing import Any

import av
import httpx
import numpy as np
from tests.support.installation import until

from speaknode_cli.caller.caller import Caller

Json = dict[str, Any]


def start(api: httpx.Client, agent_id: str, **fields: Any) -> Json:
    answer = api.post("/v1/sessions", json={"agent_id": agent_id, **fields})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def join(made: Json, *, voice: bool = True) -> Caller:
    return Caller(made["livekit_url"], made["token"], voice=voice, language=made["locale"])


def read(api: httpx.Client, session_id: str) -> Json:
    answer = api.get(f"/v1/sessions/{session_id}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def end(api: httpx.Client, session_id: str) -> None:
    answer = api.post(f"/v1/sessions/{session_id}/end")
    assert answer.status_code == 200, answer.text


def ended(api: httpx.Client, session_id: str) -> Json:
    """The session once it has reached an end."""

    def look() -> Json | None:
        found = read(api, session_id)
        return found if found["status"] in ("completed", "failed") else None

    return until(f"the end of {session_id}", look)


def completed(api: httpx.Client, session_id: str) -> Json:
    """The session once it has ended and its audio is there."""

    def look() -> Json | None:
        found = read(api, session_id)
        return found if found["ended_at"] and found["recording"] != "expected" else None

    return until(f"the completion of {session_id}", look)


def words(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum() or letter == " ")


def said(session: Json, role: str) -> str:
    return " ".join(words(turn["text"]) for turn in session["turns"] if turn["role"] == role)


def sound(url: str) -> tuple[float, float]:
    """Duration in seconds and RMS (0–1) of a recording behind its link."""
    answer = httpx.get(url, timeout=30)
    assert answer.status_code == 200, answer.text
    with av.open(BytesIO(answer.content), mode="r") as container:
        frames = [frame.to_ndarray().astype(np.float64) for frame in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    samples = np.concatenate(frames, axis=1)
    scale = 1.0 if np.abs(samples).max(initial=0) <= 1.5 else 32768.0
    return samples.shape[1] / rate, float(np.sqrt(np.mean((samples / scale) ** 2)))
