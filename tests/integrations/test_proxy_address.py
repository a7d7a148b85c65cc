"""The address of a proxy is understood, or refused without repeating a piece of it."""

import pytest

from integrations.proxy_address import MTPROTO, ProxyAddress, ProxyKind


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://proxy.example:3128", ProxyAddress(ProxyKind.HTTP, "proxy.example", 3128)),
        ("http://proxy.example", ProxyAddress(ProxyKind.HTTP, "proxy.example", 8080)),
        ("HTTPS://Proxy.example/", ProxyAddress(ProxyKind.HTTPS, "proxy.example", 443)),
        ("socks5://10.0.0.7", ProxyAddress(ProxyKind.SOCKS5, "10.0.0.7", 1080)),
        (
            "socks5h://user:p%40ss%3A%2F@proxy.example:1081",
            ProxyAddress(ProxyKind.SOCKS5, "proxy.example", 1081, "user", "p@ss:/"),
        ),
        (
            "http://%D0%B0:%D0%B1@[::1]:3128",
            ProxyAddress(ProxyKind.HTTP, "::1", 3128, "а", "б"),
        ),
        ("http://user@proxy.example:3128", ProxyAddress(ProxyKind.HTTP, "proxy.example", 3128, "user")),
    ],
)
def test_the_usual_spellings_are_understood(url: str, address: ProxyAddress) -> None:
    assert ProxyAddress.parse(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "proxy.example:3128",
        "socks4://hunter-two@proxy.example",
        "ftp://hunter-two@proxy.example",
        "http://",
        "http://user:hunter-two@",
        "http://user:hunter-two@proxy.example:port",
        "http://user:hunter-two@proxy.example:70000",
        "http://user:hunter-two@proxy.example:0",
        "http://user:hunter-two/@proxy.example:3128",
        "http://[user:hunter-two@proxy.example:3128",
        "socks5://user:hunter-two@proxy.example/way",
        "socks5://user:hunter-two@proxy.example?rdns=true",
        "socks5://user:hunter-two-%D0%B0@proxy.example",
        f"socks5://user:{'hunter-two' * 30}@proxy.example",
    ],
)
def test_anything_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        ProxyAddress.parse(url)
    assert "hunter-two" not in str(refusal.value)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


@pytest.mark.parametrize(
    "url",
    [
        "mtproto://proxy.example:443?secret=hunter-two",
        "tg://proxy?server=proxy.example&port=443&secret=hunter-two",
        "https://t.me/proxy?server=proxy.example&port=443&secret=hunter-two",
    ],
)
def test_a_proxy_of_the_apps_is_refused_with_the_reason(url: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        ProxyAddress.parse(url)
    assert str(refusal.value) == MTPROTO


def test_what_is_shown_of_a_proxy_holds_no_login() -> None:
    address = ProxyAddress.parse("socks5h://user:hunter-two@[::1]:1081")
    assert address.shown == "socks5://[::1]:1081"
    assert "hunter-two" not in repr(address)
    assert "user" not in repr(address)
