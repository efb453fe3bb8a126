import json

import pytest

from bot.knowledge.knowledge import Knowledge
from routing.errors import SettingsFault


def test_documents_give_back_the_same_knowledge(knowledge: Knowledge):
    entries, facts = json.loads(json.dumps(knowledge.to_documents()))

    again = Knowledge.from_documents(entries, facts)

    assert again == knowledge
    assert again.version == knowledge.version


def test_the_order_of_documents_does_not_change_the_version(knowledge: Knowledge):
    entries, facts = knowledge.to_documents()

    again = Knowledge.from_documents(dict(reversed(entries.items())), dict(reversed(facts.items())))

    assert again.version == knowledge.version


def test_a_changed_fact_is_a_new_version(knowledge: Knowledge):
    entries, facts = knowledge.to_documents()

    changed = Knowledge.from_documents(entries, {**facts, "printing": {"price": {"zh": "免费", "en": "free"}}})

    assert changed.version != knowledge.version


def test_faults_of_documents_are_told_by_entry(knowledge: Knowledge):
    entries, facts = knowledge.to_documents()
    entries["wifi"]["topic"] = "gossip"
    del facts["printing"]

    with pytest.raises(SettingsFault) as raised:
        Knowledge.from_documents(entries, facts)

    assert sorted(map(str, raised.value.faults)) == [
        "entry printing: answer.en: unknown fact 'printing'",
        "entry printing: answer.zh: unknown fact 'printing'",
        "entry wifi: topic: unknown topic 'gossip'",
    ]
