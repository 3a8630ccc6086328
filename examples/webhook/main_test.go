package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/juspay-go/juspay"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	username = "juspayhook"
	password = "pass:word"
)

func TestMain(m *testing.M) {
	if database := os.Getenv("WEBHOOK_TEST_REPLICA"); database != "" {
		replica(database, os.Getenv("WEBHOOK_TEST_HANGS"))
	}
	os.Exit(m.Run())
}

// replica is a receiver in a process of its own, made to be killed: it hangs
// where hangs says, having told so on standard output.
func replica(database, hangs string) {
	hang := func(where string) {
		if where == hangs {
			fmt.Println(where)
			select {}
		}
	}
	store, err := OpenStore(context.Background(), database, lease)
	if err != nil {
		panic(err)
	}
	handler := juspay.NewWebhookHandler(username, password, func(ctx context.Context, event *juspay.Event) error {
		hang("after the claim")
		err := store.Once(ctx, event, func(tx *sql.Tx) error {
			err := noteOrder(ctx, tx, event)
			hang("before the commit")
			return err
		})
		hang("after the commit")
		return err
	}, juspay.WithDeduplication(store))
	server := httptest.NewServer(handler)
	fmt.Println(server.URL)
	select {}
}

// databases runs a test on SQLite and on PostgreSQL; open gives the test its own
// database, empty.
func databases(t *testing.T, test func(t *testing.T, database string)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, filepath.Join(t.TempDir(), "webhook.sqlite.db"))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		if noPostgres != "" {
			t.Skip("no PostgreSQL here: ", noPostgres)
		}
		test(t, postgresDatabase(t))
	})
}

var (
	databaseNumber int
	databaseMu     sync.Mutex
)

// postgresDatabase makes an empty database on a server that all tests share.
func postgresDatabase(t *testing.T) string {
	t.Helper()
	databaseMu.Lock()
	defer databaseMu.Unlock()
	admin, err := sql.Open("pgx", sharedPostgres)
	require.NoError(t, err)
	defer func() { _ = admin.Close() }()
	databaseNumber++
	name := fmt.Sprintf("test%d", databaseNumber)
	_, err = admin.ExecContext(t.Context(), "CREATE DATABASE "+name)
	require.NoError(t, err)
	return strings.Replace(sharedPostgres, "/postgres?", "/"+name+"?", 1)
}

// sharedPostgres is a server's URL, or noPostgres says why there is none.
var sharedPostgres, noPostgres string

// TestReceiver holds all that the example promises, on both databases.
func TestReceiver(t *testing.T) {
	sharedPostgres, noPostgres = startPostgres(t)
	for name, test := range map[string]func(*testing.T, string){
		"two replicas process each event once":               twoReplicas,
		"a replica killed at work loses nothing":             killedReplicas,
		"a slow replica whose claim lapsed does no harm":     slowReplica,
		"a failed event is processed when it comes again":    failedEvent,
		"without its database a replica takes nothing":       noDatabase,
		"replicas that start together make the tables once":  startTogether,
		"events done long ago are forgotten, others are not": forgets,
	} {
		t.Run(name, func(t *testing.T) { databases(t, test) })
	}
}

func twoReplicas(t *testing.T, database string) {
	const events, deliveries = 20, 4
	var replicas [2]*httptest.Server
	for i := range replicas {
		replicas[i] = serve(t, openStore(t, database), noteOrder)
	}
	var wg sync.WaitGroup
	for event := range events {
		for delivery := range deliveries {
			wg.Go(func() { // Juspay delivers until it is answered 200
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				for i := delivery; ctx.Err() == nil; i++ {
					if post(ctx, replicas[i%2].URL, eventBody(event)) == http.StatusOK {
						return
					}
				}
				t.Error("never answered 200")
			})
		}
	}
	wg.Wait()
	want := map[string]int{}
	for event := range events {
		want[orderID(event)] = 1
	}
	assert.Equal(t, want, noted(t, openStore(t, database)))
}

func killedReplicas(t *testing.T, database string) {
	survivor := openStore(t, database)
	server := serve(t, survivor, noteOrder)
	for event, tt := range []struct {
		dies      string
		committed int
	}{{"after the claim", 0}, {"before the commit", 0}, {"after the commit", 1}} {
		id := orderID(event)
		kill := startReplica(t, database, tt.dies)
		kill(eventBody(event))
		assert.Equal(t, tt.committed, noted(t, survivor)[id], "died %s", tt.dies)

		if tt.committed == 0 {
			assert.Equal(t, 503, post(t.Context(), server.URL, eventBody(event)), "the claim of the dead still stands")
			lapse(t, survivor)
		}
		assert.Equal(t, 200, post(t.Context(), server.URL, eventBody(event)))
		assert.Equal(t, 200, post(t.Context(), server.URL, eventBody(event)))
		assert.Equal(t, 1, noted(t, survivor)[id], "died %s: processed exactly once", tt.dies)
	}
}

