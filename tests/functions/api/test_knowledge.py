"""Knowledge and analysis over HTTP."""

import base64
from typing import Any

import httpx
from tests.support.sqs import consume, drain

from speaknode import wiring

from .conftest import Api, opening


def create(api: Api, **fields: Any) -> dict[str, Any]:
    answer = api("POST", "/v1/knowledge", {"name": "FAQ"} | fields)
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.json
    return made


def process(bodies: list[str]) -> None:
    from knowledge.process import handler

    assert consume(handler, *bodies) == []


def test_a_small_file_from_body_to_search(api: Api) -> None:
    content = base64.b64encode("Доставка стоит 300 рублей.".encode()).decode()
    made = create(api, filename="faq.txt", content=content)
    assert (made["status"], made["upload"]) == ("processing", None)
    process(drain("knowledge"))
    path = f"/v1/knowledge/{made['id']}"
    assert api("GET", path).json["status"] == "ready"
    found = api("GET", f"{path}/search", query={"q": "цена доставки"}).json
    assert found["passages"][0]["text"] == "Доставка стоит 300 рублей."
    assert api("GET", f"{path}/search").json["passages"] == []
    assert [item["id"] for item in api("GET", "/v1/knowledge").json["items"]] == [made["id"]]
    assert api("DELETE", path).status == 204
    assert api("GET", path).status == 404


def test_an_upload(api: Api) -> None:
    made = create(api, filename="faq.md", size_bytes=9)
    assert made["status"] == "uploading"
    path = f"/v1/knowledge/{made['id']}"
    early = api("POST", f"{path}/process")
    assert (early.status, early.json["code"]) == (409, "not_uploaded")
    key = httpx.URL(made["upload"]["url"]).path.partition("/knowledge/")[2] or made["id"]
    wiring.client("s3").put_object(Bucket="knowledge", Key=key, Body=b"# A\nhello")
    assert api("POST", f"{path}/process").status == 202
    process(drain("knowledge"))
    assert api("GET", path).json["status"] == "ready"


def test_wrong_inputs_name_the_field(api: Api) -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "/filename"),
        ({"filename": "a.exe", "size_bytes": 1}, "/filename"),
        ({"filename": "a.pdf"}, "/size_bytes"),
        ({"filename": "a.pdf", "content": "!"}, "/content"),
        ({"url": "file:///etc/passwd"}, "/url"),
        ({"url": "https://a.test", "size": 1}, "/size"),
    ]
    for fields, pointer in cases:
        answer = api("POST", "/v1/knowledge", {"name": "FAQ"} | fields)
        assert (answer.status, answer.pointers[0]) == (422, pointer), answer.text


def test_a_private_page_fails_with_a_reason(api: Api) -> None:
    """Behind a name, or closed since it was saved."""
    with opening("169.254.169.254"):
        made = create(api, url="http://169.254.169.254/latest/meta-data/")
    process(drain("knowledge"))
    knowledge = api("GET", f"/v1/knowledge/{made['id']}").json
    assert (knowledge["status"], knowledge["reason"]) == (
        "failed",
        "the URL is refused: the host is not on the public internet",
    )


def test_an_agent_names_only_knowledge_of_its_space(api: Api, stranger: Api) -> None:
    mine = create(api, url="https://site.example/faq")["id"]
    foreign = create(stranger, url="https://site.example/faq")["id"]
    body = {"name": "Ada", "knowledge_ids": [mine, foreign]}
    answer = api("POST", "/v1/agents", body)
    assert (answer.status, answer.pointers) == (422, ["/knowledge_ids/1"])
    agent = api("POST", "/v1/agents", body | {"knowledge_ids": [mine]}).json
    path = f"/v1/agents/{agent['id']}"
    answer = api("PATCH", path, {"knowledge_ids": ["knw_none"]})
    assert (answer.status, answer.pointers) == (422, ["/knowledge_ids/0"])
    api("DELETE", f"/v1/knowledge/{mine}")
    assert api("PATCH", path, {"name": "Eve"}).status == 200
    assert api("POST", f"{path}/publish").status == 200
    assert api("POST", f"{path}/duplicate").status == 201
