"""What people call things: the key names of Masthead, Hugo, Jekyll, Pelican, Eleventy, Astro and JSON.

Names are compared in lower case without "-", "_" and spaces. The first name of a field wins over the later ones.
"""

from __future__ import annotations

from functools import lru_cache

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "guid"),
    "title": ("title", "headline"),
    "link": ("link", "permalink", "url", "canonicalurl", "canonical"),
    "slug": ("slug", "postname"),
    "published": (
        *("published", "date", "pubdate", "datepublished", "publishedat", "publisheddate", "publishedon"),
        *("created", "createdat", "datecreated", "publishdate", "pubdatetime", "publicationdate", "publishedtime"),
        *("postdate", "posted", "dateposted", "createddate", "publishat", "publishon", "scheduledfor", "scheduledat"),
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
        *("hidefromfeed", "hidefromfeeds", "hidefromrss", "nofeed", "norss", "ishidden", "isprivate", "isunlisted"),
        *("unpublished", "nopublish", "donotpublish", "hide", "deleted", "isdeleted"),
    ),
    "publish": ("publish", "ispublished", "topublish", "public", "ispublic", "listed"),
    "fed": ("feed", "rss", "feeds", "infeed", "inrss", "includeinfeed", "includeinrss", "showinfeed", "showinrss"),
    "embargo": (
        *("embargo", "embargoed", "embargountil", "publishdate", "embargoeduntil", "embargodate"),
        *("publishat", "publishon", "publishafter", "scheduledfor", "scheduledat", "goliveat"),
    ),
    "expires": (
        *("expires", "expiry", "expirydate", "expirationdate", "unpublishdate", "expiresat", "expireson", "expire"),
        *("expireat", "expiredate", "expiration", "unpublishat", "unpublishon"),
    ),
    "status": ("status", "poststatus", "wp:status", "publishstatus"),
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
        *("hide", "deleted", "isdeleted", "topublish", "public", "ispublic", "listed"),
    )
)

# Who has one of these, and not as false, is not for everyone.
RESTRICTED = {
    **dict.fromkeys(("paywall", "paywalled", "haspaywall", "ispaywalled", "premium", "ispremium"), "paid"),
    **dict.fromkeys(("subscribersonly", "subscriberonly", "forsubscribers", "ispaid", "paidonly"), "paid"),
    **dict.fromkeys(("membersonly", "memberonly", "formembers", "loginrequired", "requireslogin"), "registered"),
    **dict.fromkeys(("password", "postpassword", "passwordprotected"), "registered"),
}

# Who has one of these, and as false, is not either. https://schema.org/isAccessibleForFree
FREE = frozenset(("isaccessibleforfree", "schema:isaccessibleforfree", "accessibleforfree"))

GUARDS = frozenset(("draft", "publish", "embargo", "expires", "status", "access", "syndicate"))

# Keys of other fields that hold an article back where their value is false: Jekyll's, Eleventy's; what themes ask.
SWITCHES = frozenset(("published", "permalink", *FIELDS["fed"]))

# Near these an unknown key is taken for a slip, not for somebody else's key: every name of a guard that is read as
# one whatever it holds. Too much is one slip away from a shorter one ("norss": noCSS, norms).
_GUARD_NAMES = (
    *(name for field in FIELDS if field in GUARDS for name in FIELDS[field] if name not in LOOSE and name != "norss"),
    *RESTRICTED,
    *FREE,
    *("published", "permalink"),
)
_LONGEST = 1 + max(map(len, _GUARD_NAMES))

# Words of their own that happen to be one slip away from a guard.
_FOREIGN = frozenset(
    (
        *("publisher", "publishin", "publishas", "stats", "states", "statue", "statuts", "poststats", "publishstats"),
        *("excess", "graft", "craft", "drift", "primate", "enlisted", "empire", "empires", "premiums"),
        *("syndicat", "syndicats", "ispair"),
    )
)

# Tables whose keys count like top-level ones: Hugo's params, Zola's extra and taxonomies, Grav's taxonomy.
NESTED = ("params", "extra", "taxonomies", "taxonomy")


def normal(key: str) -> str:
    """A key as names are compared."""
    return key.lower().replace("_", "").replace("-", "").replace(" ", "")


def slipped(name: str, value: object) -> str | None:
    """The guard that an unknown key, as `normal` gives it, is one slip away from; None where `value` guards nothing."""
    if value is None or value == "" or len(name) > _LONGEST:
        return None
    guard = _nearest_guard(name)
    # Any other permalink is an address.
    return None if guard == "permalink" and str(value).strip().lower() not in ("false", "no", "off") else guard


@lru_cache(maxsize=1024)
def _nearest_guard(name: str) -> str | None:
    return None if name in _FOREIGN else next((guard for guard in _GUARD_NAMES if _one_edit(name, guard)), None)


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
