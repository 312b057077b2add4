"""Documents of every kind: what they say is read, what is broken is told."""

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support import documents

from speaknode.knowledge import readers
from speaknode.knowledge.errors import UnreadableDocumentError
from speaknode.knowledge.models import Document, DocumentType, Section


def text_of(document: Document) -> str:
    return "\n".join(section.text for section in document.sections)


class TestPdf:
    def test_pages_and_scripts(self) -> None:
        content = documents.pdf(
            [["Opening hours are", "nine to five."], ["Доставка бес-", "платна от 3000 рублей."]],
            title="Leaflet",
        )
        document = readers.read(DocumentType.PDF, content)
        assert document.title == "Leaflet"
        assert [(part.page, part.text) for part in document.sections] == [
            (1, "Opening hours are nine to five."),
            (2, "Доставка бесплатна от 3000 рублей."),
        ]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"hello", "not a PDF"),
            (b"%PDF-1.7\nbroken", "damaged"),
            (documents.pdf([[]]), "no text"),
            (documents.pdf([["text"]])[:300], "damaged"),
            (b"", "empty"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, content: bytes, reason: str) -> None:
        with pytest.raises(UnreadableDocumentError, match=reason):
            readers.read(DocumentType.PDF, content)

    def test_a_password_is_told(self) -> None:
        with pytest.raises(UnreadableDocumentError, match="password"):
            readers.read(DocumentType.PDF, documents.protected_pdf())


class TestDocx:
    def test_order_headings_tables(self) -> None:
        document = readers.read(DocumentType.DOCX, documents.docx())
        assert document.title == "Delivery rules"
        assert document.sections[0] == Section(
            text="We deliver every day from nine to nine.", headings=("Delivery",)
        )
        second = document.sections[1]
        assert second.headings == ("Delivery", "Сроки")
        assert second.text.splitlines() == [
            "Доставка по городу занимает два часа.",
            "Zone; Price",
            "Suburbs; 500 roubles",
            "Returns are taken within two weeks.",
        ]

    def test_tracked_changes_are_read_as_accepted(self) -> None:
        said = documents.word_paragraph
        body = (
            '<w:p><w:r><w:t xml:space="preserve">Delivery costs </w:t></w:r>'
            '<w:del w:id="1" w:author="a"><w:r><w:delText>100</w:delText></w:r></w:del>'
            '<w:ins w:id="2" w:author="a"><w:r><w:t>250</w:t></w:r></w:ins></w:p>'
            f'<w:ins w:id="3" w:author="a">{said("Inserted.")}</w:ins>'
            '<w:p><w:moveFrom w:id="4"><w:r><w:t>Old place.</w:t></w:r></w:moveFrom>'
            '<w:moveTo w:id="5"><w:r><w:t>New place.</w:t></w:r></w:moveTo></w:p>'
        )
        document = readers.read(DocumentType.DOCX, documents.docx_of(body))
        assert text_of(document).splitlines() == ["Delivery costs 250", "Inserted.", "New place."]

    def test_controls_and_text_boxes(self) -> None:
        said = documents.word_paragraph
        box = f"<w:txbxContent>{said('In a box.')}</w:txbxContent>"
        body = (
            f"<w:sdt><w:sdtContent>{said('In a control.')}</w:sdtContent></w:sdt>"
            f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="w">{box}</mc:Choice>'
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
        document = readers.read(DocumentType.DOCX, documents.docx_of(body))
        assert text_of(document).split() == ["In", "a", "control.", "In", "a", "box."]

    def test_tables_as_they_are_drawn(self) -> None:
        said, cell = documents.word_paragraph, documents.word_cell
        inner = f"<w:tbl><w:tr>{cell(said('by car'))}</w:tr></w:tbl>"
        rows = (
            cell(said("Centre"), '<w:vMerge w:val="restart"/>') + cell(said("5")) + cell(said("5")),
            cell("<w:p/>", "<w:vMerge/>") + cell(said("7") + inner),
            cell(said("Suburbs"), '<w:gridSpan w:val="3"/>'),
        )
        table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
        document = readers.read(DocumentType.DOCX, documents.docx_of(f"<w:tbl>{table}</w:tbl>"))
        assert text_of(document).splitlines() == ["Centre; 5; 5", "Centre; 7 by car", "Suburbs"]

    def test_not_a_word_document(self) -> None:
        empty_zip = io.BytesIO()
        with zipfile.ZipFile(empty_zip, "w") as archive:
            archive.writestr("word/document.xml", "<broken")
        for content in (b"hello", empty_zip.getvalue(), documents.docx()[:2000]):
            with pytest.raises(UnreadableDocumentError):
                readers.read(DocumentType.DOCX, content)

    def test_a_zip_bomb_is_not_unpacked(self) -> None:
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b"\0" * (201 * 1024 * 1024))
        with pytest.raises(UnreadableDocumentError, match="unpacks"):
            readers.read(DocumentType.DOCX, bomb.getvalue())


