from django.db import migrations

from medk.search.engine import schema


class Migration(migrations.Migration):
    """The words themselves: FTS5 on SQLite, tsvector with GIN on PostgreSQL."""

    dependencies = [("search", "0001_search")]

    operations = [migrations.RunPython(schema.make, schema.drop)]
