"""Signatures: the very bytes, one scheme, one key, and nothing that comes breaks anything."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from hypothesis import given
from hypothesis import strategies as st

from bot.connect.jwks import read_keys
from bot.connect.signature import BadSignature, Signature, Unsigned, read_signature

VECTOR = json.loads((Path(__file__).parents[1] / "samples/events/signature_vector.json").read_text())
HEADERS: dict[str, str] = VECTOR["headers"]
BODY = base64.b64decode(VECTOR["body_base64"])
STAMP = 1795151529


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]


def sign(
    key: RSAPrivateKey, body: bytes, salt: int = 32, hashed: HashAlgorithm | None = None, stamp: int = STAMP
) -> Signature:
    algorithm = hashed or SHA256()
    return Signature(key.sign(b"%d." % stamp + body, PSS(MGF1(algorithm), salt), algorithm), STAMP, "wsk_1")


def test_the_check_vector_is_good() -> None:
    keys = read_keys(json.dumps(VECTOR["jwks"]).encode())
    signature = read_signature(raw(HEADERS))
    signature.verify(keys[signature.key_id], BODY)
    assert (signature.key_id, signature.timestamp, len(signature.signature)) == ("wsk_test_vector", STAMP, 256)
    assert [signature.age_s(STAMP + 299), signature.age_s(STAMP - 301)] == [299, -301]


@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
def test_header_names_have_no_case(change: Callable[[str], str]) -> None:
    assert read_signature(raw({change(name): value for name, value in HEADERS.items()})).timestamp == STAMP


ODD = [
    b'{ "id" :"evt_1",\n\t"a":1.0, "a":2 }',
    b'{"name":"\\u00e9","emoji":"\xf0\x9f\x94\x8c"}\n',
    b"",
    b"\xff\x00 not even text",
]


@pytest.mark.parametrize("body", ODD)
def test_bytes_are_taken_as_they_are(key: RSAPrivateKey, body: bytes) -> None:
    sign(key, body).verify(key.public_key(), body)


@given(place=st.integers(0, len(BODY) - 1), other=st.integers(1, 255))
def test_no_byte_can_be_another(place: int, other: int) -> None:
    keys = read_keys(json.dumps(VECTOR["jwks"]).encode())
    changed = BODY[:place] + bytes([BODY[place] ^ other]) + BODY[place + 1 :]
    with pytest.raises(BadSignature):
        read_signature(raw(HEADERS)).verify(keys["wsk_test_vector"], changed)


def test_the_same_json_in_other_bytes_is_refused(key: RSAPrivateKey) -> None:
    signature = sign(key, b'{"a": 1}')
    for other in (b'{"a":1}', b'{"a": 1} ', b'{"a": 1.0}'):
        with pytest.raises(BadSignature):
            signature.verify(key.public_key(), other)


@pytest.mark.parametrize("salt", [0, 20, 31, 33, 222])
def test_another_length_of_salt_is_refused(key: RSAPrivateKey, salt: int) -> None:
    with pytest.raises(BadSignature):
        sign(key, BODY, salt).verify(key.public_key(), BODY)


def test_another_hash_key_or_time_is_refused(key: RSAPrivateKey) -> None:
    with pytest.raises(BadSignature):
        sign(key, BODY, hashed=SHA1()).verify(key.public_key(), BODY)
    with pytest.raises(BadSignature):
        sign(key, BODY).verify(generate_private_key(65537, 2048).public_key(), BODY)
    with pytest.raises(BadSignature):
        sign(key, BODY, stamp=STAMP + 1).verify(key.public_key(), BODY)


GOOD = HEADERS["Flatpeak-Signature"]


@pytest.mark.parametrize(
    "changed",
    [
        {"Flatpeak-Signature": value}
        for value in (
            *("garbage", "v1", "v1=", "v1=@@@", "=", ",", "NONE", GOOD + "=", GOOD + " ", GOOD[3:]),
            *("v2=" + GOOD[3:], f"{GOOD},{GOOD}", f"{GOOD} {GOOD}", f"{GOOD}, v2=abc", "v1=" + "A" * 10_000),
            *("v1=é" + "A" * 400, GOOD.replace("-", "+"), GOOD[:-1] + "\x7f", "v1=" + "A" * 341),
        )
        if value.strip() != GOOD
    ]
    + [{"Flatpeak-Signature-Scheme": value} for value in ("v2", "none", "V1")]
    + [
        {"Flatpeak-Timestamp": value}
        for value in ("", "abc", "-1", "+1", "0", "1.5", "1e9", "０１", "9" * 40, " ", "0017", "1 2")
    ]
    + [{"Flatpeak-Key-ID": value} for value in ("", "a b", "é", "x" * 5000, "\t")],
)
def test_malformed_headers_are_refused(changed: dict[str, str]) -> None:
    with pytest.raises(BadSignature) as refused:
        read_signature(raw({**HEADERS, **changed}))
    assert not isinstance(refused.value, Unsigned)


@pytest.mark.parametrize("value", ["none", "", None])
def test_what_is_not_signed_says_so(value: str | None) -> None:
    headers = {**HEADERS, "Flatpeak-Signature": value} if value is not None else {"Flatpeak-Version": "x"}
    with pytest.raises(Unsigned):
        read_signature(raw({name: text for name, text in headers.items() if text is not None}))


def test_a_header_that_comes_twice_is_refused() -> None:
    for name in HEADERS:
        if name != "Flatpeak-Version":
            with pytest.raises(BadSignature, match="more than one"):
                read_signature([*raw(HEADERS), (name.lower().encode(), HEADERS[name].encode())])


@given(st.lists(st.tuples(st.sampled_from([n.lower().encode() for n in HEADERS]), st.binary()), max_size=5))
def test_no_headers_break_it(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(BadSignature):
        read_signature(headers)
