"""The database engine: a PostgreSQL named by DATABASE_URL, or one that comes with the product.

`base` is what Django loads; `server` runs the PostgreSQL of a machine that has none.
"""
