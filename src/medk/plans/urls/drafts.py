"""Addresses of drafts: from an order's file to an approved plan."""

from django.urls import path

from medk.plans.views import approve, review, review_executors, review_measures, upload

_ONE = "road-maps/<int:pk>/"
_MEASURE = f"{_ONE}review/measures/<int:measure_pk>/"

urlpatterns = [
    path("road-maps/upload/", upload.order_upload, name="order-upload"),
    path("road-maps/begin/", upload.plan_begin, name="plan-begin"),
    path("road-maps/imports/<int:pk>/", upload.order_import, name="order-import"),
    path("road-maps/imports/<int:pk>/decide/", upload.order_decide, name="order-decide"),
    path(f"{_ONE}review/", review.road_map_review, name="road-map-review"),
    path(f"{_ONE}review/document/", review.review_document, name="review-document"),
    path(f"{_ONE}review/accept-rest/", review.review_accept_rest, name="review-accept-rest"),
    path(f"{_ONE}review/add/", review.review_add, name="review-add"),
    path(f"{_ONE}review/undo/", review.review_undo, name="review-undo"),
    path(f"{_ONE}review/section/", review.review_section, name="review-section"),
    path(f"{_ONE}review/unread/", review.review_unread, name="review-unread"),
    path(_MEASURE, review_measures.review_measure, name="review-measure"),
    path(f"{_MEASURE}card/", review_measures.review_card, name="review-card"),
    path(f"{_MEASURE}check/", review_measures.review_check, name="review-check"),
    path(f"{_MEASURE}arrange/", review_measures.review_arrange, name="review-arrange"),
    path(f"{_MEASURE}units/", review_measures.review_units, name="review-units"),
    path(f"{_ONE}executors/", review_executors.executors, name="executors"),
    path(f"{_ONE}executors/choose/", review_executors.executor_choose, name="executor-choose"),
    path(f"{_ONE}executors/appoint/", review_executors.executors_appoint, name="executors-appoint"),
    path(f"{_ONE}approve/", approve.road_map_approve, name="road-map-approve"),
    path(f"{_ONE}discard/", approve.road_map_discard, name="road-map-discard"),
    path(f"{_ONE}restore/", approve.road_map_restore, name="road-map-restore"),
]
