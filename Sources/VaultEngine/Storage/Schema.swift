internal import GRDB

/// The tables. Migrations are only ever appended, and none changes what is signed.
enum Schema {
  static let migrator: SchemaMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("v1") { db in
      try db.execute(
        sql: """
          -- One row: who this vault is.
          CREATE TABLE vault (
            only INTEGER PRIMARY KEY CHECK (only = 1), id BLOB NOT NULL, admin_key BLOB NOT NULL,
            created_at INTEGER NOT NULL, lock_epoch INTEGER NOT NULL DEFAULT 0,
            failed_unlocks INTEGER NOT NULL DEFAULT 0) STRICT;
          -- Ways in, readable before unlock; the checksum tells damage from a wrong passphrase.
          CREATE TABLE key_slot (
            kind TEXT PRIMARY KEY, parameters BLOB NOT NULL, box BLOB NOT NULL, checksum BLOB NOT NULL,
            tested_at INTEGER) STRICT;
          -- Rows that decide something, as canonical bytes with the admin key's signature.
          CREATE TABLE record (
            kind TEXT NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, is_current INTEGER NOT NULL,
            body BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (kind, id, version)) STRICT, WITHOUT ROWID;
          CREATE TABLE manifest (
            only INTEGER PRIMARY KEY CHECK (only = 1), generation INTEGER NOT NULL, count INTEGER NOT NULL,
            sum BLOB NOT NULL, signature BLOB NOT NULL) STRICT;
          -- Sealed credentials; an earlier value is kept for a while after a rotation.
          CREATE TABLE sealed_value (
            owner BLOB NOT NULL, version INTEGER NOT NULL, box BLOB NOT NULL, expires_at INTEGER,
            PRIMARY KEY (owner, version)) STRICT, WITHOUT ROWID;
          -- The log: the bytes are the record, the columns are copies to search by.
          CREATE TABLE audit (
            sequence INTEGER PRIMARY KEY, time INTEGER NOT NULL, body BLOB NOT NULL, leaf BLOB NOT NULL,
            kind TEXT NOT NULL, request_id BLOB, caller TEXT NOT NULL, grant_id BLOB,
            subject TEXT NOT NULL, provider TEXT NOT NULL, method TEXT NOT NULL, host TEXT NOT NULL,
            path TEXT NOT NULL, decision TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL,
            status INTEGER) STRICT;
          CREATE INDEX audit_outcome ON audit (request_id) WHERE kind = 'outcome';
          CREATE INDEX audit_provider ON audit (provider, sequence) WHERE kind <> 'outcome';
          CREATE INDEX audit_caller ON audit (caller, sequence) WHERE kind <> 'outcome';
          CREATE INDEX audit_grant ON audit (grant_id, sequence) WHERE kind <> 'outcome';
          CREATE INDEX audit_denied ON audit (decision, sequence) WHERE decision = 'deny';
          CREATE INDEX audit_time ON audit (time);
          CREATE TABLE audit_head (
            only INTEGER PRIMARY KEY CHECK (only = 1), sequence INTEGER NOT NULL, leaf BLOB NOT NULL,
            mac BLOB NOT NULL) STRICT;
          -- Processes that have written intents; each holds a lock file while it lives.
          CREATE TABLE instance (id BLOB PRIMARY KEY, pid INTEGER NOT NULL, started_at INTEGER NOT NULL) STRICT;
          -- Intents without an outcome yet.
          CREATE TABLE open_intent (
            request_id BLOB PRIMARY KEY, instance BLOB NOT NULL REFERENCES instance (id)) STRICT, WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("v2") { db in
      try db.execute(
        sql: """
          -- Who used a grant lately, and when it was used last, without reading the events.
          CREATE INDEX audit_use ON audit (grant_id, kind, time, caller) WHERE kind <> 'outcome';
          """)
    }
    migrator.registerMigration("v3") { db in
      try db.execute(
        sql: """
          -- What becomes of a connection's tokens by itself; nothing here decides what may be done.
          CREATE TABLE connection (
            id BLOB PRIMARY KEY, token_version INTEGER NOT NULL, access_expires_at INTEGER,
            refreshed_at INTEGER NOT NULL, can_refresh INTEGER NOT NULL, scopes TEXT NOT NULL, needs_reauth TEXT,
            failure TEXT, failures INTEGER NOT NULL DEFAULT 0, retry_at INTEGER) STRICT, WITHOUT ROWID;
          -- Who refreshes a connection just now. The fence counts the leases: only the newest may store tokens. The
          -- fingerprint of the refresh token is written before it is sent.
          CREATE TABLE refresh_lease (
            connection BLOB PRIMARY KEY, fence INTEGER NOT NULL, instance BLOB, ends_at INTEGER,
            fingerprint BLOB, sent_at INTEGER, attempts INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
          -- Revocations of which the provider is told: until then the tokens are kept, sealed.
          CREATE TABLE remote_revocation (
            connection BLOB PRIMARY KEY, state TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER,
            reason TEXT NOT NULL) STRICT, WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("v4") { db in
      try db.execute(
        sql: """
          -- How often rules with a limit have let a call pass, by steps of time.
          CREATE TABLE rule_counter (
            policy BLOB NOT NULL, rule TEXT NOT NULL, subject TEXT NOT NULL, step INTEGER NOT NULL,
            count INTEGER NOT NULL, PRIMARY KEY (policy, rule, subject, step)) STRICT, WITHOUT ROWID;
          -- Calls that wait for an approval, sealed; each is taken out once, by its intent or its denial.
          CREATE TABLE parked_call (
            id BLOB PRIMARY KEY, instance BLOB NOT NULL, parked_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
            box BLOB NOT NULL, ending TEXT) STRICT, WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("v5") { db in
      try db.execute(
        sql: """
          -- What callers made themselves (agents, keys, narrower grants) and what they ended: canonical bytes under a MAC.
          CREATE TABLE issued (
            kind TEXT NOT NULL, id BLOB NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL, mac BLOB NOT NULL,
            PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID;
          CREATE TABLE issued_head (
            only INTEGER PRIMARY KEY CHECK (only = 1), generation INTEGER NOT NULL, count INTEGER NOT NULL,
            sum BLOB NOT NULL, mac BLOB NOT NULL) STRICT;
          -- The generation of those rows that the log has seen: older ones, put back, do not match it.
          ALTER TABLE audit_head ADD COLUMN issued INTEGER NOT NULL DEFAULT 0;
          -- Calls of callers and keys that may make so many a minute, by seconds.
          CREATE TABLE call_rate (
            subject BLOB NOT NULL, second INTEGER NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (subject, second)) STRICT, WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("v6") { db in
      try db.execute(
        sql: """
          -- Callers' wishes that a user connects or gives a key, under a MAC; found by the hash of the caller's token.
          CREATE TABLE connect_session (
            id BLOB PRIMARY KEY, token BLOB NOT NULL UNIQUE, expires_at INTEGER NOT NULL, body BLOB NOT NULL,
            mac BLOB NOT NULL) STRICT, WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("v7") { db in
      try db.execute(
        sql: """
          -- Sessions live for minutes; those of an older program are in another form.
          DELETE FROM connect_session;
          -- Wallet links that were opened, until they would have ended: each opens once.
          CREATE TABLE wallet_link (
            id BLOB PRIMARY KEY, expires_at INTEGER NOT NULL, opened_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
          """)
    }
    return SchemaMigrator(migrator: migrator)
  }()
}

/// Refuses a schema that a newer program has written, and runs what is missing.
struct SchemaMigrator: Sendable {
  let migrator: DatabaseMigrator

  func migrate(_ pool: any DatabaseWriter, refusingNewer path: String) throws {
    let (isNewer, isComplete) = try pool.read { db in
      (try migrator.hasBeenSuperseded(db), try migrator.hasCompletedMigrations(db))
    }
    if isNewer {
      throw VaultError(
        .integrity, "\(path) was written by a newer gatehouse", hint: "update gatehouse, then open it again")
    }
    guard !isComplete else { return }
    do { try migrator.migrate(pool) } catch {
      // Another process may have done it meanwhile.
      guard try pool.read({ try migrator.hasCompletedMigrations($0) }) else { throw error }
    }
  }
}
