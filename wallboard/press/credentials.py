"""Keys and signatures: who made a picture, and that nothing of it was changed since (C2PA, and a signed list)."""

# ruff: noqa: PLC0415 - the libraries are optional, and take a third of a second to load

from __future__ import annotations

import base64
import datetime as dt
import importlib.util
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wallboard.config.files import read_file
from wallboard.core.errors import UsageError, WallboardError

ROOT_CERT, LEAF_CHAIN, LEAF_KEY, ROOT_KEY = "root.pem", "leaf.pem", "leaf.key", "root.key"
SIGNATURE: Final = "SHA256SUMS.sig"
FIGURE_ASSERTION: Final = "org.wallboard.figure"
_YEARS = 5
_LARGEST_KEY: Final = 64 * 1024
_DATA_DRIVEN: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/dataDrivenMedia"
_KINDS: Final = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".mp4": "video/mp4"}


def available() -> bool:
    """Whether the optional libraries are there."""
    return all(importlib.util.find_spec(name) is not None for name in ("c2pa", "cryptography"))


def need() -> None:
    """Refuse to go on without them. Raises UsageError."""
    if not available():
        msg = "signing and checking signatures need c2pa-python and cryptography: install wallboard[provenance]"
        raise UsageError(msg)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A leaf's chain of certificates and its private key, both PEM."""

    chain: bytes
    key: bytes


def read_key(folder: Path) -> SigningKey:
    """The keys that `make_keys` has laid into a folder. Raises WallboardError."""
    try:
        return SigningKey(*(read_file(folder / name, _LARGEST_KEY) for name in (LEAF_CHAIN, LEAF_KEY)))
    except OSError as error:
        msg = f"the keys of the press desk cannot be read ({error.strerror}): {folder}; make some with `press keys`"
        raise WallboardError(msg) from None


def make_keys(folder: Path, name: str, now: dt.datetime) -> None:
    """Make a root and a leaf certificate with their keys, in a folder that has none.

    Raises:
        UsageError: there are keys already, which nothing may replace.
        WallboardError: they cannot be written.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    taken = [each for each in (ROOT_CERT, LEAF_CHAIN, LEAF_KEY, ROOT_KEY) if (folder / each).exists()]
    if taken:
        msg = f"there are keys already, nothing was changed: {folder / taken[0]}"
        raise UsageError(msg)

    def named(what: str) -> x509.Name:
        fields = (NameOID.ORGANIZATION_NAME, name[:64]), (NameOID.COMMON_NAME, f"{name[:40]} {what}")
        return x509.Name([x509.NameAttribute(oid, text) for oid, text in fields])

    root_key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    begins, ends = now - dt.timedelta(days=1), now + dt.timedelta(days=365 * _YEARS)
    usage = dict.fromkeys(
        (
            *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
            *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )

    def begun(subject: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(named("root")).public_key(key)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
        identified = x509.SubjectKeyIdentifier.from_public_key(key)
        issued = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
        return made.add_extension(identified, critical=False).add_extension(issued, critical=False)

    root = begun(named("root"), root_key.public_key())
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(x509.KeyUsage(**usage | {"key_cert_sign": True, "crl_sign": True}), critical=True)
    leaf = begun(named("press desk"), leaf_key.public_key())
    leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = leaf.add_extension(x509.KeyUsage(**usage | {"digital_signature": True}), critical=True)
    leaf = leaf.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    pem = serialization.Encoding.PEM
    root_pem, leaf_pem = (each.sign(root_key, hashes.SHA256()).public_bytes(pem) for each in (root, leaf))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / ROOT_CERT, root_pem, secret=False)
        _write(folder / LEAF_CHAIN, leaf_pem + root_pem, secret=False)
        _write(folder / LEAF_KEY, leaf_key.private_bytes(pem, *plain), secret=True)
        _write(folder / ROOT_KEY, root_key.private_bytes(pem, *plain), secret=True)
    except OSError as error:
        msg = f"the keys cannot be written ({error.strerror}): {folder}"
        raise WallboardError(msg) from None


def _write(path: Path, body: bytes, *, secret: bool) -> None:
    """A new file, which nobody else may read if it is secret."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if secret else 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)


