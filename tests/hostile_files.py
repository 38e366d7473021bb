"""Files that are made to cost their reader everything."""

import io
import zipfile
import zlib
from collections.abc import Callable

from openpyxl import Workbook
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NumberObject,
)

_SHEET = "xl/worksheets/sheet1.xml"
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows: str = "", behind: str = "", parts: dict[str, str] | None = None) -> bytes:
    """A workbook whose first sheet has these rows, and behind them what else a sheet may have."""
    plain, made = io.BytesIO(), io.BytesIO()
    Workbook().save(plain)
    sheet = f'<worksheet xmlns="{_NAMESPACE}"><sheetData>{rows}</sheetData>{behind}</worksheet>'
    replaced = {_SHEET: sheet, **(parts or {})}
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name).decode()
            new.writestr(name, replaced.get(name, content))
    return made.getvalue()


def damaged_workbooks() -> dict[str, bytes]:
    """A good workbook, each time with something else of it broken."""
    good = workbook("<row><c t='inlineStr'><is><t>a</t></is></c></row>")
    with zipfile.ZipFile(io.BytesIO(good)) as book:
        # Behind its name, of as many letters as stand in the 30 bytes before it.
        packed = book.getinfo(_SHEET).header_offset + 30 + len(_SHEET)
    listed = good.index(_SHEET.encode(), packed) - 46

    def with_bytes(*changes: tuple[int, bytes]) -> bytes:
        broken = bytearray(good)
        for place, written in changes:
            broken[place : place + len(written)] = written
        return bytes(broken)

    parts = {
        "no XML": {_SHEET: "<worksheet"},
        "no sheets": {"xl/workbook.xml": f'<workbook xmlns="{_NAMESPACE}"><sheets/></workbook>'},
        "no relations": {"xl/_rels/workbook.xml.rels": "<Relationships/>"},
        "a style that is none": {
            _SHEET: f'<worksheet xmlns="{_NAMESPACE}"><sheetData><row><c s="99"><v>1</v></c></row>'
            "</sheetData></worksheet>"
        },
        "a number that is none": {
            _SHEET: f'<worksheet xmlns="{_NAMESPACE}"><sheetData><row r="x"><c><v>x</v></c></row>'
            "</sheetData></worksheet>"
        },
    }
    return {
        "packed otherwise": with_bytes((packed, b"\xff" * 20)),
        "encrypted": with_bytes((listed + 8, b"\x01")),
        "an unknown way of packing": with_bytes((listed + 10, b"\x63"), (packed - 52, b"\x63")),
        "another checksum": with_bytes((listed + 16, b"\x00\x01\x02\x03")),
        "cut off": good[: len(good) // 2],
        "another name": with_bytes((packed - len(_SHEET), b"yy")),
        "nothing in it": b"PK\x05\x06" + b"\x00" * 18,
        "no workbook": b"PK\x03\x04 and so on",
        **{name: workbook(parts=changed) for name, changed in parts.items()},
    }


def _styles() -> str:
    fonts = "<font><b/><sz val='9'/></font>" * 300_000
    return f'<styleSheet xmlns="{_NAMESPACE}"><fonts>{fonts}</fonts></styleSheet>'


def _names() -> str:
    names = "".join(f"<definedName name='n{n}'>Sheet!$A$1</definedName>" for n in range(300_000))
    return (
        f'<workbook xmlns="{_NAMESPACE}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/'
        f'2006/relationships"><sheets><sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets>'
        f"<definedNames>{names}</definedNames></workbook>"
    )


WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "merged cells": lambda: workbook(
        behind="<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"
    ),
    "hyperlinks": lambda: workbook(
        behind="<hyperlinks>"
        + "<hyperlink ref='A1:XFD1048576' location='a'/>" * 20
        + "</hyperlinks>"
    ),
    "many hyperlinks": lambda: workbook(
        behind="<hyperlinks>" + "<hyperlink ref='A1' location='a'/>" * 500_000 + "</hyperlinks>"
    ),
    "conditional formats": lambda: workbook(
        behind=(
            "<conditionalFormatting sqref='A1'><cfRule type='cellIs' priority='1' operator='equal'>"
            "<formula>1</formula></cfRule></conditionalFormatting>"
        )
        * 150_000
    ),
    "cells": lambda: workbook(("<row>" + "<c><v>1</v></c>" * 100 + "</row>") * 20_000),
    "one cell far away": lambda: workbook("<row r='5000'><c r='XFD5000'><v>1</v></c></row>"),
    "styles": lambda: workbook(parts={"xl/styles.xml": _styles()}),
    "names": lambda: workbook(parts={"xl/workbook.xml": _names()}),
}


