"""The canonical text and the hash chain: one text for one value, and no change goes unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.chain import GENESIS, canonical, chain, digest, link
from contracts.events import Event, as_plain, from_text

values = st.recursive(
    st.integers() | st.booleans() | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abcd", max_size=3), values, max_size=5))
def test_the_order_of_keys_does_not_matter(value: dict[str, object]) -> None:
    turned = dict(reversed(list(value.items())))
    assert canonical(value) == canonical(turned)
    assert digest(value) == digest(turned)


@pytest.mark.parametrize("bad", [{"a": 1.5}, {"a": None}, {"a": "x\x00"}, {1: "a"}, {"a": [{"b": 0.0}]}, {"a": b"x"}])
def test_what_has_no_one_text_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not_canonical"):
        canonical(bad)


def test_the_text_is_utf8_without_spaces() -> None:
    assert canonical({"b": "投诉", "a": [1, True]}) == '{"a":[1,true],"b":"投诉"}'


@given(st.lists(st.text(max_size=5), min_size=1, max_size=6), st.data())
def test_a_changed_deleted_or_swapped_event_changes_the_head(texts: list[str], data: st.DataObject) -> None:
    head = chain(GENESIS, texts)
    place = data.draw(st.integers(0, len(texts) - 1))
    assert chain(GENESIS, [*texts[:place], texts[place] + "x", *texts[place + 1 :]]) != head
    assert chain(GENESIS, texts[:place] + texts[place + 1 :]) != head
    assert link(head, "more") != head


@given(st.integers(1), st.integers(0), st.none() | st.text("abc", min_size=1), st.none() | st.integers(1))
def test_an_event_reads_back_from_its_text(seq: int, at: int, actor: str | None, fired_at: int | None) -> None:
    event = Event(seq, "breached", at, actor=actor, fired_at=fired_at, data={"subject": "TS1.t1"})
    assert from_text(canonical(as_plain(event))) == event