def kind_of(name: str) -> str | None:
    """The media type of a file that can bear credentials; None of any other."""
    return _KINDS.get(Path(name).suffix.lower())


def signed(picture: bytes, name: str, title: str, figure: Mapping[str, str], key: SigningKey) -> bytes:
    """The picture with content credentials, which are put in last. Raises WallboardError."""
    import c2pa

    kind = kind_of(name)
    manifest = {
        "claim_generator_info": [{"name": "wallboard"}],
        "title": title,
        "format": kind,
        "assertions": [
            {
                "label": "c2pa.actions",
                "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": _DATA_DRIVEN}]},
            },
            {"label": FIGURE_ASSERTION, "data": dict(figure)},
        ],
    }
    made = io.BytesIO()
    try:
        context = c2pa.Context(c2pa.Settings.from_dict({"builder": {"thumbnail": {"enabled": False}}}))
        info = c2pa.C2paSignerInfo(b"es256", key.chain, key.key, None)
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder(json.dumps(manifest), context) as builder:
            builder.sign(signer, kind, io.BytesIO(picture), made)
    except Exception as error:  # noqa: BLE001 - the library raises what it likes
        msg = f"the picture cannot be signed ({error}): {name}"
        raise WallboardError(msg) from None
    return made.getvalue()


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a picture's credentials say: whether all of it is as it was signed, by whom, and our own assertion."""

    intact: bool
    signer: str
    figure: dict[str, str]
    faults: tuple[str, ...] = ()


_UNTRUSTED: Final = "signingCredential.untrusted"
"""A certificate of one's own: nobody vouches for it, which is said, and is no change of the picture."""


def read_credentials(picture: bytes, name: str) -> Credentials | None:
    """The credentials of a picture; None where it bears none. Raises WallboardError for what cannot be read at all."""
    import c2pa

    kind = kind_of(name)
    try:
        with c2pa.Reader(kind, io.BytesIO(picture)) as reader:
            said: dict[str, Any] = json.loads(reader.json())
    except Exception as error:  # noqa: BLE001 - as above
        if "ManifestNotFound" in type(error).__name__ or "ManifestNotFound" in str(error) or "no JUMBF" in str(error):
            return None
        return Credentials(intact=False, signer="", figure={}, faults=(str(error),))
    active = said.get("manifests", {}).get(said.get("active_manifest"), {})
    figure: object = next(
        (a.get("data", {}) for a in active.get("assertions", []) if a.get("label") == FIGURE_ASSERTION), {}
    )
    signer = active.get("signature_info", {}).get("issuer", "")
    faults = tuple(str(each.get("code", each)) for each in said.get("validation_status", []))
    real = tuple(each for each in faults if each != _UNTRUSTED)
    texts = {str(name): str(value) for name, value in figure.items()} if isinstance(figure, dict) else {}
    return Credentials(intact=not real and bool(active), signer=str(signer), figure=texts, faults=real)


def sign_list(text: bytes, key: SigningKey) -> bytes:
    """A signature of a list of checksums, with the certificates by which it is checked."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    private = serialization.load_pem_private_key(key.key, None)
    assert isinstance(private, ec.EllipticCurvePrivateKey), "made by make_keys"
    signature = private.sign(text, ec.ECDSA(hashes.SHA256()))
    document = {"algorithm": "ES256", "signature": base64.b64encode(signature).decode(), "chain": key.chain.decode()}
    return (json.dumps(document, indent=1) + "\n").encode()


def list_signer(text: bytes, signature: bytes) -> str | None:
    """Who has signed a list of checksums; None where the signature is not of this list."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    try:
        document = json.loads(signature)
        leaf = x509.load_pem_x509_certificate(str(document["chain"]).encode())
        public = leaf.public_key()
        if not isinstance(public, ec.EllipticCurvePublicKey):
            return None
        public.verify(base64.b64decode(document["signature"]), text, ec.ECDSA(hashes.SHA256()))
        found = leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        return str(found[0].value) if found else ""
    except (InvalidSignature, ValueError, KeyError, TypeError):
        return None
