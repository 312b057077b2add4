"""Files to contacts: encodings, delimiters, workbooks, and what is wrong with a row."""

import io
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook

from speaknode.agents.variables import Variable, VariableType
from speaknode.contacts import workbook
from speaknode.contacts.errors import ContactsFileError
from speaknode.contacts.export import errors_csv
from speaknode.contacts.models import MAX_FILE_BYTES, ContactMapping, Imported, RowError
from speaknode.contacts.preview import preview
from speaknode.contacts.rows import read_contacts
from speaknode.contacts.tables import open_table
from speaknode.kit.errors import InvalidError

NAME = Variable(name="name")
AGE = Variable(name="age", type=VariableType.INTEGER, nullable=True)
RUSSIAN = "телефон;имя;город\n+7 495 123-45-67;Анна;Москва\n8 (495) 123-45-68;Пётр;Казань\n"


def sheet(*rows: Sequence[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def imported(content: bytes | str, **mapping: Any) -> Imported:
    content = content.encode() if isinstance(content, str) else content
    given = {"phone": "phone", "variables": {"name": "name", "age": "age"}} | mapping
    chosen = ContactMapping.model_validate(given)
    declared = [one for one in (NAME, AGE) if one.name in chosen.variables]
    return read_contacts(open_table(content), chosen, declared)


def only_error(result: Imported) -> tuple[int, str, str]:
    (error,) = result.errors
    assert error.message
    return error.row, error.column, error.code


class TestText:
    @pytest.mark.parametrize(
        "encoding",
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"],
    )
    def test_russian_in_every_encoding(self, encoding: str) -> None:
        content = RUSSIAN.encode(encoding)
        result = imported(content, phone="телефон", variables={"name": "имя"}, default_country="RU")
        found = [(one.number, one.variables["name"], one.zone) for one in result.contacts]
        assert found == [
            ("+74951234567", "Анна", "Europe/Moscow"),
            ("+74951234568", "Пётр", "Europe/Moscow"),
        ]

    @pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
    def test_one_russian_name_is_enough(self, encoding: str) -> None:
        content = "phone,name\n+12025550143,Ann\n+12025550144,Пётр\n".encode(encoding)
        result = imported(content, variables={"name": "name"})
        assert [one.variables["name"] for one in result.contacts] == ["Ann", "Пётр"]

    @pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
    def test_western_letters(self, encoding: str) -> None:
        content = "phone,name\n+4930123456,Jürgen Müller\n+4930123457,Zoë Strauß\n"
        result = imported(content.encode(encoding), variables={"name": "name"})
        assert [one.variables["name"] for one in result.contacts] == ["Jürgen Müller", "Zoë Strauß"]

    @pytest.mark.parametrize(
        ("encoding", "name"),
        [
            ("cp1252", "Peña Núñez"),
            ("cp1252", "São João"),
            ("cp1252", "Åsa Ødegård"),
            ("cp1252", "Hélène Lefèvre"),
            ("cp1252", "Niccolò"),
            ("cp1250", "Łukasz Żółć"),
            ("cp1250", "Jiří Dvořák"),
            ("cp1250", "Szűcs Ősz"),
            ("cp1250", "Željko Đorđević"),
            ("cp1251", "Зінаїда Їжакевич"),
        ],
    )
    def test_one_name_tells_the_encoding(self, encoding: str, name: str) -> None:
        content = f"phone,name\n+12025550143,{name}\n".encode(encoding)
        (contact,) = imported(content, variables={"name": "name"}).contacts
        assert contact.variables["name"] == name

    def test_a_mark_that_the_text_belies_is_told(self) -> None:
        content = b"\xef\xbb\xbf" + "phone,name\n+12025550143,Zoë\n".encode("latin-1")
        with pytest.raises(ContactsFileError, match="not whole utf-8 text"):
            imported(content)

    def test_excels_own_line_names_the_delimiter(self) -> None:
        content = "sep=;\r\nphone;name\r\n+12025550143;A, b\r\n"
        (contact,) = imported(content, variables={"name": "name"}).contacts
        assert (contact.row, contact.variables) == (3, {"name": "A, b"})

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_delimiters(self, delimiter: str) -> None:
        lines = [["phone", "name"], ["+12025550143", '"A, b; c\td | e"']]
        content = "\r\n".join(delimiter.join(line) for line in lines)
        result = imported(content, variables={"name": "name"})
        assert result.contacts[0].variables == {"name": "A, b; c\td | e"}

    def test_one_column_has_no_delimiter(self) -> None:
        assert len(imported("phone\n+12025550143\n+12025550144\n", variables={}).contacts) == 2

    def test_rows_are_numbered_as_a_spreadsheet_numbers_them(self) -> None:
        result = imported(
            'phone,name\n\n+12025550143,"two\nlines"\nbad,x\n', variables={"name": "name"}
        )
        assert result.contacts[0].row == 3
        assert only_error(result) == (4, "phone", "bad_number")


class TestWorkbook:
    def test_numbers_dates_and_booleans_become_text(self) -> None:
        content = sheet(["phone", "name", "age"], [12025550143, True, 40.0])
        (contact,) = imported(content, default_country="US").contacts
        assert (contact.number, contact.variables) == ("+12025550143", {"name": "true", "age": 40})

    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            (datetime(2026, 3, 1), "2026-03-01"),
            (datetime(2026, 3, 1, 10, 30), "2026-03-01T10:30:00"),
            (time(9, 30), "09:30:00"),
            (timedelta(hours=30), "1 day, 6:00:00"),
        ],
    )
    def test_a_time_is_no_formula(self, cell: object, text: str) -> None:
        content = sheet(["phone", "name"], ["+12025550143", cell])
        (contact,) = imported(content, variables={"name": "name"}).contacts
        assert contact.variables == {"name": text}

    def test_a_formula_is_refused_with_its_place(self) -> None:
        content = sheet(["phone", "name"], ["+12025550143", '=HYPERLINK("http://x","y")'])
        result = imported(content, variables={"name": "name"})
        assert (result.contacts, only_error(result)) == ([], (2, "name", "formula"))

    def test_a_formula_in_a_column_that_nobody_wants_is_no_matter(self) -> None:
        content = sheet(["phone", "name"], ["+12025550143", "=1+1"])
        assert len(imported(content, variables={}).contacts) == 1

    def test_blank_rows_and_columns(self) -> None:
        content = sheet(["phone", None, "name"], [], ["+12025550143", None, "Ann"])
        (contact,) = imported(content, variables={"name": "name"}).contacts
        assert (contact.row, contact.variables) == (3, {"name": "Ann"})

    def test_one_that_unpacks_beyond_measure_is_not_unpacked(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(workbook, "MAX_UNPACKED_BYTES", 1000)
        with pytest.raises(ContactsFileError, match="unpacks"):
            imported(sheet(["phone"], ["+12025550143"]))


class TestFilesThatAreRefused:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "empty_file"),
            (b"\xef\xbb\xbf \r\n", "empty_file"),
            (sheet(), "empty_file"),
            (b"phone,name\n", "no_rows"),
            (b"+12025550143,Ann\n+12025550144,Bob\n", "no_header"),
            (b"PK\x03\x04 not really", "not_a_table"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "not_a_table"),
            (b"\x89PNG\r\n\x1a\n\x00\x01\x02", "not_a_table"),
            (b'phone,name\n+12025550143,"' + b"x" * 200_000, "not_a_table"),
            (b"phone," + b",".join(b"c" for _ in range(300)) + b"\n1\n", "not_a_table"),
            (b"a" * (MAX_FILE_BYTES + 1), "file_too_large"),
            (b"phone\n" + b"+12025550143\n" * 100_001, "too_many_rows"),
        ],
    )
    def test_says_what_is_wrong(self, content: bytes, code: str) -> None:
        with pytest.raises(ContactsFileError) as raised:
            imported(content, variables={})
        assert raised.value.code == code

    def test_a_million_rows_stop_at_the_limit(self) -> None:
        table = open_table(b"phone\n" + b"+12025550143\n" * 1_000_000)
        with pytest.raises(ContactsFileError, match="100,000 rows"):
            read_contacts(table, ContactMapping(phone="phone"), [])
        assert next(table.rows)[0] == 100_003