func slowReplica(t *testing.T, database string) {
	slow, quick := openStore(t, database), openStore(t, database)
	ctx := t.Context()
	work := func(store *Store, n int) error {
		event, err := juspay.ParseEvent([]byte(eventBody(n)))
		require.NoError(t, err)
		return store.Once(ctx, event, func(tx *sql.Tx) error { return noteOrder(ctx, tx, event) })
	}
	claim := func(store *Store, n int, want juspay.ClaimState) juspay.Claim {
		claim, err := store.Claim(ctx, eventID(n))
		require.NoError(t, err)
		require.Equal(t, want, claim.State)
		return claim
	}

	// Its successor is at work: a late failure must not free the event.
	late := claim(slow, 0, juspay.ClaimTaken)
	lapse(t, slow)
	successor := claim(quick, 0, juspay.ClaimTaken)
	require.NoError(t, slow.Release(ctx, late, false))
	claim(slow, 0, juspay.ClaimBusy)

	// Both do the work: one commits. The loser's answer is a success, as the work is done.
	require.NoError(t, work(slow, 0))
	require.NoError(t, work(quick, 0))
	require.NoError(t, slow.Release(ctx, late, true))
	require.NoError(t, quick.Release(ctx, successor, false))
	claim(quick, 0, juspay.ClaimDone)

	// Its successor failed, and freed the event: the late work still counts, once.
	late = claim(slow, 1, juspay.ClaimTaken)
	lapse(t, slow)
	require.NoError(t, quick.Release(ctx, claim(quick, 1, juspay.ClaimTaken), false))
	require.NoError(t, work(slow, 1))
	require.NoError(t, slow.Release(ctx, late, true))
	claim(quick, 1, juspay.ClaimDone)

	assert.Equal(t, map[string]int{orderID(0): 1, orderID(1): 1}, noted(t, quick))
}

func failedEvent(t *testing.T, database string) {
	store := openStore(t, database)
	fail := true
	server := serve(t, store, func(ctx context.Context, tx *sql.Tx, event *juspay.Event) error {
		if err := noteOrder(ctx, tx, event); err != nil || !fail {
			return err
		}
		return errors.New("no")
	})
	assert.Equal(t, 500, post(t.Context(), server.URL, eventBody(1)))
	assert.Empty(t, noted(t, store), "rolled back")
	fail = false
	assert.Equal(t, 200, post(t.Context(), server.URL, eventBody(1)))
	assert.Equal(t, map[string]int{orderID(1): 1}, noted(t, store))
	assert.Equal(t, 200, post(t.Context(), server.URL, `{"id":"evt_mandate","event_name":"MANDATE_CREATED","content":{"mandate":{}}}`))
	assert.Equal(t, 401, post(t.Context(), strings.Replace(server.URL, "http://", "http://juspayhook:wrong@", 1), eventBody(2)))
}

func noDatabase(t *testing.T, database string) {
	store := openStore(t, database)
	server := serve(t, store, noteOrder)
	require.NoError(t, store.Close())
	assert.Equal(t, 500, post(t.Context(), server.URL, eventBody(1)), "so that it comes again")
}

func startTogether(t *testing.T, database string) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			store, err := OpenStore(t.Context(), database, lease)
			if assert.NoError(t, err) {
				assert.NoError(t, store.Close())
			}
		})
	}
	wg.Wait()
}

func forgets(t *testing.T, database string) {
	store := openStore(t, database)
	ctx := t.Context()
	for n := range 3 {
		claim, err := store.Claim(ctx, eventID(n))
		require.NoError(t, err)
		if n < 2 {
			require.NoError(t, store.Release(ctx, claim, true))
		}
	}
	_, err := store.db.ExecContext(ctx, "UPDATE webhook_events SET done_at = done_at - $1 WHERE key = $2", 2*keptFor.Milliseconds(), eventID(0))
	require.NoError(t, err)
	require.NoError(t, store.Forget(ctx, keptFor))
	for n, want := range []juspay.ClaimState{juspay.ClaimTaken, juspay.ClaimDone, juspay.ClaimBusy} {
		claim, err := store.Claim(ctx, eventID(n))
		require.NoError(t, err)
		assert.Equal(t, want, claim.State, n)
	}
}

