"""Archives as a stream: whole, in pieces, with names that cannot clash."""

import hashlib
import io
import zipfile

from dco_portal.documents.zips import Member, Paths, stream


def test_streams_an_archive_that_opens():
    big = [b"x" * 100_000] * 5
    chunks = list(stream([Member("a/one.txt", [b"one"], 3), Member("two.bin", big, 500_000)]))
    assert len(chunks) > 5
    with zipfile.ZipFile(io.BytesIO(b"".join(chunks))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a/one.txt", "two.bin"]
        assert archive.read("a/one.txt") == b"one"
        assert archive.getinfo("two.bin").file_size == 500_000


def test_same_files_give_the_same_bytes():
    def made() -> str:
        return hashlib.sha256(b"".join(stream([Member("one.txt", [b"one"], 3)]))).hexdigest()

    assert made() == made()


def test_an_archive_of_nothing_opens():
    with zipfile.ZipFile(io.BytesIO(b"".join(stream([])))) as archive:
        assert archive.namelist() == []


def test_the_pieces_of_a_member_are_read_only_when_its_turn_comes():
    seen = []

    def members():
        for name in ("one", "two"):
            seen.append(name)
            yield Member(name, [b"x"], 1)

    walk = stream(members())
    next(walk)
    assert seen == ["one"]


def test_clashing_names_get_a_number_whatever_their_case():
    paths = Paths()
    assert [paths.give("Priority 1", name) for name in ("Survey.pdf", "survey.PDF", "Survey.pdf")] == [
        "Priority 1/Survey.pdf", "Priority 1/survey (2).PDF", "Priority 1/Survey (3).pdf",
    ]  # fmt: skip
    assert paths.give("Priority 2", "Survey.pdf") == "Priority 2/Survey.pdf"


def test_names_are_safe_everywhere_and_not_too_long():
    paths = Paths()
    assert paths.give("", '../a<b>:"c".pdf') == "a b c.pdf"
    assert paths.give("", "...") == "file"
    found = paths.give("x", f"{'long ' * 60}.pdf")
    assert len(found) <= 102
    assert found.endswith(".pdf")
    assert paths.give("x", f"{'long ' * 60}.pdf") != found