class TestRows:
    @pytest.mark.parametrize(
        ("line", "error"),
        [
            (",Ann,1", ("phone", "missing_number")),
            ("12,Ann,1", ("phone", "bad_number")),
            ("2025550143,Ann,1", ("phone", "bad_number")),  # no default country
            ("+12025550143,,1", ("name", "missing_variable")),
            ("+12025550143,Ann,old", ("age", "bad_variable")),
            ("+12025550143,Ann,1,extra", ("", "too_many_cells")),
            ("=1+1,Ann,1", ("phone", "formula")),
            (f"+12025550143,{'x' * 1001},1", ("name", "too_long")),
        ],
    )
    def test_an_error_names_row_and_column(self, line: str, error: tuple[str, str]) -> None:
        result = imported(f"phone,name,age\n{line}\n")
        assert (result.contacts, only_error(result)) == ([], (2, *error))

    def test_all_errors_of_a_row_are_told_at_once(self) -> None:
        result = imported("phone,name,age\n12,,old\n")
        assert [error.code for error in result.errors] == [
            "bad_number", "missing_variable", "bad_variable",
        ]  # fmt: skip

    def test_a_number_is_taken_once_however_it_is_written(self) -> None:
        result = imported(
            "phone\n+12025550143\n(202) 555-0143\n", variables={}, default_country="US"
        )
        assert [one.row for one in result.contacts] == [2]
        assert only_error(result) == (3, "phone", "duplicate")
        assert "row 2" in result.errors[0].message

    def test_an_optional_value_may_be_missing(self) -> None:
        assert imported("phone,name,age\n+12025550143,Ann\n").contacts[0].variables == {
            "name": "Ann"
        }


