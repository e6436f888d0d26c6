"""The first shape of the store."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for step in _STEPS:
        step()


def _actions() -> None:
    op.create_table(
        "actions",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("undo", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("actions_in_flight", "actions", ["state", "user_id"])
    op.create_index("actions_of_turn", "actions", ["user_id", "turn_id"])
    op.create_index("actions_of_user", "actions", ["user_id", "id"], unique=True)


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("asked_us", sa.BigInteger(), nullable=False),
        sa.Column("expires_us", sa.BigInteger(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("approvals_of_user", "approvals", ["user_id", "id"], unique=True)
    op.create_index("approvals_open", "approvals", ["user_id", "state", "conversation"])


def _browser_sessions() -> None:
    op.create_table(
        "browser_sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("token_id", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("expires_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_browser_sessions_token_id", "browser_sessions", ["token_id"])
    op.create_index("ix_browser_sessions_user_id", "browser_sessions", ["user_id"])


def _chains() -> None:
    op.create_table(
        "chains",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("updated_us", sa.BigInteger(), nullable=False),
        sa.Column("dialogue", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", "id"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("follow_up_id", sa.String(), nullable=False),
        sa.Column("slot_us", sa.BigInteger(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("ring", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("delivered_us", sa.BigInteger(), nullable=False),
        sa.Column("late_seconds", sa.Integer(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("deliveries_by_id", "deliveries", ["id"], unique=True)
    op.create_index("deliveries_of_follow_up", "deliveries", ["user_id", "follow_up_id", "sequence"])
    op.create_index("deliveries_of_user", "deliveries", ["user_id", "sequence"], unique=True)
    op.create_index(
        "deliveries_unsent",
        "deliveries",
        ["seq"],
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject_tag", sa.String(), nullable=True),
        sa.Column("text_tag", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=False),
        sa.Column("observed_us", sa.BigInteger(), nullable=False),
        sa.Column("valid_to_us", sa.BigInteger(), nullable=True),
        sa.Column("ended_us", sa.BigInteger(), nullable=True),
        sa.Column("source_turn", sa.String(), nullable=True),
        sa.Column("was", sa.String(), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("facts_by_status", "facts", ["user_id", "status", "sensitivity"])
    op.create_index("facts_of_subject", "facts", ["user_id", "subject_tag"])
    op.create_index("facts_of_user", "facts", ["user_id", "id"], unique=True)


def _fires() -> None:
    op.create_table(
        "fires",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("follow_up_id", sa.String(), nullable=False),
        sa.Column("slot_us", sa.BigInteger(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "follow_up_id", "slot_us"),
    )


def _follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plugin", sa.String(), nullable=False),
        sa.Column("key_tag", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("due_us", sa.BigInteger(), nullable=False),
        sa.Column("wake_us", sa.BigInteger(), nullable=True),
        sa.Column("ring_us", sa.BigInteger(), nullable=True),
        sa.Column("rings", sa.Integer(), nullable=False),
        sa.Column("repeat_us", sa.BigInteger(), nullable=True),
        sa.Column("escalate_us", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("snoozes", sa.Integer(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=False),
        sa.Column("source_turn", sa.String(), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("follow_ups_by_key", "follow_ups", ["user_id", "plugin", "key_tag"])
    op.create_index(
        "follow_ups_due",
        "follow_ups",
        ["wake_us"],
        sqlite_where=sa.text("wake_us IS NOT NULL"),
        postgresql_where=sa.text("wake_us IS NOT NULL"),
    )
    op.create_index("follow_ups_of_user", "follow_ups", ["id", "user_id"], unique=True)
    op.create_index("follow_ups_open", "follow_ups", ["user_id", "state", "due_us"])


def _idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("started_us", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", "key"),
    )


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.String(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("content_digest", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "position"),
    )
    op.create_index("ledger_of_action", "ledger", ["user_id", "action_id"])


def _passages() -> None:
    op.create_table(
        "passages",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=True),
        sa.Column("embedding", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("passages_by_model", "passages", ["user_id", "model"])
    op.create_index("passages_in_place", "passages", ["user_id", "conversation", "place"])
    op.create_index("passages_of_ref", "passages", ["user_id", "ref"])


def _records() -> None:
    op.create_table(
        "records",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("plugin", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key_tag", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=False),
        sa.Column("updated_us", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("records_of_user", "records", ["user_id", "plugin", "kind", "key_tag"], unique=True)


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "name"),
    )


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("last_used_us", sa.BigInteger(), nullable=True),
        sa.Column("expires_us", sa.BigInteger(), nullable=True),
        sa.Column("revoked_us", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_tokens_user_id", "tokens", ["user_id"])


def _turns() -> None:
    op.create_table(
        "turns",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("turns_of_conversation", "turns", ["user_id", "conversation", "seq"])
    op.create_index("turns_of_user", "turns", ["user_id", "id"], unique=True)


def _user_keys() -> None:
    op.create_table(
        "user_keys",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("wrapped", sa.String(), nullable=False),
        sa.Column("master", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("is_owner", sa.Boolean(), nullable=False),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("user_id"),
    )


def _words() -> None:
    """The full-text index: keyed hashes of words, in the form each database searches best."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE words USING fts5(tokens, tokenize = 'ascii')")
        op.execute("CREATE VIRTUAL TABLE words_vocab USING fts5vocab(words, row)")
        return
    columns = "rowid bigint PRIMARY KEY, user_id text NOT NULL, tokens text NOT NULL, vector tsvector NOT NULL"
    op.execute(f"CREATE TABLE words ({columns})")
    op.execute("CREATE INDEX words_of_vector ON words USING gin (vector)")
    op.execute("CREATE INDEX words_of_user ON words (user_id)")


_STEPS = (
    _actions,
    _approvals,
    _browser_sessions,
    _chains,
    _conversations,
    _deliveries,
    _facts,
    _fires,
    _follow_ups,
    _idempotency_keys,
    _ledger,
    _passages,
    _records,
    _settings,
    _tokens,
    _turns,
    _user_keys,
    _users,
    _words,
)