def _pdf(content: bytes, pages: int = 1, filters: DictionaryObject | None = None) -> bytes:
    """A PDF of one page, shown so many times; ``content`` is what its stream unpacks to."""
    writer = PdfWriter()
    stream = EncodedStreamObject()
    stream._data = zlib.compress(content, 9)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    if filters:
        stream[NameObject("/DecodeParms")] = filters
    contents = writer._add_object(stream)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page = writer.add_blank_page(612, 792)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    page[NameObject("/Contents")] = contents
    file = io.BytesIO()
    if pages > 1:
        tree = page["/Parent"].get_object()
        tree[NameObject("/Kids")] = ArrayObject([page.indirect_reference] * pages)
        tree[NameObject("/Count")] = NumberObject(pages)
    writer.write(file)
    return file.getvalue()


def _predictor(columns: int) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Predictor"): NumberObject(15),
            NameObject("/Columns"): NumberObject(columns),
        }
    )


def _page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


_SHOWN = b"BT /F1 9 Tf (words of a page) Tj ET\n"

DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "a long content stream": lambda: _pdf(_SHOWN * 280_000),
    "a repeated page": lambda: _pdf(_SHOWN * 10, pages=900),
    "a repeated long page": lambda: _pdf(_SHOWN * 3_000, pages=900),
    "predictor": lambda: _pdf(b"\2" * 5_000_000, filters=_predictor(1)),
    "wide predictor": lambda: _pdf(b"\2" * 20_000_000, filters=_predictor(2_000_000_000)),
    "nested arrays": lambda: _pdf(b"[" * 5_000_000),
    "numbers": lambda: _pdf(b"1 " * 5_000_000),
    "nested div": lambda: _page("<div>" * 99_000 + "a"),
    "nested b": lambda: _page("<b>" * 20_000 + "a"),
    "misnested": lambda: _page("<p>" + "<b><i><u><em>" * 200 + "<p>x" * 20_000),
    "open paragraphs": lambda: _page("<p>a" * 99_000),
    "open links": lambda: _page("<p><a>" * 49_000 + "a"),
    "open paragraphs without end": lambda: _page("<p>a" * 2_600_000),
    "tables": lambda: _page("<table><tr><td>" * 30_000 + "a"),
    "attributes": lambda: _page("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">a"),
    "entities": lambda: _page("<p>" + "&amp;" * 1_000_000),
    "JSON-LD": lambda: _page(
        "<p>a", '<script type="application/ld+json">' + "[" * 3_000_000 + "</script>"
    ),
    "words": lambda: _page("<p>" + "word " * 580_000),
    "lines": lambda: b"a\n" * 9_000_000,
}

