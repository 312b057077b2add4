"""Do-not-call lists, in memory of AWS (moto): the list itself, its import, and what a campaign asks of it."""

import base64

import pytest
from tests.support.builders import NOON

from speaknode import wiring
from speaknode.do_not_call.dynamo import DynamoDoNotCallStore
from speaknode.do_not_call.errors import NotListedError
from speaknode.do_not_call.models import PLATFORM, EntrySource
from speaknode.do_not_call.schemas import DoNotCallAdd, DoNotCallImport
from speaknode.do_not_call.service import MAX_ROWS, DoNotCallService
from speaknode.kit.errors import InvalidError

ANN, BOB = "+12025550143", "+12025550144"


@pytest.fixture
def service(memory_aws: None) -> DoNotCallService:
    wiring.connection()
    return DoNotCallService(store=DynamoDoNotCallStore(), clock=lambda: NOON)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_a_number_is_on_the_list_until_it_is_removed(service: DoNotCallService) -> None:
    service.add("spc_1", DoNotCallAdd(numbers=[ANN], reason="asked"))
    entry = service.get("spc_1", "1 (202) 555-0143")
    assert (entry.number, entry.reason, entry.source, entry.added_at) == (
        ANN, "asked", EntrySource.API, NOON,
    )  # fmt: skip
    service.remove("spc_1", ANN)
    with pytest.raises(NotListedError):
        service.get("spc_1", ANN)


def test_another_space_may_call(service: DoNotCallService) -> None:
    service.add("spc_1", DoNotCallAdd(numbers=[ANN]))
    assert service.listed("spc_2", [ANN]) == set()
    for ask in (service.get, service.remove):
        with pytest.raises(NotListedError):
            ask("spc_2", ANN)


def test_what_the_platform_lists_no_space_calls(service: DoNotCallService) -> None:
    service.add(PLATFORM, DoNotCallAdd(numbers=[ANN]))
    service.add("spc_1", DoNotCallAdd(numbers=[BOB]))
    assert service.listed("spc_1", [ANN, BOB]) == {ANN, BOB}
    assert service.listed("spc_2", [ANN, BOB]) == {ANN}
    assert [entry.number for entry in service.list("spc_1", None, 9).items] == [BOB]
    service.remove(PLATFORM, ANN)
    assert service.listed("spc_2", [ANN]) == set()


def test_many_numbers_are_asked_at_once(service: DoNotCallService) -> None:
    numbers = [f"+1202555{place:04d}" for place in range(230)]
    service.add("spc_1", DoNotCallAdd(numbers=[*numbers[::2], numbers[0]]))
    assert service.listed("spc_1", [*numbers, *numbers]) == set(numbers[::2])
    assert service.listed("spc_1", []) == set()


def test_pages_go_through_all_of_it(service: DoNotCallService) -> None:
    service.add("spc_1", DoNotCallAdd(numbers=[BOB, ANN]))
    first = service.list("spc_1", None, 1)
    second = service.list("spc_1", first.next_cursor, 1)
    assert [item.number for item in [*first.items, *second.items]] == [ANN, BOB]


def test_a_file_is_imported_and_tells_what_it_left_out(service: DoNotCallService) -> None:
    content = encoded("name,phone\nAnn,(202) 555-0143\nBob,12\nAnn,+12025550143\n")
    result = service.import_file("spc_1", DoNotCallImport(content=content, default_country="US"))
    assert (result.added, result.failed) == (1, 2)
    assert [(one.row, one.code) for one in result.errors] == [(3, "bad_number"), (4, "duplicate")]
    assert service.get("spc_1", ANN).source is EntrySource.IMPORT


def test_a_column_that_is_not_there_is_told_where_it_was_named(service: DoNotCallService) -> None:
    wanted = DoNotCallImport(content=encoded("phone\n+12025550143\n"), column="tel")
    with pytest.raises(InvalidError) as raised:
        service.import_file("spc_1", wanted)
    assert [field.pointer for field in raised.value.fields] == ["/column"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("%%%", "not_base64"),
        ("", "empty_file"),
        (encoded("who,where\nAnn,Berlin\n"), "invalid"),
        (encoded("phone\n" + f"{ANN}\n" * (MAX_ROWS + 1)), "too_many_rows"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(
    service: DoNotCallService, content: str, code: str
) -> None:
    with pytest.raises(InvalidError) as raised:
        service.import_file("spc_1", DoNotCallImport(content=content))
    assert raised.value.code == code
