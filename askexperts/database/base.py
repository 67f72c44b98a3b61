"""Django's PostgreSQL engine, which starts the embedded server when it is the one to connect to."""

from django.db.backends.postgresql import base, features

from askexperts.database import server


class DatabaseFeatures(features.DatabaseFeatures):
    minimum_database_version = (15,)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    def get_connection_params(self):
        """Start the server with the first connection: a command that needs none starts none."""
        params = super().get_connection_params()
        if data_dir := self.settings_dict.get("EMBEDDED_IN"):
            params["host"] = server.start(data_dir)
        return params
