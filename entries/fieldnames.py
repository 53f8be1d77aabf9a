"""What people call things: the key names of Masthead, Hugo, Jekyll, Pelican, Eleventy, Astro and JSON.

Names are compared in lower case without "-", "_" and spaces. The first name of a field wins over the later ones.
"""

from __future__ import annotations

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "guid"),
    "title": ("title", "headline"),
    "link": ("link", "permalink", "url", "canonicalurl", "canonical"),
    "slug": ("slug", "postname"),
    "published": (
        *("published", "date", "pubdate", "datepublished", "publishedat", "publisheddate", "publishedon"),
        *("created", "createdat", "datecreated", "publishdate", "pubdatetime", "publicationdate", "publishedtime"),
        *("postdate", "posted", "dateposted", "createddate"),
    ),
    "updated": (
        *("updated", "lastmod", "lastmodifiedat", "modified", "updateddate", "dateupdated", "updatedat"),
        *("datemodified", "modifiedat", "modifieddate", "lastmodified", "lastupdated", "lastupdate", "updatedon"),
        *("moddatetime", "lastmodifieddate", "modifiedtime"),
    ),
    "section": ("section", "category"),
    "categories": ("categories",),
    "tags": ("tags", "tag", "keywords", "topics", "topic", "taglist"),
    "authors": ("authors", "author", "byline", "creator", "writers", "writer", "reporters", "reporter", "authorname"),
    "contributors": ("contributors", "contributor", "translators", "translator"),
    "summary": (
        *("summary", "excerpt", "standfirst", "description", "abstract", "dek", "lede", "customexcerpt", "lead"),
        *("intro", "synopsis", "blurb", "metadescription", "ogdescription", "desc", "tldr"),
    ),
    # What readers of the page see between the headline and the text; the summary where there is no other.
    "standfirst": ("standfirst", "dek", "deck", "subtitle", "subheadline", "subheading", "subhead", "strapline"),
    "language": ("language", "lang", "locale"),
    "image": (
        *("image", "images", "heroimage", "featuredimage", "featureimage", "cover", "coverimage", "hero"),
        *("bannerimage", "thumbnail", "ogimage", "header", "leadimage", "mainimage", "headerimage", "titleimage"),
        *("postimage", "socialimage", "twitterimage", "cardimage", "featuredimagepreview", "teaserimage", "headerimg"),
        *("banner", "photo", "picture", "img", "preview", "teaser", "background"),
    ),
    "imagealt": (
        *("imagealt", "heroimagealt", "coverimagealt", "featuredimagealt", "featureimagealt", "thumbnailalt", "alt"),
    ),
    "imagecaption": (
        *("imagecaption", "heroimagecaption", "coverimagecaption", "featuredimagecaption", "featureimagecaption"),
        "caption",
    ),
    "imagecredit": ("imagecredit", "heroimagecredit", "coverimagecredit", "featuredimagecredit", "photocredit"),
    "enclosures": (
        *("enclosures", "enclosure", "attachments", "attachment", "audio", "audios", "audiofile", "audiourl"),
        *("podcast", "podcastfile", "episode", "mp3", "video", "videos", "media"),
    ),
    "links": ("links",),
    "externalurl": ("externalurl", "externallink"),
    "rights": ("rights", "copyright"),
    "license": ("license", "licence"),
    "provider": ("provider", "agency"),
    "labels": ("labels", "label"),
    "correction": ("correction", "corrections", "erratum", "errata"),
    "note": ("note",),
    "minor": ("minor",),
    "updates": ("updates",),
    "draft": (
        *("draft", "isdraft", "hidden", "private", "unlisted", "headless", "eleventyexcludefromcollections"),
        *("excludefromfeed", "excludefromfeeds", "excludefromrss", "feedexclude", "rssexclude", "rssignore"),
        *("hidefromfeed", "hidefromrss", "nofeed", "norss"),
    ),
    "publish": ("publish",),
    "fed": ("feed", "rss"),
    "embargo": ("embargo", "embargoed", "embargountil", "publishdate"),
    "expires": ("expires", "expiry", "expirydate", "expirationdate", "unpublishdate"),
    "status": ("status", "poststatus", "wp:status"),
    "access": ("access", "visibility"),
    "syndicate": ("syndicate",),
}

# Every name leads to the fields it may fill and its rank among that field's names.
OF: dict[str, tuple[tuple[str, int], ...]] = {}
for _field, _names in FIELDS.items():
    for _rank, _name in enumerate(_names):
        OF[_name] = (*OF.get(_name, ()), (_field, _rank))

# These names are used for other things as well: only what looks the part is read.
LOOSE = frozenset(
    (
        *("customexcerpt", "lead", "intro", "synopsis", "blurb", "metadescription", "ogdescription", "desc", "tldr"),
        *("leadimage", "mainimage", "headerimage", "titleimage", "postimage", "socialimage", "twitterimage"),
        *("cardimage", "featuredimagepreview", "teaserimage", "headerimg", "banner", "photo", "picture", "img"),
        *("preview", "teaser", "background", "attachment", "audio", "audios", "audiofile", "audiourl", "podcast"),
        *("podcastfile", "episode", "mp3", "video", "videos", "media", "topic", "topics", "taglist", "posted"),
        *("postdate", "postname", "lastupdated", "lastupdate", "writer", "writers", "reporter", "reporters"),
        *("authorname", "translator", "translators", "externallink"),
        *("deck", "subtitle", "subheadline", "subheading", "subhead", "strapline"),
    )
)

# Who has one of these, and not as false, is not for everyone.
RESTRICTED = {
    **dict.fromkeys(("paywall", "premium", "subscribersonly"), "paid"),
    **dict.fromkeys(("membersonly", "password", "postpassword"), "registered"),
}

# Who has one of these, and as false, is not either. https://schema.org/isAccessibleForFree
FREE = frozenset(("isaccessibleforfree", "schema:isaccessibleforfree", "accessibleforfree"))

GUARDS = frozenset(("draft", "publish", "embargo", "expires", "status", "access", "syndicate"))

# Near these an unknown key is taken for a slip, not for somebody else's key.
_GUARD_NAMES = (
    *("draft", "embargo", "expires", "expiry", "expirydate", "status", "access", "published", "publish"),
    *("publishdate", "unpublishdate", "syndicate", "eleventyexcludefromcollections", "visibility"),
    "isaccessibleforfree",
)

# Keys of other programs that happen to be one slip away from a guard.
_FOREIGN = frozenset(("publisher", "stats", "states", "statue", "graft", "excess"))

# Tables whose keys count like top-level ones: Hugo's params, Zola's extra and taxonomies, Grav's taxonomy.
NESTED = ("params", "extra", "taxonomies", "taxonomy")


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
