"""Addresses that may be asked, and those that may not, however they are written."""

import pytest

from archive.capture.addresses import ip_refusal, is_opened, port_refusal, read_host, read_hosts, read_url
from archive.capture.page import CaptureError


@pytest.mark.parametrize(
    ("ip", "kind"),
    [
        ("0.0.0.0", "of this host itself"),
        ("0.1.2.3", "of this host itself"),
        ("10.0.0.0", "private"),
        ("10.255.255.255", "private"),
        ("100.64.0.1", "inner network"),
        ("100.100.100.200", "inner network"),
        ("100.127.255.255", "inner network"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("168.63.129.16", "cloud"),
        ("169.254.0.1", "link-local"),
        ("169.254.169.254", "link-local"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.0.0.1", "reserved"),
        ("192.0.0.192", "reserved"),
        ("192.0.2.1", "documentation"),
        ("192.88.99.1", "relay"),
        ("192.168.1.1", "private"),
        ("198.18.0.1", "measurements"),
        ("198.19.255.255", "measurements"),
        ("198.51.100.1", "documentation"),
        ("203.0.113.1", "documentation"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.255", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("::", "of this host itself"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:a9fe:a9fe", "link-local"),
        ("::ffff:0:127.0.0.1", "reserved"),
        ("::127.0.0.1", "reserved"),
        ("64:ff9b::10.0.0.1", "private"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b:1::8.8.8.8", "private"),
        ("100::1", "reserved"),
        ("2001::1", "protocols"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "protocols"),
        ("2001:2::1", "protocols"),
        ("2001:10::1", "protocols"),
        ("2001:db8::1", "documentation"),
        ("2002:7f00:1::1", "loopback"),
        ("2002:a00:1::1", "private"),
        ("2606:4700::5efe:10.0.0.1", "private"),
        ("2606:4700::200:5efe:192.168.0.1", "private"),
        ("3fff::1", "documentation"),
        ("4000::1", "reserved"),
        ("5f00::1", "reserved"),
        ("fc00::1", "private"),
        ("fd00:ec2::254", "private"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("febf::1", "link-local"),
        ("fec0::1", "private"),
        ("ff02::1", "multicast"),
    ],
)
def test_it_refuses_addresses_that_are_not_public(ip, kind):
    refusal = ip_refusal(ip)
    assert refusal.startswith(f"{ip} is not a public address but ")
    assert kind in refusal


@pytest.mark.parametrize(
    "ip",
    [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "93.184.216.34",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "168.63.129.15",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2606:2800:220:1:248:1893:25c8:1946",
        "2a00:1450:4007::200e",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
    ],
)
def test_it_lets_public_addresses_be_asked(ip):
    assert ip_refusal(ip) == ""


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://gazette.example/a?b=c#d", "https://gazette.example/a?b=c"),
        ("  HTTP://Gazette.Example.  ", "http://gazette.example/"),
        ("http://gazette.example:80/", "http://gazette.example/"),
        ("https://gazette.example:80/", "https://gazette.example:80/"),
        ("http://gazette.example:/", "http://gazette.example/"),
        ("http://gazette.example/a/./b/../c", "http://gazette.example/a/c"),
        ("http://gazette.example/../../etc", "http://gazette.example/etc"),
        ("http://gazette.example/a b?q=é", "http://gazette.example/a%20b?q=%C3%A9"),
        ("http://gazette.example/%c3%a9%2f?100%", "http://gazette.example/%C3%A9%2F?100%25"),
        ("http://gazette.example?q=1", "http://gazette.example/?q=1"),
        ("http://café.example/", "http://xn--caf-dma.example/"),
        ("http://CAFÉ.example/", "http://xn--caf-dma.example/"),
        ("http://cafe\u0301.example/", "http://xn--caf-dma.example/"),
        ("http://straße.example/", "http://xn--strae-oqa.example/"),
        ("http://例え.テスト/", "http://xn--r8jz45g.xn--zckzah/"),
        ("http://gazette。example/", "http://gazette.example/"),
        ("http://ｇazette.example/", "http://gazette.example/"),
        ("http://①②⑦.⓪.⓪.①/", "http://127.0.0.1/"),
        ("http://a_b.example/", "http://a_b.example/"),
        ("http://[2001:DB8:0::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
    ],
)
def test_it_writes_an_address_as_it_is_asked(url, written):
    assert read_url(url).url == written


def test_it_takes_an_address_apart():
    address = read_url("https://[2001:db8::1]:8443/a?b")
    assert (address.scheme, address.host, address.port, address.target) == ("https", "2001:db8::1", 8443, "/a?b")
    assert (address.name, address.authority, address.origin) == (
        "[2001:db8::1]",
        "[2001:db8::1]:8443",
        "https://[2001:db8::1]:8443",
    )


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "begins with neither http:// nor https://"),
        ("www.gazette.example/a", "begins with neither http:// nor https://"),
        ("javascript:alert(1)", "begins with neither http:// nor https://"),
        ("//gazette.example/", "begins with neither"),
        ("ftp://gazette.example/", "only http and https addresses are fetched, not ftp"),
        ("file:///etc/passwd", "not file"),
        ("gopher://gazette.example/", "not gopher"),
        ("http:///a", "names no host"),
        ("http://", "names no host"),
        ("http:gazette.example", "names no host"),
        ("http://user:secret@gazette.example/", "a user name or password"),
        ("http://gazette.example\\@inner.example/", "a user name or password"),
        ("http://@gazette.example/", "a user name or password"),
        ("http://gazette.example\\inner.example/", "no name of a host"),
        ("http://gazette .example/", "no name of a host"),
        ("http://gazette..example/", "no name of a host"),
        ("http://.example/", "no name of a host"),
        ("http://%67azette.example/", "no name of a host"),
        (f"http://{'a' * 64}.example/", "no name of a host"),
        (f"http://{'a.' * 200}example/", "longer than 253 characters"),
        (f"http://{'é' * 60}.example/", "no name of a host"),
        ("http://gazette.example/a\nb", "control character"),
        ("http://gazette.example/\x00", "control character"),
        ("http://gazette.example:port/", "this is no address of the web"),
        ("http://gazette.example:65536/", "this is no address of the web"),
        ("http://gazette.example:-1/", "this is no address of the web"),
        ("http://[::1", "this is no address of the web"),
        ("http://[gazette.example]/", "this is no address of the web"),
        ("http://[v1.x]/", "names no host"),
        ("http://[fe80::1%25eth0]/", "a network interface"),
        ("http://gazette℀.example/", "this is no address of the web"),
        ("http://127.1/", "is no numeric address"),
        ("http://2130706433/", "is no numeric address"),
        ("http://0x7f000001/", "is no numeric address"),
        ("http://0x7F.0.0.1/", "is no numeric address"),
        ("http://0177.0.0.1/", "is no numeric address"),
        ("http://127.0.0.01/", "is no numeric address"),
        ("http://1.2.3.4.5/", "is no numeric address"),
        ("http://256.1.1.1/", "is no numeric address"),
        ("http://gazette.0x/", "is no numeric address"),
        ("http://gazette.example/" + "a" * 2000, "longer than 2000 characters"),
        ("http://gazette.example/" + "é" * 400, "longer than 2000 characters"),
    ],
)
def test_it_refuses_what_is_no_address(url, says):
    with pytest.raises(CaptureError) as caught:
        read_url(url)
    assert says in str(caught.value)


