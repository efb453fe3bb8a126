"""What the channel understands of Telegram's updates, one recorded oddity at a time."""

import pytest

from channels.telegram.updates import Act, understand
from routing.messages import Inbound
from tests.channels.telegram.parts import recorded_update


def heard(name: str) -> Inbound:
    understood = understand(recorded_update(name))
    assert understood is not None
    assert isinstance(understood.act, Inbound)
    return understood.act


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("photo_with_caption", "[图片] 这本书的条码扫不出来"),
        ("photo_alone", "[图片]"),
        ("document", "[文件] 论文.pdf"),
        ("sticker", "[贴纸] 👍"),
        ("voice", "[语音]"),
        ("animation_is_also_a_document", "[视频] cat.mp4"),
        ("venue_is_also_a_location", "[位置]"),
        ("dice", "[其他内容]"),
        ("command_that_we_do_not_know", "续借 三体"),
        ("reply_with_quote_and_custom_emoji", "谢谢😀，那周日呢？"),
        ("field_of_a_later_api", "你好"),
    ],
)
def test_whatever_a_reader_sends_becomes_a_text_that_a_librarian_can_read(name, text):
    assert heard(name).text == text


def test_a_message_names_its_chat_its_writer_and_itself():
    inbound = heard("photo_with_caption")

    assert (inbound.address, inbound.external_id) == ("42", "42:101")
    assert (inbound.name, inbound.language) == ("小明 王", "zh-hans")


def test_a_writer_without_language_and_last_name_is_heard_too():
    inbound = heard("without_language_or_last_name")

    assert (inbound.name, inbound.language) == ("Ann", None)


@pytest.mark.parametrize("name", ["group_message", "edited_message", "pinned_notice", "press_in_an_inline_message"])
def test_what_is_no_readers_message_is_not_heard(name):
    assert understand(recorded_update(name)) is None


def test_start_is_an_arrival_also_from_a_deep_link():
    understood = understand(recorded_update("start_from_a_deep_link"))

    assert understood is not None
    assert (understood.act, understood.chat) == (Act.ARRIVE, "42")


def test_a_pressed_choice_is_a_message_with_its_entry_and_the_buttons_words():
    inbound = heard("press_on_a_choice")

    assert (inbound.entry, inbound.text) == ("renew", "怎么续借图书？")
    assert inbound.external_id == "cb:42:180388626432"


def test_a_choice_under_a_message_too_old_to_show_is_still_understood():
    inbound = heard("press_on_a_message_too_old_to_show")

    assert (inbound.entry, inbound.text) == ("renew", "renew")


def test_a_button_that_we_do_not_know_wants_only_its_spinner_stopped():
    understood = understand(recorded_update("press_on_a_button_of_an_earlier_release"))

    assert understood is not None
    assert (understood.act, understood.press) == (None, "180388626432")
