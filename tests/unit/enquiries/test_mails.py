"""Mails of every shape are read without an error: whose, for which thread, what was written."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquiries import mails

KEY = "abcdefghjkmnpqrstuvwxyz2"


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = headers.pop("From", "Jo <Jo@School.example>")
    message["To"] = headers.pop("To", f"enquiries+{KEY}@portal.example")
    message["Message-ID"] = headers.pop("id", "<1@school.example>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return message


def plain(text: str, **headers: str) -> mails.Incoming:
    message = mail(**headers)
    message.set_content(text)
    return mails.read(message.as_bytes())


def test_sender_key_and_ids():
    found = plain("Hello", Subject="Re: your question", In_Reply_To="<a@b> <c@d>")
    assert (found.sender, found.keys, found.answers) == (
        "jo@school.example",
        (KEY,),
        ("<a@b>", "<c@d>"),
    )
    assert (found.message_id, found.subject, found.automatic) == (
        "<1@school.example>",
        "Re: your question",
        False,
    )


@pytest.mark.parametrize(
    ("text", "wrote"),
    [
        ("Thank you.\n\nOn Mon, 1 Jun 2026 at 10:00, Portal <p@x.example> wrote:\n> The team\n> has answered", "Thank you."),
        ("Yes please\r\n\r\n________________________________\r\nFrom: Portal <p@x>\r\nSent: 01 June 2026 10:00\r\nTo: Jo\r\nSubject: RE\r\n\r\nThe DCO", "Yes please"),
        ("Two\n\nparagraphs", "Two\n\nparagraphs"),
        ("> only what was quoted", "> only what was quoted"),
    ],
)  # fmt: skip
def test_what_they_wrote_without_what_they_answer(text, wrote):
    assert plain(text).text == wrote


def test_a_mail_of_html_alone_is_text_and_its_markup_is_none():
    message = mail()
    message.set_content("<p>One &amp; two<br>three</p><script>alert(1)</script>", subtype="html")
    found = mails.read(message.as_bytes())
    assert "One & two\nthree" in found.text
    assert "<" not in found.text and "alert" not in found.text


def test_files_by_name_and_no_more_than_ten():
    message = mail()
    message.set_content("See the files")
    for number in range(12):
        message.add_attachment(
            b"x", maintype="application", subtype="pdf", filename=f"{number}.pdf"
        )
    found = mails.read(message.as_bytes())
    assert [file.name for file in found.files] == [f"{number}.pdf" for number in range(10)]
    assert found.skipped == ("10.pdf", "11.pdf")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<l.example>"},
        {"X_Autoreply": "yes"},
        {"From": "MAILER-DAEMON@x.example"},
        {"From": "no-reply@x.example"},
    ],
    ids=str,
)
def test_what_no_person_wrote(headers):
    assert plain("I am away", **headers).automatic


def test_a_bounce_by_its_envelope():
    message = mail()
    message.set_content("Hello")
    assert mails.read(message.as_bytes(), envelope_from="").automatic
    assert not mails.read(message.as_bytes(), envelope_from="jo@school.example").automatic
    assert not plain("Hello", Auto_Submitted="no").automatic


@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw):
    found = mails.read(raw)
    assert found.size == len(raw)
    assert "\x00" not in found.text


@given(st.text(max_size=60), st.sampled_from(["us-ascii", "no-such-charset", "utf-16"]))
def test_any_text_in_any_charset_is_read(text, charset):
    raw = f"From: a@b.example\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    assert mails.read(raw + text.encode("utf-8", "replace")).sender == "a@b.example"
