// Migrations of the control plane's database: a numbered list, only ever appended to.

/** Number of a migration is its place, from 1; `PRAGMA user_version` holds the last one applied. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE pipelines (
    id TEXT PRIMARY KEY, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, removed_at TEXT
  ) STRICT;

  CREATE TABLE drafts (
    pipeline_id TEXT PRIMARY KEY REFERENCES pipelines(id),
    graph TEXT NOT NULL, graph_hash TEXT NOT NULL, seq INTEGER NOT NULL CHECK (seq >= 0)
  ) STRICT;

  CREATE TABLE edits (
    pipeline_id TEXT NOT NULL REFERENCES pipelines(id), seq INTEGER NOT NULL, id TEXT NOT NULL,
    edit TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (pipeline_id, seq), UNIQUE (pipeline_id, id)
  ) STRICT;

  CREATE TABLE versions (
    pipeline_id TEXT NOT NULL REFERENCES pipelines(id), number INTEGER NOT NULL CHECK (number >= 1),
    hash TEXT NOT NULL, graph TEXT NOT NULL, note TEXT NOT NULL, created_at TEXT NOT NULL, author TEXT NOT NULL,
    PRIMARY KEY (pipeline_id, number)
  ) STRICT;
  CREATE TRIGGER versions_no_update BEFORE UPDATE ON versions BEGIN SELECT RAISE(ABORT, 'versions are immutable'); END;
  CREATE TRIGGER versions_no_delete BEFORE DELETE ON versions BEGIN SELECT RAISE(ABORT, 'versions are immutable'); END;

  CREATE TABLE deployments (
    pipeline_id TEXT NOT NULL REFERENCES pipelines(id),
    environment TEXT NOT NULL CHECK (environment IN ('draft', 'development', 'production')),
    version INTEGER, graph TEXT NOT NULL, graph_hash TEXT NOT NULL,
    wanted TEXT NOT NULL CHECK (wanted IN ('running', 'stopped')), status TEXT NOT NULL, updated_at TEXT NOT NULL,
    PRIMARY KEY (pipeline_id, environment),
    FOREIGN KEY (pipeline_id, version) REFERENCES versions(pipeline_id, number)
  ) STRICT;

  CREATE TABLE promotions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, pipeline_id TEXT NOT NULL, environment TEXT NOT NULL,
    number INTEGER NOT NULL, at TEXT NOT NULL,
    FOREIGN KEY (pipeline_id, number) REFERENCES versions(pipeline_id, number)
  ) STRICT;

  CREATE TABLE sessions (hash TEXT PRIMARY KEY, created_ms INTEGER NOT NULL, used_ms INTEGER NOT NULL) STRICT;
  CREATE TABLE setup_tokens (hash TEXT PRIMARY KEY, expires_ms INTEGER NOT NULL) STRICT;

  CREATE TABLE doors (
    pipeline_id TEXT NOT NULL REFERENCES pipelines(id), environment TEXT NOT NULL, node_id TEXT NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (pipeline_id, environment, node_id)
  ) STRICT;

  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, pipeline_id TEXT,
    detail TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_pipeline ON audit (pipeline_id, seq);
  CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  `,
];
