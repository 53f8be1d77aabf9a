"""The same publication for Masthead and for Hugo: the same articles, the same feeds, as fast as each can be set up.

Hugo renders no page and lists no list: only feeds, as plain-text templates, each article's item once
(partialCached) however many feeds show it; or once for each feed, as templates are mostly written.
"""

from __future__ import annotations

import re
from pathlib import Path

LIMIT = 50
SITE = "https://post.example/"

MASTHEAD = f"""\
[publication]
id = "tag:post.example,2026"
title = "The Benchmark Post"
description = "News of every kind"
link = "{SITE}"
feeds_url = "{SITE}feeds/"
language = "en"

[[sources]]
name = "desk"
kind = "folder"
path = "content"
link = "{SITE}{{section}}/{{slug}}/"

[[feeds]]
path = "all"
limit = {LIMIT}

[[feeds]]
path = "section/{{section}}"
per = "section"
limit = {LIMIT}

[[feeds]]
path = "tag/{{tag}}"
per = "tag"
min = 1
limit = {LIMIT}

[[feeds]]
path = "author/{{author}}"
per = "author"
limit = {LIMIT}

[[targets]]
kind = "folder"
path = "public/feeds"
"""

HUGO = f"""\
baseURL = "{SITE}"
title = "The Benchmark Post"
locale = "en"
publishDir = "PUBLIC"
layoutDir = "LAYOUTS"
disableKinds = ["taxonomy", "sitemap", "robotsTXT", "404", "rss"]
enableGitInfo = false
timeout = "600s"

[params]
description = "News of every kind"

[taxonomies]
tag = "tags"
author = "authors"

[outputs]
home = ["rssfeed", "atomfeed", "jsonfeed"]
section = ["rssfeed", "atomfeed", "jsonfeed"]
term = ["rssfeed", "atomfeed", "jsonfeed"]

[mediaTypes."application/atom+xml"]
suffixes = ["atom"]
[mediaTypes."application/rss+xml"]
suffixes = ["rss"]
[mediaTypes."application/feed+json"]
suffixes = ["json"]

[outputFormats.rssfeed]
mediaType = "application/rss+xml"
baseName = "index"
isPlainText = true
noUgly = true
[outputFormats.atomfeed]
mediaType = "application/atom+xml"
baseName = "index"
isPlainText = true
noUgly = true
[outputFormats.jsonfeed]
mediaType = "application/feed+json"
baseName = "index"
isPlainText = true
noUgly = true

# Articles have an address and no page of their own.
[[cascade]]
[cascade.target]
kind = "page"
[cascade.build]
render = "link"
list = "always"
"""

_RSS = """\
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>\
<title>{{ .Title | transform.XMLEscape }}</title><link>{{ site.BaseURL }}</link>\
<description>{{ site.Params.description | transform.XMLEscape }}</description><language>en</language>\
{{- $pages := first LIMIT PAGES -}}
{{- range first 1 $pages }}<lastBuildDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</lastBuildDate>{{ end -}}
{{- with .OutputFormats.Get "rssfeed" -}}
<atom:link rel="self" type="application/rss+xml" href="{{ .Permalink }}"/>
{{- end -}}
{{- range $pages }}{{ partialCached "item-rss.txt" . .RelPermalink }}{{ end -}}
</channel></rss>
"""

_RSS_ITEM = """\
<item><title>{{ .Title | transform.XMLEscape }}</title><link>{{ .Permalink }}</link>\
<guid isPermaLink="false">tag:post.example,2026:{{ .RelPermalink }}</guid>\
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>\
<atom:updated>{{ .Lastmod.Format "2006-01-02T15:04:05Z07:00" }}</atom:updated>\
<dc:creator>{{ delimit .Params.authors ", " | transform.XMLEscape }}</dc:creator>\
<category>{{ .Params.section | transform.XMLEscape }}</category>\
{{- range .Params.tags }}<category>{{ . | transform.XMLEscape }}</category>{{ end -}}
<description>{{ .Summary | transform.XMLEscape }}</description>\
<content:encoded>{{ .Content | transform.XMLEscape }}</content:encoded></item>
"""

