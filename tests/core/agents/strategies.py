"""Valid configurations, as odd as they may be."""

from typing import Any

from hypothesis import strategies as st

from speaknode.agents.models import AgentConfig

TEXT = st.text(
    st.characters(exclude_characters="{}", exclude_categories=["Cs"]), min_size=1, max_size=30
)
TITLES = st.text(
    st.characters(exclude_characters="{}", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30
).map(lambda text: f"{text}A")
NAMES = st.from_regex(r"[a-zA-Z_][a-zA-Z0-9_]{0,10}", fullmatch=True)
LINES = st.lists(TEXT, max_size=3)
LANGUAGES = st.sampled_from(["en", "ru", "de-DE", "no"])
MS = st.integers(1000, 4000)


def _locale() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "first_message": TEXT,
            "speed": st.floats(0.5, 2),
            "background_sound": st.fixed_dictionaries(
                {"preset": st.sampled_from(["none", "cafe"]), "volume": st.floats(0, 1)}
            ),
            "texts": st.fixed_dictionaries(
                {}, optional={"idle_messages": LINES, "end_call_message": TEXT}
            ),
            "tts": st.fixed_dictionaries(
                {"provider": st.just("espeak"), "voice": TEXT | st.none()}
            ),
        },
    )


def _variable() -> st.SearchStrategy[dict[str, Any]]:
    typed = (
        st.tuples(st.just("string"), TEXT)
        | st.tuples(st.just("integer"), st.integers())
        | st.tuples(st.just("boolean"), st.booleans())
        | st.tuples(st.just("number"), st.floats(allow_nan=False, allow_infinity=False))
    )
    return st.builds(
        lambda name, pair, text: {
            "name": name, "type": pair[0], "default": pair[1], "description": text
        },
        NAMES, typed, TEXT,
    )  # fmt: skip


def _llm() -> st.SearchStrategy[dict[str, Any]]:
    ref = {"provider": st.just("openai"), "model": TEXT | st.none()}
    fallbacks = st.lists(st.fixed_dictionaries(ref), max_size=3)
    own = {"temperature": st.floats(0, 1) | st.none(), "fallbacks": fallbacks}
    return st.fixed_dictionaries(ref, optional=own)


def _system_tools() -> st.SearchStrategy[dict[str, Any]]:
    place = st.fixed_dictionaries(
        {
            "name": st.just("billing"),
            "description": TEXT,
            "destination": st.sampled_from(["+14155550100", "sip:a@b.example"]),
            "mode": st.sampled_from(["cold", "warm"]),
        },
        optional={"message": TEXT, "briefing": TEXT, "digits": st.just("1w#")},
    )
    keys = st.fixed_dictionaries({"terminator": st.sampled_from(["#", "*", None])})
    return st.fixed_dictionaries(
        {"transfer_call": st.lists(place, max_size=1)},
        optional={
            "collect_dtmf": keys | st.none(),
            "leave_voicemail": st.fixed_dictionaries({"message": TEXT}),
        },
    )


@st.composite
def configs(draw: st.DrawFn) -> AgentConfig:
    locales = draw(st.dictionaries(LANGUAGES, _locale(), min_size=1, max_size=3))
    fields: dict[str, Any] = {
        "name": draw(TITLES),
        "locales": locales,
        "default_locale": draw(st.sampled_from(sorted(locales))),
        "system_prompt": draw(st.lists(TEXT, max_size=5).map("\n".join)),
        "temperature": draw(st.floats(0, 1)),
        "variables": draw(st.lists(_variable(), max_size=3, unique_by=lambda made: made["name"])),
        "idle": {"messages": draw(LINES), "after_ms": draw(MS)},
        "turn": {"min_delay_ms": draw(MS), "max_delay_ms": 4000, "preemptive": draw(st.booleans())},
        "denoise": draw(st.sampled_from(["off", "noise", "noise_and_voices"])),
        "interruption": {"stop_phrases": draw(LINES), "resume": draw(st.booleans())},
        "end_call": {"message": draw(TEXT | st.none()), "phrases": draw(LINES)},
        "analysis": {"criteria": [{"name": draw(NAMES), "description": draw(TEXT)}]},
        "privacy": {"redact": draw(st.sampled_from([[], ["email"], ["email", "pin"]]))},
        "token_limit": draw(st.integers(100, 10_000_000) | st.none()),
        "llm": draw(_llm()),
        "vad": {"sensitivity": draw(st.floats(0, 1)), "min_silence_ms": draw(MS)},
        "language_detection": {
            "enabled": draw(st.booleans()),
            "min_words": draw(st.integers(1, 20)),
        },
        "filler": {"after_ms": draw(MS), "texts": draw(LINES)},
        "backchannel": {"frequency": draw(st.floats(0, 1)), "words": draw(LINES)},
        "system_tools": draw(_system_tools()),
        "answering": {"introduction": draw(TEXT | st.none())},
        "artifacts": {"recording": draw(st.booleans()), "transcript": draw(st.booleans())},
        "widget": draw(
            st.sampled_from([{}, {"consent": None}, {"is_open": True, "theme": "dark"}])
        ),
        "mcp_servers": draw(st.sampled_from([[], [{"name": "a", "url": "https://mcp.example/x"}]])),
    }
    return AgentConfig.model_validate(fields)
