package juspay

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// No call may leave a goroutine behind.
func TestMain(m *testing.M) {
	if os.Getenv(benchServerEnv) != "" {
		serveBenchmarks()
		return
	}
	goleak.VerifyTestMain(m)
}
