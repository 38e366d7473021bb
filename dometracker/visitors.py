"""Who asks: the network address of a visitor, as far as it can be known."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address that asks; ``""`` where nobody can tell.

    Behind a proxy it is the address that the outermost of ours has seen, which is that many places
    from the end of ``X-Forwarded-For``; what stands before it anybody can write.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        passed = request.headers.get("X-Forwarded-For", "").split(",")
        seen = passed[-min(settings.PROXIES, len(passed))].strip()
    try:
        address = ip_address(seen)
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def network_of(request: HttpRequest) -> str:
    """The address that asks, of IPv6 its network of 64 bits; ``""`` where nobody can tell.

    An address of this machine is that of a proxy of which the settings do not know: it stands for
    everybody.
    """
    seen = address_of(request)
    if not seen:
        return ""
    address = ip_address(seen)
    if address.is_loopback:
        return ""
    return str(ip_network((address, 64), strict=False) if address.version == 6 else address)
