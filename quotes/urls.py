"""The public addresses: a promise. docs/architecture.md lists what each shows."""

from django.urls import path, register_converter

from quotes.embedding import embeds, oembed, share_images
from quotes.website import (
    analysis,
    annotations,
    api_page,
    calendar,
    check_citations,
    check_quotation,
    compare,
    contact,
    corrections_page,
    data,
    downloads,
    embedded_list,
    figures,
    follow,
    machines,
    occasions,
    officials,
    pages,
    previews,
    releases,
    sources,
    statements,
    threads,
    topics,
    versions,
)
from quotes.website.lists import by_official, choices


class Year:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class TwoDigits:
    regex = "[0-9]{2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02}"


class BeforeDot:
    """What stands before a suffix, which may have a dot itself (csl.json)."""

    regex = "[^/.]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(BeforeDot, "before_dot")
register_converter(Year, "year")
register_converter(TwoDigits, "two")

urlpatterns = [
    path("", pages.home, name="home"),
    path("statements/", statements.index, name="statements"),
    path("statements.<str:suffix>", downloads.statements, name="statements-as"),
    path("statements/by-official/", by_official.page, name="by-official"),
    path("statements/choose/<str:dimension>/", choices.page, name="choose"),
    path("statements/<str:public_id>/", statements.permalink, name="statement-by-id"),
    path("statements/<str:public_id>/<str:slug>/", statements.page, name="statement"),
    path("s/<before_dot:public_id>.<str:suffix>", downloads.statement, name="statement-as"),
    path(
        "statements/<str:public_id>/v/<int:number>/",
        versions.page,
        name="revision",
    ),
    path(
        "statements/<str:public_id>/was/<str:old>/v/<int:number>/",
        versions.merged,
        name="merged-revision",
    ),
    path("s/<str:public_id>/annotation.jsonld", annotations.statement, name="statement-annotation"),
    path("s/<str:public_id>", statements.permalink, name="permalink"),
    path("s/<str:public_id>/v/<int:number>", versions.permalink, name="pinned"),
    path(
        "share/<str:public_id>/<int:revision>/<str:language>/<str:signature>.png",
        share_images.share_image,
        name="share-image",
    ),
    path("preview/<str:token>/", previews.page, name="preview"),
    path("embed/statements", embedded_list.page, name="embedded-list"),
    path("embed/<str:public_id>", embeds.page, name="embed"),
    path("oembed", oembed.oembed, name="oembed"),
    path("officials/", officials.index, name="officials"),
    path("officials/<str:slug>/", officials.page, name="official"),
    path("sources/", sources.index, name="sources"),
    path("sources/<before_dot:public_id>.<str:suffix>", downloads.source, name="source-as"),
    path("sources/<str:public_id>/", sources.by_id, name="source-by-id"),
    path("sources/<str:public_id>/<str:slug>/", sources.page, name="source"),
    path("outlets/", sources.outlets, name="outlets"),
    path("outlets/<str:slug>/", sources.outlet, name="outlet"),
    path("topics/", topics.index, name="topics"),
    path("topics/<str:slug>/", topics.page, name="topic"),
    path("dates/", calendar.index, name="dates"),
    path("dates/<year:year>/", calendar.year, name="year"),
    path("dates/<year:year>/<two:month>/", calendar.month, name="month"),
    path("dates/<year:year>/<two:month>/<two:day>/", calendar.day, name="day"),
    path("analysis/", analysis.index, name="analysis"),
    path("analysis/topics/", analysis.topics, name="analysis-topics"),
    path("analysis/words/", analysis.words, name="analysis-words"),
    path("analysis/most-printed/", analysis.most_printed, name="analysis-printed"),
    path("analysis/most-corrected/", analysis.corrected, name="analysis-corrected"),
    path("compare/", compare.page, name="compare"),
    path("threads/", threads.index, name="threads"),
    path("threads/<str:public_id>/", threads.page, name="thread"),
    path("figures/", figures.index, name="figures"),
    path("figures/<before_dot:quantity>.<str:suffix>", figures.in_form, name="figure-as"),
    path("figures/<str:quantity>/", figures.page, name="figure"),
    path("occasions/", occasions.index, name="occasions"),
    path("occasions/<str:slug>/", occasions.page, name="occasion"),
    path("data/", data.page, name="data"),
    path("data/api/", api_page.page, name="api-page"),
    path("data/citation.cff", data.citation_file, name="data-citation"),
    path("check/", check_quotation.page, name="check-quotation"),
    path("data/datacite.json", data.datacite, name="datacite"),
    path("data/schemas/<before_dot:name>.json", releases.schema, name="schema"),
    path("data/releases/<before_dot:day>.zip", releases.file, name="whole-release"),
    path("data/releases/<before_dot:day>/<path:name>", releases.file, name="release-file"),
    path("check-citations", check_citations.page, name="check-citations"),
    path("check-citations.json", check_citations.api, name="check-citations-json"),
    path("corrections/", corrections_page.page, name="corrections"),
    path("corrections.<str:suffix>", corrections_page.in_form, name="corrections-as"),
    path("about/", pages.about, name="about"),
    path("policy/", contact.policy, name="policy"),
    path("contact/", contact.page, name="contact"),
    path("follow/", follow.statements, name="follow"),
    path("follow/corrections/", follow.corrections, name="follow-corrections"),
    path("follow/source/", follow.source, name="follow-source"),
    path("follow/confirm/<str:token>/", follow.confirm, name="follow-confirm"),
    path("follow/stop/<str:token>/", follow.stop, name="follow-stop"),
    path("opensearch.xml", machines.open_search, name="open-search"),
    path("suggest", machines.suggest, name="suggest"),
]
