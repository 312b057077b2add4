"""Limits of a space's campaigns over the API."""

from .conftest import Api, new_api


def test_limits_are_set_as_a_whole_and_read_with_what_was_used(cloud: None) -> None:
    api: Api = new_api()
    unset = api("GET", "/v1/call-limits").json
    assert (unset["calls_per_day"], unset["calls_per_number"], unset["calls_today"]) == (
        None,
        None,
        0,
    )
    wanted = {"calls_per_day": 100, "calls_per_number": {"calls": 2, "days": 7}}
    assert api("PUT", "/v1/call-limits", wanted).json.items() >= wanted.items()
    assert api("GET", "/v1/call-limits").json.items() >= wanted.items()
    assert api("PUT", "/v1/call-limits", {"minutes_per_day": 5}).json["calls_per_day"] is None


def test_a_wrong_limit_is_named(cloud: None) -> None:
    answer = new_api()("PUT", "/v1/call-limits", {"calls_per_number": {"calls": 0}})
    assert answer.status == 422
    assert [error["pointer"] for error in answer.json["errors"]] == ["/calls_per_number/calls"]
