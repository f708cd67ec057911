"""Who gets what at the desk."""

from tests.architecture.access_matrix import Row

ROWS = [Row("desk:home", default=200), Row("desk:palette", default=302)]
