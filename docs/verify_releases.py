"""Check every release of a JPS portal from its downloads alone.

    python verify_releases.py https://jps.example.go.id [KEY_ID:BASE64 ...]

Give the public keys that you noted earlier; without any the portal's own list is believed.
Needs only Python and the package cryptography.
"""

import base64
import hashlib
import sys
import urllib.error
import urllib.request

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

portal, given = sys.argv[1].rstrip("/"), sys.argv[2:]


def get(path: str) -> bytes:
    with urllib.request.urlopen(f"{portal}/data/{path}", timeout=60) as answer:  # noqa: S310
        return bytes(answer.read())


keys = dict(k.split(":") for k in given) or dict(
    line.split() for line in get("kunci/keys.txt").decode().splitlines()
)
previous, number, bad = "-", 0, 0
newest = int(dict(x.split(" ", 1) for x in get("terbaru/seal.txt").decode().split("\nnote\n")[0]
                  .splitlines() if not x.startswith("file "))["number"])  # fmt: skip
for number in range(1, newest + 1):
    seal, here, faults, signed = get(f"rilis/{number}/seal.txt"), f"rilis/{number}/", [], []
    head = seal.decode().split("\nnote\n")[0].splitlines()
    facts = dict(line.split(" ", 1) for line in head if not line.startswith("file "))
    if facts["number"] != str(number) or facts["previous"] != previous:
        faults.append("does not follow the release before")
    if hashlib.sha256(canonical := get(here + "canonical.txt")).hexdigest() != facts["sha256"]:
        faults.append("figures changed")
    if canonical.split(b"\n")[0].decode() != previous.strip("-"):
        faults.append("canonical.txt names another release before")
    for _, digest, name in (x.split(" ") for x in head if x.startswith("file ")):
        if hashlib.sha256(get(here + name)).hexdigest() != digest:
            faults.append(f"{name} changed")
    for key_id, text in (x.split() for x in get(here + "signature").decode().splitlines()):
        try:
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(keys[key_id]))
            key.verify(base64.b64decode(text), seal)
            signed.append(key_id)
        except (InvalidSignature, KeyError):
            faults.append(f"the signature by {key_id} does not fit: date, note or hash changed")
    previous, bad = facts["sha256"], bad + bool(faults)
    sys.stdout.write(f"release {number}: {'; '.join(faults) or 'as published'}, "
                     f"signed by {', '.join(signed) or 'nobody'}\n")  # fmt: skip
sys.exit(bad > 0)
