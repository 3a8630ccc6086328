package main

import (
	"bufio"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/juspay-go/juspay/juspaytest"
)

// asProgram in the environment makes the test binary the program itself.
const asProgram = "JUSPAY_SANDBOX_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is the sandbox, running.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines *bufio.Scanner
	facts map[string]string // what it printed about itself
}

func start(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{t: t, facts: map[string]string{}, cmd: exec.CommandContext(t.Context(), os.Args[0], append([]string{"-addr", "127.0.0.1:0"}, args...)...)}
	p.cmd.Env = append(os.Environ(), asProgram+"=1")
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	p.lines = bufio.NewScanner(out)
	for p.lines.Scan() && p.lines.Text() != "" {
		if name, value, found := strings.Cut(p.lines.Text(), "  "); found {
			p.facts[name] = strings.TrimSpace(value)
		}
	}
	return p
}

// stop interrupts it and returns the rest of what it printed.
func (p *process) stop() string {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(os.Interrupt))
	var rest strings.Builder
	for p.lines.Scan() {
		rest.WriteString(p.lines.Text() + "\n")
	}
	require.NoError(p.t, p.cmd.Wait(), "exit status 0")
	return rest.String()
}

func (p *process) post(path, form string) (status int, body string) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.facts["URL"]+path, strings.NewReader(form))
	require.NoError(p.t, err)
	r.SetBasicAuth(p.facts["API key"], "")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(r)
	require.NoError(p.t, err)
	text, err := io.ReadAll(resp.Body)
	require.NoError(p.t, err)
	require.NoError(p.t, resp.Body.Close())
	return resp.StatusCode, string(text)
}

func TestProgramStartsTalksAndStops(t *testing.T) {
	p := start(t, "-merchant", "acme", "-api-key", "a-key", "-response-key", "r-key")
	require.Equal(t, []string{"acme", "a-key", "r-key"}, []string{p.facts["merchant id"], p.facts["API key"], p.facts["response key"]})

	status, body := p.post("/orders", "order_id=ord_1&amount=10&description=two+words%0Aand+a+line")
	require.Equal(t, 200, status, body)
	form := url.Values{"order_id": {"ord_1"}, "merchant_id": {"acme"}, "payment_method_type": {"CARD"}, "card_number": {juspaytest.CardVisa},
		"card_exp_month": {"12"}, "card_exp_year": {"45"}, "card_security_code": {"987"}, "format": {"json"}}
	status, body = p.post("/txns", form.Encode())
	require.Equal(t, 200, status, body)

	log := p.stop()
	require.Regexp(t, regexp.MustCompile(`(?m)^\d\d:\d\d:\d\d 200 POST /orders  amount=10 description="two words\\nand a line" order_id=ord_1$`), log)
	require.Regexp(t, regexp.MustCompile(`(?m)^\d\d:\d\d:\d\d 200 POST /txns  .*card_number=\[redacted\]`), log)
	require.NotContains(t, log, juspaytest.CardVisa)
	require.NotContains(t, log, "987")
	require.True(t, strings.HasSuffix(log, "stopped\n"), log)
}

func TestProgramKeepsItsKeys(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	first := start(t, "-keys", dir, "-encrypt-webhooks", "-quiet")
	require.Equal(t, "stopped\n", first.stop())
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 5)
	before := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(dir, file.Name()))
		require.NoError(t, err)
		before[file.Name()] = string(text)
	}

	require.NoError(t, os.Remove(filepath.Join(dir, "merchant-private.pem"))) // the merchant took it away
	second := start(t, "-keys", dir)
	_ = second.stop()
	for name, text := range before {
		now, err := os.ReadFile(filepath.Join(dir, name))
		if name == "merchant-private.pem" {
			require.ErrorIs(t, err, os.ErrNotExist)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, text, string(now), name)
	}
}

func TestFlagsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"reachable from elsewhere":   {"-addr", "0.0.0.0:0"},
		"named host":                 {"-addr", "sandbox.example:0"},
		"no port":                    {"-addr", "127.0.0.1"},
		"argument":                   {"serve"},
		"unknown flag":               {"-nope"},
		"encryption without keys":    {"-encrypt-webhooks"},
		"colon in the key":           {"-addr", ":0", "-api-key", "a:b"},
		"relative return":            {"-addr", ":0", "-return", "/x"},
		"keys that cannot be read":   {"-addr", ":0", "-keys", os.Args[0]},
		"address of another machine": {"-remote", "-addr", "192.0.2.1:0"},
	} {
		require.Error(t, run(t.Context(), args, io.Discard), name)
	}
	f, err := parse([]string{"-addr", ":8600"}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:8600", f.addr, "no host means this machine")
}
