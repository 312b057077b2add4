"""Sounds over HTTP, from upload to an agent that names one."""

import base64
from typing import Any

import httpx
from tests.support.sounds import audio

from speaknode import wiring
from speaknode_worker.agent.ambience import sound_file

from .conftest import Api


def create(api: Api, **fields: Any) -> dict[str, Any]:
    answer = api("POST", "/v1/sounds", {"name": "Rain", "filename": "rain.wav"} | fields)
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.json
    return made


def inline(content: bytes) -> str:
    return base64.b64encode(content).decode()


def put(made: dict[str, Any], content: bytes) -> None:
    key = httpx.URL(made["upload"]["url"]).path.partition("/sounds/")[2]
    wiring.client("s3").put_object(Bucket="sounds", Key=key, Body=content)


def test_a_small_file_is_ready_at_once_and_the_worker_can_read_it(api: Api) -> None:
    content = audio(seconds=1.5)
    made = create(api, content=inline(content))
    assert (made["status"], made["duration_s"], made["upload"]) == ("ready", 1.5, None)
    assert sound_file(api.space_id)(made["id"]) == content
    assert [item["id"] for item in api("GET", "/v1/sounds").json["items"]] == [made["id"]]
    assert api("DELETE", f"/v1/sounds/{made['id']}").status == 204
    assert api("GET", f"/v1/sounds/{made['id']}").status == 404
    assert sound_file(api.space_id)(made["id"]) is None


def test_people_hear_it_by_a_link(api: Api, stranger: Api) -> None:
    content = audio(seconds=1)
    path = f"/v1/sounds/{create(api, content=inline(content))['id']}/audio"
    link = api("GET", path).json
    key = httpx.URL(link["url"]).path.partition("/sounds/")[2]
    stored = wiring.client("s3").get_object(Bucket="sounds", Key=key)["Body"].read()
    assert (stored, link["url_expires_at"] is not None) == (content, True)
    assert stranger("GET", path).status == 404
    unchecked = create(api, size_bytes=10)["id"]
    early = api("GET", f"/v1/sounds/{unchecked}/audio")
    assert (early.status, early.json["code"]) == (409, "not_uploaded")


def test_an_upload_is_listened_to(api: Api) -> None:
    content = audio("OGG", seconds=3, rate=48_000)
    made = create(api, filename="rain.OGG", size_bytes=len(content))
    path = f"/v1/sounds/{made['id']}/check"
    early = api("POST", path)
    assert (early.status, early.json["code"]) == (409, "not_uploaded")
    put(made, b"no audio at all")
    wrong = api("POST", path)
    assert (wrong.status, wrong.json["code"]) == (422, "unplayable_sound")
    put(made, content)
    ready = api("POST", path).json
    assert (ready["status"], round(ready["duration_s"])) == ("ready", 3)
    assert api("POST", path).json == ready


def test_wrong_inputs_name_the_field(api: Api) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"filename": "a.exe", "size_bytes": 1}, "/filename"),
        ({}, "/size_bytes"),
        ({"size_bytes": 11_000_000}, "/size_bytes"),
        ({"content": "!"}, "/content"),
        ({"content": inline(b"no audio")}, "/content"),
    ]
    for fields, pointer in cases:
        body = {"name": "Rain", "filename": "rain.wav"} | fields
        answer = api("POST", "/v1/sounds", body)
        assert (answer.status, answer.pointers[0]) == (422, pointer), answer.text


def test_an_agent_names_only_sounds_of_its_space_that_were_checked(api: Api, stranger: Api) -> None:
    def named(sound_id: str) -> dict[str, Any]:
        return {"locales": {"en": {"background_sound": {"sound_id": sound_id}}}}

    mine = create(api, content=inline(audio()))["id"]
    unchecked = create(api, size_bytes=10)["id"]
    foreign = create(stranger, content=inline(audio()))["id"]
    agent = api("POST", "/v1/agents", {"name": "Ada"} | named(mine)).json
    path = f"/v1/agents/{agent['id']}"
    for sound_id in (unchecked, foreign, "snd_none"):
        answer = api("PATCH", path, named(sound_id))
        assert (answer.status, answer.pointers) == (
            422,
            ["/locales/en/background_sound/sound_id"],
        )
    api("DELETE", f"/v1/sounds/{mine}")
    assert api("PATCH", path, {"name": "Eve"}).status == 200
    assert api("POST", f"{path}/publish").status == 200
