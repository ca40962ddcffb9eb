"""Small real files of each kind, and the misleading ones people and attackers send."""

import io
import zipfile
from collections.abc import Mapping

import pikepdf
from PIL import Image

DOCX_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODT = "application/vnd.oasis.opendocument.text"
# The standard test file every scanner reports; split so that this file itself is not reported.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(extra: Mapping[str, bytes | str] | None = None, main: str = DOCX_MAIN) -> bytes:
    """A Word document."""
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return zipped(
        {"[Content_Types].xml": types, "word/document.xml": "<document/>", **(extra or {})}
    )


def odt(extra: Mapping[str, bytes | str] | None = None, mimetype: str = ODT) -> bytes:
    """An OpenDocument text."""
    return zipped({"mimetype": mimetype, "content.xml": "<office/>", **(extra or {})})


def pdf(password: str = "", script: bool = False, pages: int = 1) -> bytes:
    """A PDF of empty pages."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        if script:
            made.Root.OpenAction = pikepdf.Dictionary(
                S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
            )
        encryption = pikepdf.Encryption(owner=password, user=password) if password else False
        made.save(out, encryption=encryption)
    return out.getvalue()


def picture(form: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    """A picture in one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form)
    return out.getvalue()
