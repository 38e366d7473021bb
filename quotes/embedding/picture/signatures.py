"""Signatures of the addresses of share images.

To draw an image costs a tenth of a second. Only addresses that this server has given out are
answered, so that nobody can ask for pictures without end, and each of them can be kept by caches.
"""

from django.core.signing import BadSignature, Signer

# Ours alone, so that no signature made for another purpose is good here.
_SALT = "quotes.sharing.image"


def sign(public_id: str, revision: int, language: str) -> str:
    """The signature (HMAC-SHA256, URL-safe Base64) of one image: of whose words, as of when, and
    in which language the rest of it is."""
    return _signer().signature(_signed(public_id, revision, language))


def is_genuine(signature: str, public_id: str, revision: int, language: str) -> bool:
    """Whether this server made the signature for just this image.

    Compared in constant time; keys of SECRET_KEY_FALLBACKS are good too, so that addresses outlive
    a change of the key.
    """
    try:
        _signer().unsign(f"{_signed(public_id, revision, language)}:{signature}")
    except BadSignature:
        return False
    return True


def _signer() -> Signer:
    return Signer(salt=_SALT)


def _signed(public_id: str, revision: int, language: str) -> str:
    # None of the three can hold a slash, so no two images share a text.
    return f"{public_id}/{revision}/{language}"
