"""Which mails a machine wrote, sign by sign (RFC 3834), and what delivery reports say (RFC 3464)."""

import pytest

from channels.mail.bounces import Delivery
from channels.mail.machines import automatic_reason, bounce_of
from channels.mail.reading import read_mail
from tests.channels.mail.payloads import payload

PERSON = "li@reader.example"


def reason(*headers, mail_from=PERSON, sender=PERSON):
    mail = read_mail("\r\n".join([f"From: {sender}", *headers, "", "text"]).encode())
    return automatic_reason(mail, mail_from=mail_from, addresses=("ask@library.example",))


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner-email=x",
        "Precedence: bulk",
        "Precedence: LIST",
        "List-Id: <x.example>",
        "List-Unsubscribe: <mailto:x@x.example>",
        "X-Auto-Response-Suppress: All",
        "X-Autoreply: yes",
        "Content-Type: multipart/report; boundary=b",
        "Return-Path: <>",
        "Subject: Out of Office: back on Monday",
        "Subject: Automatic reply: hours",
        "Subject: 自动回复：您好",
        "Subject: Undelivered Mail Returned to Sender",
    ],
)
def test_each_sign_of_a_machine_is_enough(header):
    assert reason(header) is not None


MACHINES = (
    "MAILER-DAEMON@x.example postmaster@x.example no-reply@x.example owner-list@x.example some-list-request@x.example "
    "bounces+li=x@x.example ask@library.example ask+token@library.example"
)


@pytest.mark.parametrize("sender", MACHINES.split())
def test_machines_and_ourselves_are_known_by_their_names(sender):
    assert reason(sender=sender) is not None


def test_a_null_return_path_is_a_machines():
    assert reason(mail_from="") == "null return path"


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "Precedence: normal",
        "X-Auto-Response-Suppress: None",
        "Subject: May I renew automatically?",
        "Subject: 请问自动借还机在哪里",
        "Subject: 自动回复总是答非所问",
        "Subject: Out of office hours, where do I return books?",
        "Subject: Away from campus: how do I get at the databases?",
        "Subject: Undelivered interlibrary loan",
        "Subject: Delivery failure of my document request",
        "Subject: 投递失败的文献传递怎么办",
        "Subject: Re: Your mail could not be delivered?",
    ],
)
def test_a_person_is_not_taken_for_a_machine(header):
    assert reason(header) is None


def test_an_absence_notice_is_automatic_and_no_bounce():
    mail = read_mail(payload("out_of_office"))

    assert (automatic_reason(mail, mail_from=PERSON), bounce_of(mail)) == ("subject", None)


def test_a_report_names_recipient_action_and_status():
    mail = read_mail(payload("bounce_rfc3464"))

    assert bounce_of(mail) == Delivery("li@reader.example", "failed", "5.1.1")


def test_a_delay_is_no_lasting_failure():
    delivery = bounce_of(read_mail(payload("bounce_delayed")))

    assert (delivery.action, delivery.is_lasting()) == ("delayed", False)


def test_a_report_in_prose_is_understood():
    assert bounce_of(read_mail(payload("bounce_in_prose"))) == Delivery("li@reader.example", "failed", "5.0.0")
