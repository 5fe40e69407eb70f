"""The data described for search engines and data portals: schema.org/Dataset and DCAT."""

import json
from collections.abc import Callable, Sequence

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from kelurahan.models import Release
from kelurahan.opendata.files import TYPES
from kelurahan.opendata.licences import licence

type Address = Callable[[str], str]
type Node = dict[str, object]
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# What is offered as a distribution; the others are for checking it.
OFFERED = ("figures.csv", "figures.json", "datapackage.json")
TITLE = "Social assistance: families due aid, paid and failed, by area, programme and stage"


# Nothing in a <script> element may look like its end.
HARMLESS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def embedded(node: Node) -> SafeString:
    """Return the description as it may stand inside a <script> element, which is not run."""
    text = json.dumps(node, ensure_ascii=False).translate(HARMLESS)
    return mark_safe(text)  # noqa: S308 - all that could end the element is written otherwise


def _media(name: str) -> str:
    return TYPES[name].partition(";")[0]


def file_path(release: Release, name: str) -> str:
    """Return the path of a file of a Release."""
    return reverse("open-data:file", args=[release.number, name])


def schema_org(newest: Release | None, city: str, absolute: Address) -> Node:
    """Return the description of the newest figures as schema.org/Dataset."""
    node: Node = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": absolute(reverse("open-data:index")),
        "name": f"{TITLE}, {city}",
        "description": "Published figures of every area as dated, numbered, signed releases. "
        "Small sensitive counts are suppressed.",
        "url": absolute(reverse("open-data:index")),
        "license": licence().address,
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": f"Dinas Sosial {city}"},
        "spatialCoverage": city,
        "inLanguage": "id",
    }
    if newest:
        node |= {
            "version": str(newest.number),
            "dateModified": newest.published_at.isoformat(),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": _media(name),
                    "contentUrl": absolute(file_path(newest, name)),
                }
                for name in OFFERED
            ],
        }
    return node


def dcat(releases: Sequence[Release], city: str, absolute: Address) -> Node:
    """Return a DCAT catalogue with a dataset for every Release."""
    here = absolute(reverse("open-data:catalog"))
    publisher: Node = {"@type": "foaf:Agent", "foaf:name": f"Dinas Sosial {city}"}
    return {
        "@context": CONTEXT,
        "@id": here,
        "@type": "dcat:Catalog",
        "dct:title": f"JPS Online {city}",
        "dct:description": TITLE,
        "dct:publisher": publisher,
        "dct:license": {"@id": licence().address},
        "foaf:homepage": {"@id": absolute(reverse("open-data:index"))},
        "dcat:dataset": [_dataset(release, publisher, absolute) for release in releases],
    }


def _dataset(release: Release, publisher: Node, absolute: Address) -> Node:
    page = absolute(reverse("open-data:release", args=[release.number]))
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:title": f"{TITLE}, release {release.number}",
        "dct:description": release.note or TITLE,
        "dct:identifier": f"{release.number}-{release.sha256}",
        "dct:issued": {"@type": "xsd:dateTime", "@value": release.published_at.isoformat()},
        "dct:publisher": publisher,
        "dcat:landingPage": {"@id": page},
        "dcat:version": str(release.number),
        "dcat:distribution": [
            {
                "@id": absolute(file_path(release, name)),
                "@type": "dcat:Distribution",
                "dct:title": name,
                "dct:license": {"@id": licence().address},
                "dcat:downloadURL": {"@id": absolute(file_path(release, name))},
                "dcat:mediaType": {
                    "@id": f"https://www.iana.org/assignments/media-types/{_media(name)}"
                },
            }
            for name in OFFERED
        ],
    }
