package browsertest

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// startShop builds the shop, opens it on a free port and returns its address.
// In the end it is closed as a person would close it, and must end well.
func startShop(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "shop")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Dir = ".." // the shop is in the module above
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))

	shop := exec.Command(program, "-addr", "localhost:0")
	shop.Env = withoutJuspay(os.Environ())
	shop.Stderr = os.Stderr
	stdout, err := shop.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, shop.Start())
	t.Cleanup(func() {
		require.NoError(t, shop.Process.Signal(os.Interrupt))
		require.NoError(t, shop.Wait(), "the shop ends gracefully")
	})

	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	address := regexp.MustCompile(`http://localhost:\d+`).FindString(line)
	require.NotEmpty(t, address, line)
	return address
}

// withoutJuspay keeps the shop on the Juspay in memory, whatever is set.
func withoutJuspay(environ []string) []string {
	var kept []string
	for _, variable := range environ {
		if !strings.HasPrefix(variable, "JUSPAY_") {
			kept = append(kept, variable)
		}
	}
	return kept
}

// pictures is where screenshots go.
func pictures(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("SHOP_SCREENSHOTS")
	if dir == "" {
		return t.TempDir()
	}
	require.NoError(t, os.MkdirAll(dir, 0o750))
	return dir
}

// findChromium returns the browser. CI has to have one; elsewhere the test is
// skipped without.
func findChromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	reason := "no Chromium in the PATH"
	if os.Getenv("CI") == "true" {
		t.Fatal(reason)
	}
	t.Skip(reason)
	return ""
}

// patience bounds one step of a test.
const patience = 20 * time.Second
