"""The carriers' protocols: their documented messages, and whatever else may come."""

import base64
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from speaknode_worker.bridge import mulaw
from speaknode_worker.bridge.protocols import CODECS
from speaknode_worker.bridge.protocols.codec import (
    Audio,
    CodecError,
    Digit,
    Notice,
    Played,
    Started,
    Stopped,
)
from speaknode_worker.bridge.protocols.reorder import LONGEST_GAP, Reorder
from speaknode_worker.bridge.protocols.twilio import TwilioCodec
from speaknode_worker.bridge.protocols.voximplant import VoxImplantCodec

# As Twilio documents them: all numbers outside mediaFormat are texts.
CONNECTED = '{"event":"connected","protocol":"Call","version":"1.0.0"}'
START = (
    '{"event":"start","sequenceNumber":"1","start":{"accountSid":"AC1","streamSid":"MZ1",'
    '"callSid":"CA1","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw",'
    '"sampleRate":8000,"channels":1},"customParameters":{"call_id":"c1"}},"streamSid":"MZ1"}'
)
VOX_START = (
    '{"event":"start","sequenceNumber":0,"start":{"tag":"caller","mediaFormat":{"encoding":"PCM16",'
    '"sampleRate":16000,"channels":1},"customParameters":"{\\"session\\":\\"s1\\"}"}}'
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def media(payload: str, number: int = 2) -> str:
    return (
        f'{{"event":"media","sequenceNumber":"{number}","media":{{"track":"inbound",'
        f'"chunk":"{number - 1}","timestamp":"5","payload":"{payload}"}},"streamSid":"MZ1"}}'
    )


def twilio() -> TwilioCodec:
    codec = TwilioCodec()
    assert list(codec.read(CONNECTED)) == []
    assert list(codec.read(START)) == [Started("MZ1", "CA1", 8000, {"call_id": "c1"})]
    return codec


def vox() -> VoxImplantCodec:
    codec = VoxImplantCodec()
    assert list(codec.read(VOX_START)) == [Started("caller", "s1", 16000, {"session": "s1"})]
    return codec


def test_every_code_is_a_sample_and_back() -> None:
    codes = bytes(range(256))
    again = mulaw.encode(mulaw.decode(codes))
    assert again == codes.replace(b"\x7f", b"\xff")  # there are two zeros, and one of them is said


def test_mulaw_is_g711() -> None:
    known = {0: 0xFF, 1000: 0xCE, -1000: 0x4E, 32767: 0x80, -32768: 0x00, 132: 0xEF, 8: 0xFE}
    for sample, code in known.items():
        assert mulaw.encode(np.array([sample], "<i2").tobytes()) == bytes([code]), sample


def test_mulaw_keeps_a_voice_recognisable() -> None:
    wave = (np.sin(np.arange(800) * 0.3) * 12_000).astype("<i2")
    heard = np.frombuffer(mulaw.decode(mulaw.encode(wave.tobytes())), "<i2")
    noise = np.square(heard.astype(float) - wave).mean()
    assert 10 * math.log10(np.square(wave.astype(float)).mean() / noise) > 35


@given(st.binary(max_size=400).filter(lambda raw: len(raw) % 2 == 0))
def test_a_call_in_twilios_messages(pcm: bytes) -> None:
    codec = twilio()
    sent = json.loads(codec.audio(pcm))
    assert sent["event"] == "media"
    assert sent["streamSid"] == "MZ1"
    assert list(sent) == ["event", "streamSid", "media"]  # an extra field is warning 31951
    [heard] = codec.read(media(sent["media"]["payload"]))
    assert heard == Audio(mulaw.decode(mulaw.encode(pcm)))


def test_twilios_other_messages() -> None:
    codec = twilio()
    dtmf = '{"event":"dtmf","sequenceNumber":"5","streamSid":"MZ1","dtmf":{"track":"inbound_track","digit":"5"}}'
    mark = '{"event":"mark","sequenceNumber":"6","streamSid":"MZ1","mark":{"name":"g0u1"}}'
    stop = '{"event":"stop","sequenceNumber":"7","streamSid":"MZ1","stop":{"accountSid":"AC1","callSid":"CA1"}}'
    events = [event for text in (dtmf, mark, stop) for event in codec.read(text)]
    assert events == [Digit("5"), Played("g0u1"), Stopped()]
    assert json.loads(codec.mark("g0u2")) == {
        "event": "mark", "streamSid": "MZ1", "mark": {"name": "g0u2"},
    }  # fmt: skip
    assert json.loads(codec.clear("x")) == {"event": "clear", "streamSid": "MZ1"}
    assert codec.read('{"event":"new"}')[0] == Notice("unknown", {"event": "new"})


def test_media_spelled_otherwise_is_the_same() -> None:
    codec, payload = twilio(), base64.b64encode(b"\xff\xfe\xfd").decode()
    escaped = media(payload.replace("/", "\\/"))
    spaced = json.dumps(json.loads(media(payload)), indent=1)
    assert codec.read(escaped) == codec.read(spaced) == codec.read(media(payload))


def test_only_the_caller_is_heard() -> None:
    assert not twilio().read(media("/v4=").replace("inbound", "outbound"))


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", '{"event":1}', '{"event":"media"}', media("!"), media("/v4"),
        '{"event":"start"}', START, '{"event":"mark","mark":{}}',
        '{"event":"dtmf","dtmf":{"digit":"55"}}', "[" * 100_000,
        '{"event":"media","media":{"track":"inbound","payload":"/v4=', '{"event":"media""inbound"}',
    ],
)  # fmt: skip
def test_nonsense_is_the_codecs_own_error(text: str) -> None:
    with pytest.raises(CodecError):
        twilio().read(text)


