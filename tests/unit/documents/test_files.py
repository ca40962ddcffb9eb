import struct
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dco_portal.common.errors import Invalid
from dco_portal.documents import archives, files
from tests.unit.documents import samples


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    # The browser's own word for the type is never believed.
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        files.check(upload(name, data))
    assert list(caught.value.errors) == [files.FIELD]
    return caught.value.message


@pytest.mark.parametrize(
    ("name", "data", "content_type"),
    [
        ("a.pdf", samples.pdf(), "application/pdf"),
        ("A.PDF", samples.pdf(), "application/pdf"),
        ("script.pdf", samples.pdf(script=True), "application/pdf"),
        ("a.png", samples.picture("PNG"), "image/png"),
        ("a.jpg", samples.picture("JPEG"), "image/jpeg"),
        ("a.jpeg", samples.picture("JPEG"), "image/jpeg"),
        ("a.docx", samples.docx(), files.KINDS["docx"].content_type),
        ("a.odt", samples.odt(), archives.ODT),
    ],
)
def test_check_takes_each_kind(name: str, data: bytes, content_type: str):
    file = upload(name, data)

    assert files.check(file).content_type == content_type
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.pdf", b"", "The selected file is empty"),
        ("a.exe", b"MZ\x90\x00" + b"\0" * 60, "must be a PDF, DOCX, ODT, PNG or JPEG"),
        ("noextension", samples.pdf(), "must be a PDF, DOCX, ODT, PNG or JPEG"),
        ("a.html", b"<!DOCTYPE html><script>x</script>", "must be a PDF"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "must be a PDF"),
        ("a.pdf.exe", b"MZ", "must be a PDF"),
        ("a.pdf", b"MZ\x90\x00" + b"\0" * 60, "is not a PDF"),
        ("a.pdf", b"<!DOCTYPE html><script>x</script>", "is not a PDF"),
        ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is not a PNG"),
        ("a.pdf", samples.picture(), "is a PNG, but its name ends .pdf"),
        ("a.png", samples.picture("JPEG"), "is a JPEG, but its name ends .png"),
        ("a.docx", samples.pdf(), "is a PDF, but its name ends .docx"),
        ("a.pdf", b"junk before " + samples.pdf(), "is not a PDF"),
        ("a.pdf", b"%PDF-1.7\nnothing else", "damaged"),
        ("a.pdf", samples.pdf(pages=0), "has no pages"),
        ("a.pdf", samples.pdf(password="secret"), "password protected"),
        ("a.png", samples.picture()[:40], "damaged"),
        ("a.jpg", samples.picture("JPEG")[:20], "damaged"),
        ("a.docx", samples.odt(), "is not a DOCX"),
        ("a.odt", samples.docx(), "is not an ODT"),
        ("a.docx", samples.zipped({"a.txt": "x"}), "is not a DOCX"),
        ("a.docx", files.OLE + b"\0" * 600, "password protected, or an old Word file"),
        ("a.docx", samples.docx({"word/vbaProject.bin": b"x"}), "contains macros"),
        ("a.docx", samples.docx(main="application/vnd.ms-word.macroEnabled.12"), "macros"),
        ("a.docx", samples.docx(main="application/vnd.ms-excel"), "is not a DOCX"),
        ("a.odt", samples.odt({"Basic/Standard/x.xml": "x"}), "contains macros"),
        ("a.odt", samples.odt({"Scripts/python/x.py": "x"}), "contains macros"),
        ("a.odt", samples.odt(mimetype="application/zip"), "is not an ODT"),
        (
            "a.odt",
            samples.odt({"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
            "password protected",
        ),
        ("a.docx", samples.docx({"../../etc/passwd": "x"}), "not a proper DOCX"),
        ("a.docx", samples.docx({"/etc/passwd": "x"}), "not a proper DOCX"),
        ("a.docx", samples.docx({"a\\..\\b": "x"}), "not a proper DOCX"),
        ("a.docx", samples.docx()[:-30], "damaged"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 200, "damaged"),
    ],
)
def test_check_refuses(name: str, data: bytes, message: str):
    assert message in refusal(name, data)