ACCENTS = '\\"{o}' * 3_300
BIBLIOGRAPHIES = {
    "entries without an end on one line": "@misc{" * 100_000,
    "entries without an end": "@misc{a,\n" * 200_000,
    "braces": "@misc{a, title=" + "{" * 1_900_000,
    "quotation marks": '@misc{a, title="' + '"' * 1_900_000,
    "only at signs": "@a{" + "@" * 1_900_000,
    "accents": f"@misc{{a, title={{{ACCENTS}}}}}\n" * 90,
    "authors": "@misc{a, author={" + "a and " * 300_000 + "}}",
    "fields": "@misc{a, " + "a={x}," * 300_000 + "}",
    "parts of a value": "@misc{a, t=" + "a # " * 400_000 + "}",
    "macros": "@string{a={" + "x" * 200 + "}}\n" + "@misc{b, t=" + "a#" * 900_000 + "a}",
    "comments": "@comment{" * 200_000,
    "RIS types": "TY" * 1_000_000,
    "RIS records": "TY  - a\n" * 250_000,
    "RIS authors": "TY  - a\n" + "AU  - a\n" * 240_000,
    "RIS lines": "TY  - a\nAB  - a\n" + "a\n" * 900_000,
    "RIS addresses": "TY  - a\nUR  - " + "http://a.b " * 170_000,
    "lists": "[" * 1_000_000,
    "empty lists": "[" + "[]," * 600_000 + "[]]",
    "objects": '{"a":' * 300_000,
    "items": "[" + "{}," * 600_000 + "{}]",
    "digits": "[" + "9" * 1_900_000 + "]",
    "dots": "a." * 900_000,
    "addresses": "https://dome.example/s/7kq2m/" * 60_000,
    "slashes": "/" * 1_900_000,
    "copies": "https://a.example/https://" * 70_000,
}


def _doubled(times: int) -> bytes:
    """A list in which each item is twice the one before; written out, it has 2 ** times words."""
    items = (b"&a%d [*a%d, *a%d]" % (n, n - 1, n - 1) for n in range(1, times))
    return b"[&a0 [x, x], " + b", ".join(items) + b"]"


# What an alias or a tag makes long.
REPEATING = (
    *("a list of lists again", "a key of lists again", "keys of lists again", "merges"),
    *("a key and its copies", "a value as keys", "a list in itself", "a key in itself"),
    *("long tags", "a long tag"),
)

YAML = {
    "lists": b"[" * 100_000,
    "closed lists": b"[" * 3_000 + b"]" * 3_000,
    "lists by dashes": b"- " * 100_000,
    "mappings": b"{a: " * 100_000,
    "keys": b"? " * 100_000,
    "lists as keys": b"? [" * 50_000,
    "values": b"[" + b"a," * 2_400_000 + b"]",
    "rows": b"- a\n" * 1_250_000,
    "rows of one cell": b"- {a: b}\n" * 550_000,
    "empty lists": b"[" + b"[]," * 1_600_000 + b"]",
    "aliases": b"- &a a\n" + b"- *a\n" * 900_000,
    "tags": b"- !x a\n" * 700_000,
    "one key": b"a: b\n" * 900_000,
    "anchors": b"".join(b"- &a%d a\n" % number for number in range(300_000)),
    "a long value": b"a: " + b"x" * 4_900_000,
    "documents": b"---\n" * 1_200_000,
    "a list of lists again": b"- &a [x, x]\n- " + _doubled(40),
    "a key of lists again": b"- ? " + _doubled(40) + b"\n  : a\n",
    "keys of lists again": b"- " + _doubled(12) + b"\n" + b"- {? [*a11] : a}\n" * 1_000,
    "a key and its copies": b"&a " + b"x" * 1_000_000 + b": a\n" + b"*a : a\n" * 100_000,
    "a value as keys": b"- &a " + b"x" * 1_000_000 + b"\n- {" + b"*a : a, " * 100_000 + b"}\n",
    "merges": b"- &a {a: b}\n" + b"- {<<: [*a, *a]}\n" * 100_000,
    "a list in itself": b"- &a [*a]\n",
    "a key in itself": b"- &a {? *a : a}\n",
    "long tags": b"%TAG !a! tag:" + b"x" * 2_000_000 + b"\n---\n" + b"- !a!x a\n" * 100_000,
    "a long tag": b"- !<" + b"x" * 2_000_000 + b"> a\n",
    "directives": b"%TAG !a! b\n" * 100_000,
}
