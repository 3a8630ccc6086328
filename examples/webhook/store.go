package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/juspay-go/juspay"
	_ "modernc.org/sqlite"
)

// Store remembers in a table which events were processed, for all replicas: it
// is the juspay.Deduplicator of this receiver. Its statements are such as
// SQLite and PostgreSQL both understand.
//
// A claim lapses after the lease, by the database's clock, so that a replica
// that dies at work keeps an event from being processed for no longer. Should a
// replica merely be slow, two may work on one event; Once lets one commit.
type Store struct {
	db    *sql.DB
	now   string // milliseconds, as the database says them
	lease time.Duration
}

const (
	sqliteNow   = "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
	postgresNow = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"
)

const schema = `
CREATE TABLE IF NOT EXISTS webhook_events (
	key         TEXT PRIMARY KEY,
	fence       TEXT NOT NULL,   -- of the delivery that holds the claim
	lease_until BIGINT NOT NULL, -- when another delivery may take it over
	done_at     BIGINT           -- NULL until the work was committed
);
CREATE TABLE IF NOT EXISTS orders_to_check (
	event_key  TEXT NOT NULL,
	event_name TEXT NOT NULL,
	order_id   TEXT NOT NULL
);`

// OpenStore opens a PostgreSQL database when it is given a postgres:// URL, and
// an SQLite file otherwise, and makes the tables where they are missing.
func OpenStore(ctx context.Context, database string, lease time.Duration) (*Store, error) {
	driver, now := "sqlite", sqliteNow
	if strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://") {
		driver, now = "pgx", postgresNow
	} else {
		// A transaction here always writes: it takes the lock at once, and waits
		// for it rather than fail.
		database = "file:" + database + "?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)"
	}
	db, err := sql.Open(driver, database)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(16) // times the replicas, below what the server allows
	s := &Store{db: db, now: now, lease: lease}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// migrate is safe for replicas that start at the same moment: PostgreSQL, which
// would let two of them create one table, makes them wait for each other.
func (s *Store) migrate(ctx context.Context) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		if s.now == postgresNow {
			if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(7101)"); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, schema)
		return err
	})
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }

// Claim inserts the event, or takes a lapsed claim over, in one statement: of
// two replicas one gets a row back.
func (s *Store) Claim(ctx context.Context, key string) (juspay.Claim, error) {
	claim := juspay.Claim{Key: key, State: juspay.ClaimTaken, Fence: rand.Text()}
	result, err := s.db.ExecContext(ctx, fmt.Sprintf(`
		INSERT INTO webhook_events (key, fence, lease_until) VALUES ($1, $2, %[1]s + $3)
		ON CONFLICT (key) DO UPDATE SET fence = excluded.fence, lease_until = excluded.lease_until
		WHERE webhook_events.done_at IS NULL AND webhook_events.lease_until <= %[1]s`, s.now),
		key, claim.Fence, s.lease.Milliseconds())
	if err != nil {
		return juspay.Claim{}, err
	}
	if taken, err := result.RowsAffected(); err != nil || taken == 1 {
		return claim, err
	}
	claim.State = juspay.ClaimBusy
	var done bool
	err = s.db.QueryRowContext(ctx, "SELECT done_at IS NOT NULL FROM webhook_events WHERE key = $1", key).Scan(&done)
	if done {
		claim.State = juspay.ClaimDone
	}
	if errors.Is(err, sql.ErrNoRows) { // freed in between: the next delivery gets it
		err = nil
	}
	return claim, err
}

// Release frees the event when its work failed, and then only for the delivery
// that still holds the claim. Work that was done is done, whoever holds it.
func (s *Store) Release(ctx context.Context, claim juspay.Claim, done bool) error {
	if done {
		_, err := s.db.ExecContext(ctx, "UPDATE webhook_events SET done_at = "+s.now+" WHERE key = $1 AND done_at IS NULL", claim.Key)
		return err
	}
	_, err := s.db.ExecContext(ctx, "DELETE FROM webhook_events WHERE key = $1 AND fence = $2 AND done_at IS NULL", claim.Key, claim.Fence)
	return err
}

// Once does the work and marks the event as done in one transaction: both are
// committed, or neither, and of all who try only the first commits. It returns
// nil also when the work was done before.
func (s *Store) Once(ctx context.Context, event *juspay.Event, work func(*sql.Tx) error) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		// Whoever comes second waits here until the first has committed or failed.
		result, err := tx.ExecContext(ctx, fmt.Sprintf(`
			INSERT INTO webhook_events (key, fence, lease_until, done_at) VALUES ($1, '', 0, %s)
			ON CONFLICT (key) DO UPDATE SET done_at = excluded.done_at
			WHERE webhook_events.done_at IS NULL`, s.now), event.Key())
		if err != nil {
			return err
		}
		if first, err := result.RowsAffected(); err != nil || first == 0 {
			return err
		}
		return work(tx)
	})
}

// Forget removes events done longer ago than Juspay delivers them again.
func (s *Store) Forget(ctx context.Context, age time.Duration) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM webhook_events WHERE done_at < "+s.now+" - $1", age.Milliseconds())
	return err
}

func (s *Store) inTx(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}
