"""Small real files of every kind that knowledge reads."""

import io
from collections.abc import Sequence


def pdf(pages: Sequence[Sequence[str]], *, title: str | None = None) -> bytes:
    """A PDF with a text layer in any script: glyph codes that a ToUnicode map explains, as word processors write."""
    letters = sorted({letter for lines in pages for line in lines for letter in line})
    codes = {letter: number for number, letter in enumerate(letters, start=1)}
    objects: dict[int, bytes] = {}
    kids = [10 + 2 * number for number in range(len(pages))]
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    refs = " ".join(f"{kid} 0 R" for kid in kids)
    objects[2] = f"<< /Type /Pages /Count {len(pages)} /Kids [{refs}] >>".encode()
    objects[3] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H"
        b" /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
    )
    objects[4] = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /DW 600 >>"
    objects[5] = _stream(_to_unicode(codes))
    objects[6] = f"<< /Title ({title or ''}) >>".encode()
    for kid, lines in zip(kids, pages, strict=True):
        objects[kid] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {kid + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
        shown = "".join(
            f"<{''.join(f'{codes[letter]:04x}' for letter in line)}> Tj T*\n" for line in lines
        )
        objects[kid + 1] = _stream(f"BT /F1 12 Tf 14 TL 50 800 Td\n{shown}ET".encode())
    return _assemble(objects)


def _stream(content: bytes) -> bytes:
    return f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def _to_unicode(codes: dict[str, int]) -> bytes:
    rows = "".join(f"<{code:04x}> <{ord(letter):04x}>\n" for letter, code in codes.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}endbfchar\nendcmap end end"
    ).encode()


def _assemble(objects: dict[int, bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += f"{number} 1\n{place:010d} 00000 n \n".encode()
    size = max(places) + 1
    out += f"trailer << /Size {size} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def protected_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([["secret"]]))))
    writer.encrypt("password", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def docx() -> bytes:
    import docx as word

    document = word.Document()
    document.core_properties.title = "Delivery rules"
    document.add_heading("Delivery", level=1)
    document.add_paragraph("We deliver every day from nine to nine.")
    document.add_heading("Сроки", level=2)
    document.add_paragraph("Доставка по городу занимает два часа.")
    table = document.add_table(rows=2, cols=2)
    for row, cells in enumerate([("Zone", "Price"), ("Suburbs", "500 roubles")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_paragraph("Returns are taken within two weeks.")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


HTML = """<!doctype html><html><head><title>Прайс — Ромашка</title><script>var x = "secret";</script></head>
<body><header>Logo <nav><a href="/">Главная</a> <a href="/buy">Корзина</a></nav></header>
<main><h1>Стрижки</h1><p>Мужская стрижка стоит <b>1500</b> рублей.<br>Детская&nbsp;— 900.</p>
<h2>Записаться</h2><ul><li>По телефону</li><li>На сайте</li></ul>
<table><tr><th>Мастер</th><th>Дни</th></tr><tr><td>Анна</td><td>пн–ср</td></tr></table>
<form><label>Ваше имя</label></form></main><footer>© 2026</footer></body></html>"""

MARKDOWN = """---
layout: faq
---
# Warranty

Our **lawn mowers** carry a [five-year](https://example.com) warranty.

## What is covered

- engine
- blades

```
# not a heading
```

| Part | Years |
|------|-------|
| Engine | 5 |
"""


def docx_of(body: str) -> bytes:
    """A Word document of that WordprocessingML, for what no library writes."""
    import docx as word
    from docx.oxml.parser import parse_xml

    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    document = word.Document()
    document.element.body.clear_content()
    for element in parse_xml(f"<w:body {names}>{body}</w:body>"):
        document.element.body.append(element)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def word_cell(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"
