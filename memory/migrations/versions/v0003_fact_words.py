"""Facts get a full-text index of their own: a long history of talk no longer hides the words that are rare in facts."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_FACTS = "SELECT seq FROM passages WHERE kind = 'fact'"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        made = "fts5(tokens, tokenize = 'ascii', detail = none, columnsize = 0)"
        op.execute(f"CREATE VIRTUAL TABLE words_of_facts USING {made}")
        op.execute("CREATE VIRTUAL TABLE words_of_facts_vocab USING fts5vocab(words_of_facts, row)")
        op.execute(
            f"INSERT INTO words_of_facts (rowid, tokens) SELECT rowid, tokens FROM words WHERE rowid IN ({_FACTS})"
        )
    else:
        columns = "rowid bigint PRIMARY KEY, user_id text NOT NULL, tokens text NOT NULL, vector tsvector NOT NULL"
        op.execute(f"CREATE TABLE words_of_facts ({columns})")
        op.execute("CREATE INDEX words_of_facts_of_vector ON words_of_facts USING gin (vector)")
        op.execute("CREATE INDEX words_of_facts_of_user ON words_of_facts (user_id)")
        op.execute(f"INSERT INTO words_of_facts SELECT * FROM words WHERE rowid IN ({_FACTS})")
    op.execute(f"DELETE FROM words WHERE rowid IN ({_FACTS})")
