"""Addresses of enquiries to the DCO, under /enquiries/."""

from django.urls import path

from enquiries.views import (
    answers,
    asking,
    asks,
    desk,
    following,
    listing,
    mails,
    templates,
    thread,
)

app_name = "enquiries"
NEW = [
    path("new/", asking.start, name="new"),
    path("new/urgent/", asking.urgent, name="new-urgent"),
    path("new/complaint/", asking.complaint, name="new-complaint"),
    path("new/question/", asking.words, name="new-words"),
    path("new/sent/", asking.sent, name="new-sent"),
]
FOLLOW = [
    path("follow/<str:token>/", following.show, name="follow"),
    path("follow/<str:token>/confirm/", following.confirm, name="follow-confirm"),
    path("follow/<str:token>/messages/", following.write, name="follow-write"),
    path("follow/<str:token>/reopen/", following.reopen, name="follow-reopen"),
    path("follow/<str:token>/new-link/", following.renew, name="follow-renew"),
    path("follow/<str:token>/files/<uuid:file_id>/", following.download, name="follow-file"),
]
ANSWERS = [
    path("answers/", answers.index, name="answers"),
    path("answers/<uuid:pk>/", answers.show, name="answer"),
    path("answers/<uuid:pk>/helped/", answers.helped, name="answer-helped"),
    path("answers/desk/", answers.desk_list, name="answer-list"),
    path("answers/desk/answers.csv", answers.desk_csv, name="answer-csv"),
    path("answers/desk/new/", answers.new, name="answer-new"),
    path("answers/desk/<uuid:pk>/", answers.desk, name="answer-desk"),
    path("answers/desk/<uuid:pk>/write/", answers.write, name="answer-write"),
    path("answers/desk/<uuid:pk>/hand-in/", answers.submit, name="answer-submit"),
    path("answers/desk/<uuid:pk>/approve/", answers.approve, name="answer-approve"),
    path("answers/desk/<uuid:pk>/back/", answers.send_back, name="answer-back"),
    path("answers/desk/<uuid:pk>/withdraw/", answers.withdraw, name="answer-withdraw"),
    path("answers/desk/<uuid:pk>/review/", answers.review, name="answer-review"),
]
DESK = [
    path("<uuid:pk>/owner/", desk.assign, name="assign"),
    path("<uuid:pk>/hold/", desk.hold, name="hold"),
    path("<uuid:pk>/off-hold/", desk.release, name="release"),
    path("<uuid:pk>/resolve/", desk.resolve, name="resolve"),
    path("<uuid:pk>/signpost/", desk.signpost, name="signpost"),
    path("<uuid:pk>/reopen/", desk.reopen, name="reopen"),
    path("<uuid:pk>/merge/", desk.merge, name="merge"),
    path("<uuid:pk>/split/", desk.split, name="split"),
    path("<uuid:pk>/tags/", desk.tag, name="tag"),
    path("<uuid:pk>/specialist/", desk.specialist, name="specialist"),
    path("<uuid:pk>/child/", desk.link_child, name="link-child"),
    path("<uuid:pk>/child/delete/", desk.clear_child, name="clear-child"),
]
urlpatterns = [
    path("", listing.index, name="list"),
    path("list.csv", listing.index_csv, name="list-csv"),
    path("search/", listing.search, name="search"),
    path("complaints/", listing.complaints, name="complaints"),
    path("complaints.csv", listing.complaints_csv, name="complaints-csv"),
    *NEW,
    *FOLLOW,
    *ANSWERS,
    path("mails/", mails.index, name="mails"),
    path("mails/<uuid:pk>/", mails.show, name="mail"),
    path("mails/<uuid:pk>/add/", mails.add, name="mail-add"),
    path("mails/<uuid:pk>/discard/", mails.discard, name="mail-discard"),
    path("mails/<uuid:pk>/take-back/", mails.take_back, name="mail-take-back"),
    path("mails/<uuid:pk>/files/<uuid:file_id>/", mails.download, name="mail-file"),
    path("templates/", templates.index, name="templates"),
    path("templates/new/", templates.new, name="template-new"),
    path("templates/<uuid:pk>/", templates.change, name="template"),
    path("templates/<uuid:pk>/retire/", templates.retire, name="template-retire"),
    path("asks/<uuid:pk>/", asks.show, name="ask"),
    path("asks/<uuid:pk>/files/<uuid:file_id>/", asks.download, name="ask-file"),
    path("asks/<uuid:pk>/withdraw/", asks.withdraw, name="ask-withdraw"),
    path("<uuid:pk>/", thread.show, name="thread"),
    path("<uuid:pk>/messages/", thread.write, name="write"),
    path("<uuid:pk>/files/<uuid:file_id>/", thread.download, name="file"),
    *DESK,
]