class TestZones:
    CONTENT = "phone,zone\n{number},{zone}\n"

    @pytest.mark.parametrize(
        ("number", "zone", "expected"),
        [
            ("+74951234567", "", "Europe/Moscow"),
            ("+79123456789", "", None),
            ("+79123456789", "asia/yekaterinburg", "Asia/Yekaterinburg"),
            ("+380441234567", "Europe/Kyiv", "Europe/Kyiv"),  # the number's data says Kiev
            ("+12125550143", "US/Eastern", "US/Eastern"),
        ],
    )
    def test_the_column_adds_to_the_number(
        self, number: str, zone: str, expected: str | None
    ) -> None:
        content = self.CONTENT.format(number=number, zone=zone)
        assert imported(content, variables={}, zone="zone").contacts[0].zone == expected

    def test_a_conflict_is_an_error_of_the_row(self) -> None:
        content = self.CONTENT.format(number="+12125550143", zone="Europe/Berlin")
        assert only_error(imported(content, variables={}, zone="zone")) == (
            2,
            "zone",
            "zone_conflict",
        )

    def test_whoever_trusts_the_column_gets_the_column(self) -> None:
        content = self.CONTENT.format(number="+12125550143", zone="Europe/Berlin")
        (contact,) = imported(content, variables={}, zone="zone", trust_zones=True).contacts
        assert contact.zone == "Europe/Berlin"

    def test_what_is_no_zone(self) -> None:
        content = self.CONTENT.format(number="+12125550143", zone="Mars/Base")
        assert only_error(imported(content, variables={}, zone="zone"))[2] == "bad_zone"


class TestMapping:
    @pytest.mark.parametrize(
        ("mapping", "code"),
        [
            ({"phone": "mobile"}, "column_not_found"),
            ({"zone": "tz"}, "column_not_found"),
            ({"variables": {"name": "who"}}, "column_not_found"),
            ({"variables": {"age": "age"}, "default_country": "XX"}, "unknown_country"),
        ],
    )
    def test_a_wrong_mapping_names_its_field(self, mapping: dict[str, Any], code: str) -> None:
        with pytest.raises(InvalidError) as raised:
            imported("phone,name,age\n+12025550143,Ann,1\n", **mapping)
        assert (raised.value.code, bool(raised.value.fields)) == (code, True)

    def test_a_variable_that_is_needed_needs_a_column(self) -> None:
        table = open_table(b"phone\n+12025550143\n")
        with pytest.raises(InvalidError) as raised:
            read_contacts(table, ContactMapping(phone="phone"), [NAME])
        assert raised.value.code == "missing_variable"

    @pytest.mark.parametrize(
        ("header", "phone", "zone", "variables"),
        [
            (
                "Phone number,Time zone,Customer Name,city",
                "Phone number", "Time zone", {"customer_name": "Customer Name", "city": "city"},
            ),
            (
                "Имя клиента,Моб. телефон,Часовой пояс,Город",
                "Моб. телефон", "Часовой пояс", {"customer_name": "Имя клиента", "city": "Город"},
            ),
            ("fullname,tel,cty", "tel", None, {"city": "cty"}),
            ("номер,город", "номер", None, {"city": "город"}),
        ],
    )  # fmt: skip
    def test_suggestions(
        self, header: str, phone: str, zone: str | None, variables: dict[str, str]
    ) -> None:
        table = open_table(f"{header}\nx,y,z,w\n".encode())
        found = preview(table, ["customer_name", "city"]).suggestion
        assert (found.phone, found.zone, found.variables) == (phone, zone, variables)

    def test_a_column_of_numbers_is_found_by_what_it_holds(self) -> None:
        table = open_table(b"who,where to\nAnn,+1 202 555 0143\nBob,+1 202 555 0144\n")
        found = preview(table, [])
        assert found.suggestion.phone == "where to"
        assert (found.delimiter, found.encoding, len(found.rows)) == (",", "utf-8", 2)


def test_the_errors_file_opens_in_a_spreadsheet_without_running_anything() -> None:
    text = "".join(errors_csv([RowError(2, "=cmd|x", "bad_number", "+1 is no number")]))
    assert text == "\ufeffrow,column,code,message\r\n2,'=cmd|x,bad_number,'+1 is no number\r\n"