_ATOM = """\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:post.example,2026:feed{{ .Path }}</id>\
<title>{{ .Title | transform.XMLEscape }}</title><author><name>The Benchmark Post</name></author>\
{{- $pages := first LIMIT PAGES -}}
{{- range first 1 $pages }}<updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</updated>{{ end -}}
<link rel="alternate" type="text/html" href="{{ site.BaseURL }}"/>\
{{- with .OutputFormats.Get "atomfeed" -}}
<link rel="self" type="application/atom+xml" href="{{ .Permalink }}"/>
{{- end -}}
{{- range $pages }}{{ partialCached "item-atom.txt" . .RelPermalink }}{{ end -}}
</feed>
"""

_ATOM_ITEM = """\
<entry><id>tag:post.example,2026:{{ .RelPermalink }}</id><title>{{ .Title | transform.XMLEscape }}</title>\
<published>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</published>\
<updated>{{ .Lastmod.Format "2006-01-02T15:04:05Z07:00" }}</updated>\
<link rel="alternate" type="text/html" href="{{ .Permalink }}"/>\
{{- range .Params.authors }}<author><name>{{ . | transform.XMLEscape }}</name></author>{{ end -}}
<category term="{{ .Params.section | transform.XMLEscape }}"/>\
{{- range .Params.tags }}<category term="{{ . | transform.XMLEscape }}"/>{{ end -}}
<summary type="html">{{ .Summary | transform.XMLEscape }}</summary>\
<content type="html">{{ .Content | transform.XMLEscape }}</content></entry>
"""

_JSON = """\
{"version":"https://jsonfeed.org/version/1.1","title":{{ .Title | jsonify }},\
"home_page_url":{{ site.BaseURL | jsonify }},\
"description":{{ site.Params.description | jsonify }},"language":"en",\
{{- with .OutputFormats.Get "jsonfeed" }}"feed_url":{{ .Permalink | jsonify }},{{ end -}}
"items":[\
{{- range $index, $page := first LIMIT PAGES -}}
{{ if $index }},{{ end }}{{ partialCached "item-json.txt" $page $page.RelPermalink }}
{{- end }}]}
"""

_JSON_ITEM = """\
{{- $authors := slice -}}
{{- range .Params.authors }}{{ $authors = $authors | append (dict "name" .) }}{{ end -}}
{{- dict "id" (printf "tag:post.example,2026:%s" .RelPermalink) "url" .Permalink "title" .Title "summary" .Summary \
"content_html" .Content "date_published" (.Date.Format "2006-01-02T15:04:05Z07:00") \
"date_modified" (.Lastmod.Format "2006-01-02T15:04:05Z07:00") "authors" $authors \
"tags" (.Params.tags | append .Params.section) | jsonify (dict "noHTMLEscape" true) -}}
"""


def write_masthead(folder: Path) -> None:
    """Make `folder`, which holds content/, a publication of Masthead."""
    (folder / "masthead.toml").write_text(MASTHEAD, encoding="utf-8")


def write_hugo(folder: Path, *, name: str = "hugo", cached: bool = True) -> None:
    """Make `folder`, which holds content/, a site of Hugo that renders the same feeds into public-`name`.

    Its configuration is `name`.toml. With `cached` an article's item is rendered once for all feeds.
    """
    layouts = folder / f"layouts-{name}"
    text = HUGO.replace("PUBLIC", f"public-{name}").replace("LAYOUTS", layouts.name)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (layouts / "_partials").mkdir(parents=True, exist_ok=True)
    pages = {"home": "site.RegularPages", "section": ".RegularPages", "term": ".RegularPages"}
    feeds = {"rss": _RSS, "atom": _ATOM, "json": _JSON}
    for kind, list_ in pages.items():
        for suffix, template in feeds.items():
            text = template.replace("LIMIT", str(LIMIT)).replace("PAGES", list_)
            if not cached:
                text = re.sub(r"partialCached (\S+) (\S+) \S+", r"partial \1 \2", text)
            (layouts / f"{kind}.{suffix}feed.{suffix}").write_text(text, encoding="utf-8")
    for suffix, item in {"rss": _RSS_ITEM, "atom": _ATOM_ITEM, "json": _JSON_ITEM}.items():
        (layouts / "_partials" / f"item-{suffix}.txt").write_text(item, encoding="utf-8")