class TestHtml:
    def test_the_main_part_under_its_headings(self) -> None:
        document = readers.read(DocumentType.HTML, documents.HTML.encode())
        assert document.title == "Прайс — Ромашка"
        assert document.sections == (
            Section(
                text="Мужская стрижка стоит 1500 рублей.\nДетская — 900.", headings=("Стрижки",)
            ),
            Section(
                text="По телефону\nНа сайте\nМастер Дни\nАнна пн–ср",
                headings=("Стрижки", "Записаться"),
            ),
        )

    def test_charset_is_found(self) -> None:
        page = documents.HTML.replace("<head>", '<head><meta charset="windows-1251">')
        for content, charset in (
            (page.encode("cp1251"), None),
            (documents.HTML.encode("cp1251"), "windows-1251"),
            (documents.HTML.encode("utf-16"), None),
        ):
            document = readers.read(DocumentType.HTML, content, charset=charset)
            assert "Мужская стрижка" in text_of(document)

    def test_utf_8_goes_before_what_a_server_says_of_all_its_pages(self) -> None:
        page = "<p>Доставка стоит пять рублей.</p>".encode()
        document = readers.read(DocumentType.HTML, page, charset="iso-8859-1")
        assert text_of(document) == "Доставка стоит пять рублей."

    def test_a_page_within_a_form_is_read_without_its_fields(self) -> None:
        page = (
            b"<form><h1>Contacts</h1><p>Call 123.</p><select><option>Mr</select>"
            b"<textarea>type here</textarea><button>Send</button></form>"
        )
        document = readers.read(DocumentType.HTML, page)
        assert (document.title, text_of(document)) == ("Contacts", "Call 123.")

    def test_nesting_beyond_recursion(self) -> None:
        page = "<div>" * 5000 + "deep" + "</div>" * 5000
        assert text_of(readers.read(DocumentType.HTML, page.encode())) == "deep"

    @pytest.mark.parametrize("tags", ["<div>", "<UL class=a><li>x", "<address>", "<div></p><nav>"])
    def test_nesting_that_would_keep_the_parser_for_minutes_is_told(self, tags: str) -> None:
        page = f"<html><body>{tags * 100_000}deep"
        with pytest.raises(UnreadableDocumentError, match="too deep"):
            readers.read(DocumentType.HTML, page.encode())

    def test_parts_side_by_side_and_tags_never_closed_are_no_depth(self) -> None:
        page = "<ul>" + "<li>one" * 20_000 + "</ul>" + "<div>two</div><p>" * 20_000
        assert text_of(readers.read(DocumentType.HTML, page.encode())).startswith("one\none")

    @pytest.mark.parametrize(
        ("text", "encoding", "declared"),
        [
            ("营业时间是九点到六点。电话號碼", "gbk", "gb2312"),
            ("①営業時間は九時からです。", "cp932", "Shift_JIS"),
            ("“Opening hours”: nine — five", "cp1252", "ISO-8859-1"),
        ],
    )
    def test_a_charset_means_what_browsers_take_it_for(
        self, text: str, encoding: str, declared: str
    ) -> None:
        page = f'<meta charset="{declared}"><p>{text}</p>'.encode(encoding)
        assert text_of(readers.read(DocumentType.HTML, page)) == text