def test_check_names_the_limit(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    data = samples.pdf()
    fits = data + b" " * (1024 * 1024 - len(data))

    assert files.check(upload("a.pdf", fits)).label == "PDF"
    assert refusal("a.pdf", fits + b" ") == "The selected file must be 1MB or smaller"


def test_check_refuses_a_bomb_that_unpacks_far():
    bomb = samples.docx({"word/media/a.bin": b"\0" * (archives.RATIO_FROM + 1)})

    assert "unpacks to far more" in refusal("a.docx", bomb)


def test_check_refuses_a_bomb_of_many_parts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "ENTRIES_MAX", 10)
    parts = {f"word/{n}.xml": "x" for n in range(10)}

    assert "unpacks to far more" in refusal("a.docx", samples.docx(parts))


def test_check_refuses_a_bomb_that_is_large_in_sum(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archives, "UNPACKED_MAX", 1000)

    assert "unpacks" in refusal("a.docx", samples.docx({"a.xml": b"ab" * 600}))


def test_check_refuses_a_huge_list_of_contents():
    data = bytearray(samples.docx())
    struct.pack_into("<L", data, data.rfind(archives.END) + 12, archives.DIRECTORY_MAX + 1)

    assert "unpacks" in refusal("a.docx", bytes(data))


def test_check_refuses_a_64_bit_list_of_contents():
    data = samples.docx()
    at = data.rfind(archives.END)
    locator = b"PK\x06\x07" + b"\0" * 16

    assert "unpacks" in refusal("a.docx", data[:at] + locator + data[at:])


def test_check_refuses_a_list_of_contents_that_is_not_one():
    data = bytearray(samples.docx())
    at = data.find(b"PK\x01\x02")
    data[at : at + 4] = b"oops"

    assert "damaged" in refusal("a.docx", bytes(data))


def test_check_refuses_an_encrypted_part():
    data = bytearray(samples.docx())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1

    assert "password protected" in refusal("a.docx", bytes(data))


def test_check_refuses_a_part_that_does_not_unpack():
    data = bytearray(samples.zipped({"[Content_Types].xml": "x" * 50, "word/document.xml": "y"}))
    data[40:60] = b"\xff" * 20

    assert "damaged" in refusal("a.docx", bytes(data))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_check_refuses_two_parts_of_one_name(tmp_path):
    target = tmp_path / "a.docx"
    target.write_bytes(samples.docx())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/document.xml", "another")

    assert "not a proper DOCX" in refusal("a.docx", target.read_bytes())


def test_check_refuses_a_picture_of_too_many_pixels(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("PIL.Image.MAX_IMAGE_PIXELS", 50)

    assert "too many pixels" in refusal("a.png", samples.picture(size=(10, 10)))


def test_check_obeys_the_short_list_of_the_portal(settings):
    settings.UPLOAD_TYPES = ["pdf"]

    assert files.check(upload("a.pdf", samples.pdf())).label == "PDF"
    assert refusal("a.png", samples.picture()) == "The selected file must be a PDF"


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\report.pdf", "report.pdf"),
        ("Zoë’s report – final.pdf", "Zoë’s report – final.pdf"),
        ("Zoe\u0308.pdf", "Zoë.pdf"),
        ("مشورہ.pdf", "مشورہ.pdf"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("two\r\nlines.pdf", "two lines.pdf"),
        ("nul\x00byte.pdf", "nulbyte.pdf"),
        ("  .hidden.pdf ", "hidden.pdf"),
        ("", "file"),
        ("..", "file"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("b" * 300, "b" * 120),
    ],
)
def test_clean_name(given: str, clean: str):
    assert files.clean_name(given) == clean


def test_accept_and_hint_say_what_is_taken(settings):
    settings.UPLOAD_MAX_BYTES = 20 * 1024 * 1024

    assert files.accept() == ".pdf,.docx,.odt,.png,.jpg,.jpeg"
    assert files.hint() == "PDF, DOCX, ODT, PNG or JPEG, up to 20MB"