func TestRunNeedsCredentials(t *testing.T) {
	t.Setenv("JUSPAY_WEBHOOK_USERNAME", "juspayhook")
	t.Setenv("JUSPAY_WEBHOOK_PASSWORD", "")
	require.ErrorContains(t, run(t.Context(), "127.0.0.1:0", filepath.Join(t.TempDir(), "x.db")), "JUSPAY_WEBHOOK_PASSWORD")
}

func TestRunReceivesAndStopsCleanly(t *testing.T) {
	t.Setenv("JUSPAY_WEBHOOK_USERNAME", username)
	t.Setenv("JUSPAY_WEBHOOK_PASSWORD", password)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := free.Addr().String()
	require.NoError(t, free.Close())

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	stopped := make(chan error, 1)
	go func() { stopped <- run(ctx, address, filepath.Join(t.TempDir(), "webhook.sqlite.db")) }()
	patience, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for post(patience, "http://"+address+pathOfAll, eventBody(1)) != http.StatusOK {
		require.NoError(t, patience.Err())
	}
	stop()
	require.NoError(t, <-stopped)
}

func eventID(n int) string { return fmt.Sprintf("evt_V2_%032d", n) }
func orderID(n int) string { return fmt.Sprintf("ord%d", n) }

func eventBody(n int) string {
	return fmt.Sprintf(`{"id":%q,"event_name":"ORDER_SUCCEEDED","content":{"order":{"order_id":%q,"status":"CHARGED"}}}`, eventID(n), orderID(n))
}

func openStore(t *testing.T, database string) *Store {
	t.Helper()
	store, err := OpenStore(t.Context(), database, lease)
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func serve(t *testing.T, store *Store, work func(context.Context, *sql.Tx, *juspay.Event) error) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(Receiver(store, username, password, work))
	t.Cleanup(server.Close)
	return server
}

// post delivers an event; 0 is no answer.
func post(ctx context.Context, url, body string) int {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return 0
	}
	if r.URL.User == nil {
		r.SetBasicAuth(username, password)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode
}

// noted counts what the work left behind, by order.
func noted(t *testing.T, store *Store) map[string]int {
	t.Helper()
	rows, err := store.db.QueryContext(t.Context(), "SELECT order_id, count(*) FROM orders_to_check GROUP BY order_id")
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	counts := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		require.NoError(t, rows.Scan(&id, &n))
		counts[id] = n
	}
	require.NoError(t, rows.Err())
	return counts
}

// lapse makes every lease end now, as waiting for it would.
func lapse(t *testing.T, store *Store) {
	t.Helper()
	_, err := store.db.ExecContext(t.Context(), "UPDATE webhook_events SET lease_until = lease_until - $1", lease.Milliseconds())
	require.NoError(t, err)
}

// startReplica starts a receiver as a process; the function it returns delivers
// an event to it and kills it where it hangs.
func startReplica(t *testing.T, database, hangs string) (deliverAndKill func(body string)) {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), "WEBHOOK_TEST_REPLICA="+database, "WEBHOOK_TEST_HANGS="+hangs)
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	lines := bufio.NewScanner(stdout)
	require.True(t, lines.Scan(), "no URL")
	url := lines.Text()
	return func(body string) {
		var wg sync.WaitGroup
		status := -1
		wg.Go(func() { status = post(t.Context(), url, body) })
		assert.True(t, lines.Scan())
		assert.Equal(t, hangs, lines.Text())
		require.NoError(t, command.Process.Kill()) // no chance to tidy up
		_ = command.Wait()
		wg.Wait()
		assert.Zero(t, status, "Juspay got no answer")
	}
}

// startPostgres returns the URL of a server that lives as long as the test, or
// why this machine has none; in CI it must have one.
func startPostgres(t *testing.T) (url, missing string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "juspay-pg") // short: it holds a Unix socket
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	command := exec.Command("./postgres.sh", "start", dir)
	var stderr strings.Builder
	command.Stderr = &stderr
	stdout, err := command.Output()
	if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() == 69 && os.Getenv("CI") == "" {
		return "", stderr.String()
	}
	require.NoError(t, err, "%s", &stderr)
	t.Cleanup(func() {
		output, err := exec.Command("./postgres.sh", "stop", dir).CombinedOutput()
		assert.NoError(t, err, "%s", output)
	})
	return strings.TrimSpace(string(stdout)), ""
}
