"""What people call things: the key names of Masthead, Hugo, Jekyll, Pelican, Eleventy, Astro and JSON.

Names are compared in lower case without "-", "_" and spaces. The first name of a field wins over the later ones.
"""

from __future__ import annotations

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "guid"),
    "title": ("title", "headline"),
    "link": ("link", "permalink", "url", "canonicalurl", "canonical"),
    "slug": ("slug",),
    "published": (
        *("published", "date", "pubdate", "datepublished", "publishedat", "publisheddate", "publishedon"),
        *("created", "createdat", "datecreated", "publishdate"),
    ),
    "updated": (
        *("updated", "lastmod", "lastmodifiedat", "modified", "updateddate", "dateupdated", "updatedat"),
        *("datemodified", "modifiedat", "modifieddate", "lastmodified", "lastupdated"),
    ),
    "section": ("section", "category"),
    "categories": ("categories",),
    "tags": ("tags", "tag", "keywords"),
    "authors": ("authors", "author", "byline", "creator"),
    "contributors": ("contributors", "contributor"),
    "summary": ("summary", "excerpt", "standfirst", "description", "abstract", "dek", "lede"),
    # What readers of the page see between the headline and the text; the summary where there is no other.
    "standfirst": ("standfirst", "dek", "deck", "subtitle", "subheadline", "subheading", "subhead", "strapline"),
    "language": ("language", "lang", "locale"),
    "image": (
        *("image", "images", "heroimage", "featuredimage", "featureimage", "cover", "coverimage", "hero"),
        *("bannerimage", "thumbnail", "ogimage", "header"),
    ),
    "imagealt": ("imagealt", "heroimagealt", "coverimagealt", "featuredimagealt", "thumbnailalt", "alt"),
    "imagecaption": ("imagecaption", "heroimagecaption", "coverimagecaption", "featuredimagecaption", "caption"),
    "imagecredit": ("imagecredit", "heroimagecredit", "coverimagecredit", "featuredimagecredit", "photocredit"),
    "enclosures": ("enclosures", "enclosure", "attachments"),
    "links": ("links",),
    "externalurl": ("externalurl",),
    "rights": ("rights", "copyright"),
    "license": ("license", "licence"),
    "provider": ("provider", "agency"),
    "labels": ("labels", "label"),
    "correction": ("correction", "corrections"),
    "note": ("note",),
    "minor": ("minor",),
    "updates": ("updates",),
    "draft": ("draft", "hidden", "private", "unlisted", "headless", "eleventyexcludefromcollections"),
    "publish": ("publish",),
    "embargo": ("embargo", "embargoed", "embargountil", "publishdate"),
    "expires": ("expires", "expiry", "expirydate", "expirationdate", "unpublishdate"),
    "status": ("status",),
    "access": ("access", "visibility"),
    "syndicate": ("syndicate",),
}

# Every name leads to the fields it may fill and its rank among that field's names.
OF: dict[str, tuple[tuple[str, int], ...]] = {}
for _field, _names in FIELDS.items():
    for _rank, _name in enumerate(_names):
        OF[_name] = (*OF.get(_name, ()), (_field, _rank))

GUARDS = frozenset(("draft", "publish", "embargo", "expires", "status", "access", "syndicate"))

# Near these an unknown key is taken for a slip, not for somebody else's key.
_GUARD_NAMES = (
    *("draft", "embargo", "expires", "expiry", "expirydate", "status", "access", "published", "publish"),
    *("publishdate", "unpublishdate", "syndicate", "eleventyexcludefromcollections", "visibility"),
)

# Keys of other programs that happen to be one slip away from a guard.
_FOREIGN = frozenset(("publisher", "stats", "states", "statue", "graft", "excess"))

# Tables whose keys count like top-level ones: Hugo's params, Zola's extra and taxonomies.
NESTED = ("params", "extra", "taxonomies")


def normal(key: str) -> str:
    """A key as names are compared."""
    return key.lower().replace("_", "").replace("-", "").replace(" ", "")


def slipped(name: str) -> str | None:
    """The guard that an unknown key, as `normal` gives it, is one slip away from."""
    if name in _FOREIGN:
        return None
    return next((guard for guard in _GUARD_NAMES if _one_edit(name, guard)), None)


def _one_edit(one: str, other: str) -> bool:
    """True when one insertion, deletion, substitution or swap of neighbours makes one of the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right or left == right[1:]