@pytest.mark.parametrize("port", [80, 443, 1024, 8000, 8080, 8443, 65535])
def test_it_lets_ports_of_web_servers_be_asked(port):
    assert port_refusal(read_url(f"http://gazette.example:{port}/")) == ""


@pytest.mark.parametrize("port", [0, 1, 22, 25, 53, 110, 143, 445, 993, 1023, 2375, 3306, 5432, 6379, 6667, 11211])
def test_it_refuses_ports_of_other_services(port):
    assert f"port {port} is not one of web servers" in port_refusal(read_url(f"http://gazette.example:{port}/"))


def test_it_opens_the_hosts_of_a_list():
    opened = read_hosts(" Intranet.example , 10.0.0.5:8080,[::1]:8000, [fd00::1], café.example.,,")
    assert opened == {"intranet.example", "10.0.0.5:8080", "[::1]:8000", "[fd00::1]", "xn--caf-dma.example"}
    for url in ("http://intranet.example:22/", "http://10.0.0.5:8080", "http://[::1]:8000/", "https://[fd00:0::1]/"):
        assert is_opened(read_url(url), opened)
    for url in ("http://10.0.0.5/", "http://[::1]/", "http://a.intranet.example/", "http://example/"):
        assert not is_opened(read_url(url), opened)
    assert read_hosts("") == frozenset()


@pytest.mark.parametrize(
    "text", ["http://a.example", "a.example/b", "u@a.example", "a b", "*.example", "x:port", "10.0.0.0/8"]
)
def test_it_refuses_a_list_that_names_no_host(text):
    with pytest.raises(CaptureError, match="is no"):
        read_hosts(text)


def test_it_reads_a_host_by_itself():
    assert (read_host("::1"), read_host("Gazette.example"), read_host("8.8.8.8")) == (
        "::1",
        "gazette.example",
        "8.8.8.8",
    )
