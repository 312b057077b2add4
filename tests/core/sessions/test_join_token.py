"""Our tokens, read by LiveKit's own verifier."""

import json

import pytest
from livekit.api import TokenVerifier
from tests.support.builders import session

from speaknode.sessions.join_token import AGENT_NAME, JoinTokens

KEY, SECRET = "key", "a-secret-of-at-least-thirty-two-characters"
TOKENS = JoinTokens(api_key=KEY, api_secret=SECRET)


def test_a_join_token_lets_the_caller_in_and_dispatches_the_agent() -> None:
    made = session(caller="Ann")
    claims = TokenVerifier(KEY, SECRET).verify(TOKENS.join(made, ttl_s=60))
    assert (claims.identity, claims.name) == (f"caller-{made.id}", "Ann")
    assert claims.video is not None
    assert (claims.video.room, claims.video.room_join) == (made.id, True)
    assert claims.video.can_publish_sources == ["microphone"]
    assert not claims.video.room_admin
    assert claims.room_config is not None
    (agent,) = claims.room_config.agents
    assert (agent.agent_name, json.loads(agent.metadata)) == (AGENT_NAME, {"session_id": made.id})


def test_coming_back_makes_no_room() -> None:
    claims = TokenVerifier(KEY, SECRET).verify(TOKENS.come_back(session(), ttl_s=60))
    assert claims.room_config is None or not claims.room_config.agents


@pytest.mark.parametrize("ttl_s", [60, -60])
def test_a_token_proves_its_session_only(ttl_s: int) -> None:
    made = session()
    token = TOKENS.join(made, ttl_s=ttl_s)
    assert TOKENS.is_of(made, token)
    assert not TOKENS.is_of(session(), token)
    assert not TOKENS.is_of(made, token + "x")
    assert not JoinTokens(api_key=KEY, api_secret="b" * 40).is_of(made, token)
