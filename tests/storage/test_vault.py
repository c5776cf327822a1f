"""Encryption at rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import Tampered, UnknownKey, Vault

OLD = "o" * 32
NEW = "n" * 40


@given(plain=st.binary(max_size=5000), purpose=st.text(max_size=50))
def test_what_is_sealed_opens_again(plain: bytes, purpose: str) -> None:
    vault = Vault([NEW])
    assert vault.open(vault.seal(plain, purpose), purpose) == plain


def test_nothing_of_the_content_shows_and_no_two_seals_are_the_same() -> None:
    vault = Vault([NEW])
    first, second = vault.seal(b"1-3 Strand", "address"), vault.seal(b"1-3 Strand", "address")
    assert first != second
    assert b"Strand" not in first


def test_a_value_opens_only_as_what_it_was_sealed_for() -> None:
    vault = Vault([NEW])
    with pytest.raises(Tampered, match="'state'"):
        vault.open(vault.seal(b"secret", "token telegram::1"), "state telegram::1")


def test_a_value_opens_only_where_it_belongs_and_the_message_names_nobody() -> None:
    vault = Vault([NEW])
    with pytest.raises(Tampered) as caught:
        vault.open(vault.seal(b"secret", "token telegram::1"), "token telegram::77")
    assert "77" not in str(caught.value)


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_a_changed_byte_is_noticed(position: int) -> None:
    vault = Vault([NEW])
    sealed = bytearray(vault.seal(b"secret", "token"))
    sealed[position] ^= 1
    with pytest.raises(Tampered):
        vault.open(bytes(sealed), "token")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"plain text that was never sealed"])
def test_what_was_never_sealed_is_refused(sealed: bytes) -> None:
    with pytest.raises(Tampered):
        Vault([NEW]).open(sealed, "token")


def test_keys_are_replaced_one_after_the_other() -> None:
    before, during, after = Vault([OLD]), Vault([NEW, OLD]), Vault([NEW])
    sealed = before.seal(b"secret", "token")
    assert during.open(sealed, "token") == b"secret"
    again = during.seal(b"secret", "token")
    assert after.open(again, "token") == b"secret"
    with pytest.raises(UnknownKey, match="SECRET_KEY"):
        after.open(sealed, "token")


def test_a_fingerprint_is_found_after_the_key_was_replaced() -> None:
    kept = Vault([OLD]).fingerprint("token", "token")
    assert kept in Vault([NEW, OLD]).fingerprints("token", "token")
    assert kept not in Vault([NEW]).fingerprints("token", "token")
    assert kept != Vault([OLD]).fingerprint("token", "other")


@pytest.mark.parametrize("keys", [[], ["short"], [NEW, "short"]])
def test_a_weak_key_is_refused_with_how_to_make_a_good_one(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="token_urlsafe"):
        Vault(keys)
