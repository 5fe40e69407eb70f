"""Finished pages are shown again until a new Release, their age or their number ends it."""

import gzip

import pytest
from django.http import HttpResponse

from kelurahan import page_cache
from kelurahan.models import Release
from kelurahan.page_cache import PageCache, released_page
from kelurahan.publishing import publish
from tests.factories import area

pytestmark = pytest.mark.django_db


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shown(monkeypatch, settings, clock):
    """A view behind the cache and the list of its renderings."""
    settings.PAGE_CACHE_SECONDS = 60
    monkeypatch.setattr(page_cache, "pages", PageCache(largest=2, clock=clock))
    rendered = []

    @released_page
    def view(request, release):
        rendered.append((release and release.number, request.path))
        return HttpResponse(f"<p>{request.path} of release {release and release.number}</p>" * 99)

    view.rendered = rendered
    area("32.73")
    return view


def get(rf, view, path="/statistik/32.73/", **headers):
    return view(rf.get(path, headers=headers))


def test_page_is_rendered_once(rf, shown):
    publish()

    bodies = {get(rf, shown).content for _ in range(3)}

    assert len(bodies) == len(shown.rendered) == 1


def test_a_made_up_script_name_does_not_put_a_page_in_the_place_of_another(rf, shown):
    publish()
    shown(rf.get("/", SCRIPT_NAME="/statistik/32.73"))

    body = get(rf, shown).content

    assert body.startswith(b"<p>/statistik/32.73/ of release 1</p>")
    assert len(shown.rendered) == 2


def test_kept_page_needs_no_query(rf, shown, django_assert_num_queries):
    publish()
    get(rf, shown)

    with django_assert_num_queries(0):
        get(rf, shown)


def test_new_release_is_shown_after_seconds(rf, shown, clock):
    publish()
    get(rf, shown)
    publish(force=True)

    clock.now += page_cache.LOOK_UP_SECONDS
    get(rf, shown)

    assert [number for number, _ in shown.rendered] == [1, 2]


def test_page_is_rendered_again_after_its_time(rf, shown, clock):
    publish()
    get(rf, shown)

    clock.now += 60
    get(rf, shown)

    assert len(shown.rendered) == 2


def test_number_of_kept_pages_is_bounded(rf, shown):
    publish()

    for number in range(5):
        get(rf, shown, f"/statistik/{number}/")

    assert len(page_cache.pages) == 2


def test_nothing_is_kept_before_the_first_release(rf, shown):
    get(rf, shown)
    response = get(rf, shown)

    assert len(shown.rendered) == 2
    assert not response.has_header("ETag")


@pytest.mark.parametrize("path", ["/statistik/32.73/?x=1", "/statistik/32.73/?<script>"])
def test_page_with_a_query_is_not_kept(rf, shown, path):
    publish()
    get(rf, shown, path)
    get(rf, shown, path)

    assert len(shown.rendered) == 2


def test_each_language_has_its_own_page(rf, shown):
    from django.utils import translation

    publish()
    for language in ("id", "en", "id"):
        with translation.override(language):
            get(rf, shown)

    assert len(shown.rendered) == 2


def test_unchanged_page_is_not_sent_again(rf, shown):
    publish()
    tag = get(rf, shown).headers["ETag"]

    response = get(rf, shown, **{"If-None-Match": tag})

    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == tag


def test_changed_page_is_sent(rf, shown, clock):
    publish()
    tag = get(rf, shown).headers["ETag"]
    publish(force=True)
    clock.now += page_cache.LOOK_UP_SECONDS

    assert get(rf, shown, **{"If-None-Match": tag}).status_code == 200


def test_compressed_form_is_the_same_page(rf, shown):
    publish()

    response = get(rf, shown, **{"Accept-Encoding": "gzip, br"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == get(rf, shown).content


def test_answers_may_be_kept_for_a_minute_apart_by_cookie_and_encoding(rf, shown):
    publish()

    headers = get(rf, shown).headers

    assert headers["Cache-Control"] == "public, max-age=60"
    assert {part.strip() for part in headers["Vary"].split(",")} == {"Cookie", "Accept-Encoding"}


def test_real_page_sets_no_cookie(client, settings):
    settings.PAGE_CACHE_SECONDS = 60
    area("32.73")
    publish()

    try:
        response = client.get("/statistik/32.73/")
    finally:
        page_cache.pages.clear()

    assert Release.objects.exists()
    assert not response.cookies


def test_head_tells_what_get_would_send(rf, shown):
    publish()
    sent = get(rf, shown)

    told = shown(rf.head("/statistik/32.73/"))

    for name in ("ETag", "Cache-Control", "Content-Length"):
        assert told.get(name) == sent.get(name)
    assert told["ETag"]
    assert len(shown.rendered) == 1
