"""What the reader newly wrote, in the shapes in which Chinese and English clients send it."""

import pytest

from channels.mail.reply_text import split_reply

NEW = "谢谢，我还想问一下\n寒假几点开门？"

QUOTED = [
    "张三 <zhang@x.example> 于2026年3月5日周二 10:20写道：\n\n> 您好\n> 图书馆",
    "张三 <zhang@x.example> 於 2026年3月5日 週二 上午10:20寫道：\n> 您好",
    "2026年3月5日 10:20，张三 <zhang@x.example> 写道：\n> 您好",
    "图书馆 <ask@x.example>于2026年3月5日 周二\n10:20写道：\n\n> 您好",
    '在 2026-03-05 10:20:30，"图书馆" <ask@x.example> 写道：\n您好',
    "张三写道:\n> 您好",
    '------------------ 原始邮件 ------------------\n发件人: "图书馆" <ask@x.example>;\n主题: Re: 开馆\n\n您好',
    "-----原始邮件-----\n发件人: a <a@x.example>\n您好",
    "---- 回复的原邮件 ----\n| 发件人 | 图书馆<ask@x.example> |\n| 主题 | Re |\n您好",
    "发件人: 图书馆\n发送时间: 2026-03-05 10:20\n收件人: li\n主题: Re: 开馆\n您好",
    "寄件者: 圖書館\n寄件日期: 2026年3月5日\n收件者: li\n主旨: RE: x\n\n您好",
    "发自我的iPhone",
    "发自我的华为手机\n-------- 原始邮件 --------\n发件人： x\n日期： 2026\n您好",
    "-- \n李四\n某某学院",
    "On Tue, Mar 5, 2026 at 10:20 AM Library <ask@x.example> wrote:\n> Hello",
    "On Mon, Aug 26, 2026 at 4:37 PM The Library <\na-long-address@library.example> wrote:\n\n> Hello",
    "-----Original Message-----\nFrom: Library\nSent: Monday\n\nHello",
    "________________________________\nFrom: Library <ask@x.example>\nSent: Monday\nTo: li\nSubject: x\n\nHello",
    "Am 05.03.2026 um 10:20 schrieb Library <ask@x.example>:\n> Hallo",
    "Le 5 mars 2026 à 10:20, Library <ask@x.example> a écrit :\n> Bonjour",
    "Sent from my iPhone",
    "> an old line\n> another",
]

WHOLE = [
    "请问《张三写道》这本书在吗？",
    "> 您几点到？\n三点\n> 带证件吗？\n带了",
    "On 5 March, the library wrote:\n> Do you have a card?\nYes.\n> Which one?\nThe red one.",
    "请看代码\n```\n> a\n-- \nb\n```\n谢谢",
    "他写道：这本书很好。我想借。",
    "我的情况:\n姓名: 李四\n时间: 三月\n主题: 论文查重",
    "---------- Forwarded message ---------\nFrom: a <a@x.example>\nDate: x\nSubject: y\n\nbody",
    "Sent from my desk, which is nearer than my phone.\nBye",
    "From: what date can I borrow?\nTo: when?",
]


@pytest.mark.parametrize("rest", QUOTED)
def test_what_a_client_adds_is_folded(rest):
    reply = split_reply(f"{NEW}\n\n{rest}\n")

    assert (reply.written, reply.folded) == (NEW, rest)


@pytest.mark.parametrize("text", WHOLE)
def test_what_the_reader_wrote_stays_whole(text):
    reply = split_reply(text)

    assert (reply.written, reply.folded) == (text, "")


def test_a_mail_that_is_only_quoted_is_shown_whole():
    assert split_reply("> hello\n> there").written == "> hello\n> there"


def test_a_rule_above_the_quote_is_folded_with_it():
    reply = split_reply(f"{NEW}\n____________________\n发件人: 图书馆\n发送时间: 2026\n主题: x\n您好")

    assert reply.written == NEW


def test_a_signature_above_the_quote_is_folded_too():
    reply = split_reply(f"{NEW}\n-- \n李四\n\nOn Tue, Mar 5, 2026, Library <ask@x.example> wrote:\n> Hello")

    assert reply.written == NEW
