"""Addresses of the matrix: the page, one row, one cell, its spreadsheet, reminders and confirmations."""

from django.urls import path

from medk.plans.views import matrix, matrix_bulk

_MATRIX = "road-maps/<int:pk>/matrix/"

urlpatterns = [
    path(_MATRIX, matrix.road_map_matrix, name="road-map-matrix"),
    path(f"{_MATRIX}export/", matrix.matrix_export, name="matrix-export"),
    path(f"{_MATRIX}remind/", matrix_bulk.matrix_remind, name="matrix-remind"),
    path(f"{_MATRIX}confirm/", matrix_bulk.matrix_confirm, name="matrix-confirm"),
    path(f"{_MATRIX}units/<str:unit_key>/", matrix.matrix_unit, name="matrix-unit"),
    path(f"{_MATRIX}<int:measure_pk>/<str:unit_key>/", matrix.matrix_cell, name="matrix-cell"),
]
