"""Alembic's entrance: crm_store/migrate.py hands it a connection with a transaction already open."""

from alembic import context

from crm_store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
context.run_migrations()
