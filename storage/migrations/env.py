"""Run by Alembic, on the connection and in the transaction that it was handed."""

from alembic import context

from storage.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a column
)
context.run_migrations()
