"""What a picture says of itself (XMP): description, credit, rights, and that it was drawn from data; PNG and JPEG."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from wallboard.press.clean_text import printable

OWN = "tag:wallboard.invalid,2026:press/1/"
"""The namespace of what the desk itself notes of a figure."""
_PNG = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"XML:com.adobe.xmp"
_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/dataDrivenMedia"
_MOST_JPEG = 65_502


@dataclass(frozen=True, slots=True)
class PictureNotes:
    """`descriptions` and `rights` by language; `created` is ISO 8601; `figures` what verifying needs, as names."""

    title: str
    descriptions: Mapping[str, str]
    credit: str
    rights: Mapping[str, str]
    created: str
    figures: Mapping[str, str]


def packet(notes: PictureNotes) -> bytes:
    """The XMP packet."""
    own = "".join(f" wb:{name}={quoteattr(printable(value))}" for name, value in notes.figures.items())
    default = next(iter(notes.descriptions.values()), "")
    text = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:wb="'
        f'{OWN}"'
        f" photoshop:Credit={quoteattr(printable(notes.credit))} xmp:CreateDate={quoteattr(notes.created)}"
        f' xmp:CreatorTool="wallboard" xmpRights:Marked="True" photoshop:DateCreated={quoteattr(notes.created)}'
        f' Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}"{own}>'
        f"<dc:title>{_languages({'x-default': notes.title})}</dc:title>"
        f"<dc:description>{_languages({'x-default': default, **notes.descriptions})}</dc:description>"
        f"<dc:rights>{_languages({'x-default': next(iter(notes.rights.values()), ''), **notes.rights})}</dc:rights>"
        f"<dc:creator><rdf:Seq><rdf:li>{escape(printable(notes.credit))}</rdf:li></rdf:Seq></dc:creator>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
    return text.encode("utf-8", "replace")


def _languages(texts: Mapping[str, str]) -> str:
    rows = "".join(
        f"<rdf:li xml:lang={quoteattr(tag)}>{escape(printable(text))}</rdf:li>" for tag, text in texts.items()
    )
    return f"<rdf:Alt>{rows}</rdf:Alt>"


def with_notes(picture: bytes, notes: PictureNotes) -> bytes:
    """The picture with its notes in place of others. Raises ValueError for what is neither PNG nor JPEG."""
    if picture.startswith(_PNG):
        return _png(picture, packet(notes))
    if picture.startswith(b"\xff\xd8"):
        return _jpeg(picture, packet(notes))
    msg = "the picture is neither PNG nor JPEG"
    raise ValueError(msg)


def is_picture(body: bytes) -> bool:
    """Whether a file is a PNG or a JPEG, by its first bytes."""
    return body.startswith((_PNG, b"\xff\xd8"))


def _png(picture: bytes, xmp: bytes) -> bytes:
    """One iTXt chunk right behind the head, uncompressed as readers of XMP want it."""
    begin = len(_PNG)
    length = int.from_bytes(picture[begin : begin + 4], "big")
    end = begin + 12 + length
    if picture[begin + 4 : begin + 8] != b"IHDR" or end > len(picture):
        msg = "the picture is no PNG that can be read"
        raise ValueError(msg)
    body = b"iTXt" + _KEYWORD + b"\0\0\0\0\0" + xmp
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return picture[:end] + chunk + picture[end:]


def _jpeg(picture: bytes, xmp: bytes) -> bytes:
    """One APP1 segment, behind JFIF where there is one."""
    if len(xmp) > _MOST_JPEG:
        msg = "the notes are too long for a JPEG"
        raise ValueError(msg)
    at = 2
    if picture[2:4] == b"\xff\xe0":
        at = 4 + int.from_bytes(picture[4:6], "big")
    body = _JPEG_XMP + xmp
    return picture[:at] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + picture[at:]
