"""robots.txt, security.txt, favicon.ico."""

from django.utils import timezone


def test_robots_keeps_crawlers_from_people_and_staff_pages(client):
    text = client.get("/robots.txt").content.decode()

    closed = {line.split(": ")[1] for line in text.splitlines() if line.startswith("Disallow")}
    assert closed == {
        "/admin/",
        "/bahasa/",
        "/cari/",
        "/cek-nik/",
        "/pengaduan/lacak/",
        "/pengaduan/s/",
        "/petugas/",
    }


def test_security_txt_is_absent_while_nobody_is_named(client, settings):
    settings.SECURITY_CONTACT = ""

    assert client.get("/.well-known/security.txt").status_code == 404


def test_security_txt_names_the_contact_and_has_not_expired(client, settings):
    settings.SECURITY_CONTACT = "mailto:aman@jps.example"

    text = client.get("/.well-known/security.txt").content.decode()

    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == "mailto:aman@jps.example"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    assert fields["Expires"] > timezone.now().isoformat()


def test_the_old_favicon_address_leads_to_the_icon(client):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert response.headers["Location"].endswith("favicon.svg")