def test_markdown() -> None:
    document = readers.read(DocumentType.MARKDOWN, documents.MARKDOWN.encode())
    assert document.title == "Warranty"
    assert [(part.headings, part.text.split("\n")[0]) for part in document.sections] == [
        (("Warranty",), "Our lawn mowers carry a five-year warranty."),
        (("Warranty", "What is covered"), "engine"),
    ]
    assert "# not a heading" in document.sections[1].text
    assert "Engine" in document.sections[1].text
    assert "layout" not in text_of(document)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"],
)
def test_russian_text_in_usual_encodings(encoding: str) -> None:
    content = "Привет, мир. Работаем без выходных.".encode(encoding)
    assert text_of(readers.read(DocumentType.TEXT, content)).startswith("Привет, мир.")


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        (
            "我们的营业时间是上午九点到下午六点。\n送货需要两天。请打电话预约。",
            "gbk gb18030 utf-16-le",
        ),
        ("我們的營業時間是上午九點到下午六點。\n請打電話預約。", "big5 utf-16-be"),
        (
            "営業時間は午前九時から午後六時までです。\nご予約はお電話で。",
            "shift_jis euc_jp utf-16-le",
        ),
        ("영업 시간은 오전 9시부터입니다.\n배송은 이틀 걸립니다.", "euc_kr utf-16-be"),
        ("Ώρες λειτουργίας από τις εννέα", "cp1253"),
        ("ساعات العمل من التاسعة إلى السادسة", "cp1256"),
    ],
)
def test_text_of_other_scripts_in_their_old_encodings(text: str, encodings: str) -> None:
    for encoding in encodings.split():
        assert text_of(readers.read(DocumentType.TEXT, text.encode(encoding))) == text


@pytest.mark.parametrize("kind", [DocumentType.TEXT, DocumentType.MARKDOWN, DocumentType.HTML])
def test_what_a_file_is_goes_before_its_name(kind: DocumentType) -> None:
    assert "deliver every day" in text_of(readers.read(kind, documents.docx()))
    assert text_of(readers.read(kind, documents.pdf([["Nine to five."]]))) == "Nine to five."


@pytest.mark.parametrize("kind", [DocumentType.TEXT, DocumentType.MARKDOWN, DocumentType.HTML])
def test_what_was_not_written_is_no_text(kind: DocumentType) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000)
    for content in (picture, b"MZ" + bytes(range(64)) * 90, b"MZ\x90\x00\x03\x00" + b"\x00" * 400):
        with pytest.raises(UnreadableDocumentError, match="not text"):
            readers.read(kind, content)


def test_a_page_that_scripts_write_is_told() -> None:
    page = b"<html><body><div id=root></div><script>render()</script></body></html>"
    with pytest.raises(UnreadableDocumentError, match="do scripts write it"):
        readers.read(DocumentType.HTML, page)


def test_a_stray_character_spoils_nothing() -> None:
    content = ("We are open every day from nine to nine. " * 10 + "\x02").encode()
    assert text_of(readers.read(DocumentType.TEXT, content)).endswith("nine.")


def test_a_broken_byte_costs_one_letter() -> None:
    content = ("Доставка стоит пять рублей. " * 5).encode()
    broken = content[:100] + b"\xff" + content[100:]
    assert text_of(readers.read(DocumentType.TEXT, broken)).count("рублей") == 5


def test_western_text() -> None:
    assert text_of(readers.read(DocumentType.TEXT, "Café à Zürich".encode("cp1252"))) == (
        "Café à Zürich"
    )


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(DocumentType), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(kind: DocumentType, content: bytes) -> None:
    for attempt in (content, b"%PDF-1.7\n" + content):
        try:
            readers.read(kind, attempt)
        except UnreadableDocumentError as error:
            assert error.message