def test_audio_before_the_start_is_refused() -> None:
    with pytest.raises(CodecError):
        TwilioCodec().read(media("/v4="))
    with pytest.raises(CodecError):
        VoxImplantCodec().read(json.dumps({"event": "media", "media": {"payload": ""}}))


@given(
    carrier=st.sampled_from(sorted(CODECS)),
    started=st.booleans(),
    texts=st.lists(
        st.text()
        | json_values.map(json.dumps)
        | st.dictionaries(
            st.sampled_from(["event", "media", "start", "stop", "mark", "dtmf", "type", "digit"]),
            st.sampled_from(["media", "start", "stop", "mark", "dtmf", "caller"]) | json_values,
        ).map(json.dumps)
        | st.builds(lambda value: media("/v4=").replace("/v4=", value), st.text()),
        max_size=4,
    ),
)
def test_garbage_raises_nothing_else(carrier: str, started: bool, texts: list[str]) -> None:
    codec = CODECS[carrier]()
    if started:
        codec.read(START if carrier == "twilio" else VOX_START)
    for text in texts:
        try:
            for event in codec.read(text):
                assert not isinstance(event, Audio) or len(event.pcm) % 2 == 0
        except CodecError:
            continue


@given(cut=st.integers(0, 400), text=st.sampled_from([START, media("/v7+/w=="), VOX_START]))
def test_a_cut_message_raises_nothing_else(cut: int, text: str) -> None:
    for codec in (twilio(), vox()):
        try:
            codec.read(text[:cut])
        except CodecError:
            continue


def test_voximplant_wants_a_start_before_media() -> None:
    codec = vox()
    opening, first, second = (
        json.loads(text) for text in (codec.opening(), codec.audio(b"\1\0" * 320), codec.audio(b""))
    )
    assert opening["start"]["mediaFormat"] == {
        "encoding": "PCM16", "sampleRate": 16000, "channels": 1,
    }  # fmt: skip
    assert [m["sequenceNumber"] for m in (opening, first, second)] == [0, 1, 2]
    assert [(m["media"]["chunk"], m["media"]["timestamp"]) for m in (first, second)] == [
        (0, 0), (1, 320),
    ]  # fmt: skip


def test_voximplants_own_words_never_use_the_reserved_key() -> None:
    codec = vox()
    own = [json.loads(text) for text in (codec.clear("7"), codec.digits("12#"), codec.hang_up())]
    assert own == [
        {"type": "clear", "id": "7"}, {"type": "dtmf", "digits": "12#"}, {"type": "hangup"},
    ]  # fmt: skip
    assert codec.read('{"type":"dtmf","digit":"#"}') == (Digit("#"),)
    assert codec.read('{"type":"amd","result":"HUMAN"}') == (Notice("amd", {"result": "HUMAN"}),)


def test_voximplants_numbers_may_be_texts() -> None:
    codec, raw = vox(), base64.b64encode(b"\1\0").decode()
    text = json.dumps({"event": "media", "media": {"tag": "caller", "chunk": "7", "payload": raw}})
    assert codec.read(text) == (Audio(b"\1\0"),)


def chunk(number: int) -> bytes:
    return bytes([number % 255 + 1, 0])


@given(st.integers(1, 40), st.randoms(use_true_random=False))
def test_swapped_chunks_come_out_in_order(count: int, random) -> None:
    numbers = list(range(count))
    for place in range(1, count - 1, 2):
        if random.random() < 0.5:
            numbers[place], numbers[place + 1] = numbers[place + 1], numbers[place]
    order = Reorder()
    heard = [pcm for number in numbers for pcm in order.push(number, chunk(number))]
    assert heard + order.rest() == [chunk(number) for number in range(count)]


def test_lost_chunks_become_silence() -> None:
    order = Reorder()
    heard = [pcm for number in (0, 1, 4, 5, 6) for pcm in order.push(number, chunk(number))]
    assert heard == [chunk(0), chunk(1), b"\0\0", b"\0\0", chunk(4), chunk(5), chunk(6)]


@given(st.lists(st.integers(0, 1 << 33)))
def test_no_numbering_makes_a_flood(numbers: list[int]) -> None:
    order = Reorder()
    for number in numbers:
        assert len(order.push(number, chunk(number))) <= LONGEST_GAP + 4
