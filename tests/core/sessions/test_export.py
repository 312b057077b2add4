"""A table of sessions that spreadsheets open well and that runs nothing."""

import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from tests.support.builders import session

from speaknode.costs.models import SessionCost
from speaknode.kit.sheet import ExportFormat, write
from speaknode.sessions.export import COLUMNS, cells

EVIL = '=HYPERLINK("https://evil.test","x")'


def read_csv(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf"), "Excel needs the mark to read Cyrillic"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("text", [EVIL, "@SUM(A1)", "+cmd|x", "-2+3", "\t=1", "\r=1"])
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    [row] = read_csv(write(COLUMNS, [cells(session(agent_name=text))], ExportFormat.CSV))
    assert row["agent_name"] == f"'{text}"


def test_what_is_harmless_stays_as_it_is() -> None:
    made = session(agent_name='Ада, "лучшая"', caller="+79990001122", variables={"a": 1})
    [row] = read_csv(write(COLUMNS, [cells(made)], ExportFormat.CSV))
    assert (row["agent_name"], row["caller"]) == ('Ада, "лучшая"', "+79990001122")
    assert (row["variables"], row["id"]) == ('{"a": 1}', made.id)


def test_excel_holds_text_as_text_and_numbers_as_numbers() -> None:
    made = session(agent_name=EVIL, caller="bell\x07", turn_count=7)
    book = load_workbook(io.BytesIO(write(COLUMNS, [cells(made)], ExportFormat.XLSX)))
    header, row = book.worksheets[0].iter_rows()
    found = {str(name.value): cell for name, cell in zip(header, row, strict=True)}
    assert (found["agent_name"].value, found["agent_name"].data_type) == (EVIL, "s")
    assert (found["caller"].value, found["turn_count"].value) == ("bell", 7)


def test_what_it_cost_is_a_number_where_it_is_known() -> None:
    cost = SessionCost(total_usd=Decimal("0.0123"), is_complete=True, is_metered=True)
    rows = [cells(session(cost=cost)), cells(session())]
    told = [row["cost_usd"] for row in read_csv(write(COLUMNS, rows, ExportFormat.CSV))]
    assert told == ["0.0123", ""]


def test_a_long_text_is_cut() -> None:
    made = session(variables={"note": "x" * 5000})
    assert len(str(cells(made)[-1])) == 1000
