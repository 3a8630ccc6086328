package juspay

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMemoryDeduplicator(t *testing.T) {
	t.Parallel()
	claim := func(t *testing.T, d Deduplicator, key string, want ClaimState) Claim {
		t.Helper()
		got, err := d.Claim(t.Context(), key)
		require.NoError(t, err)
		require.Equal(t, want, got.State, key)
		require.Equal(t, key, got.Key)
		return got
	}
	release := func(t *testing.T, d Deduplicator, c Claim, done bool) {
		t.Helper()
		require.NoError(t, d.Release(t.Context(), c, done))
	}

	t.Run("busy until released, done for good", func(t *testing.T) {
		t.Parallel()
		d := NewMemoryDeduplicator(2)
		first := claim(t, d, "a", ClaimTaken)
		claim(t, d, "a", ClaimBusy)
		release(t, d, first, false)
		first = claim(t, d, "a", ClaimTaken)
		release(t, d, first, true)
		claim(t, d, "a", ClaimDone)
		release(t, d, first, false) // late, and twice
		claim(t, d, "a", ClaimDone)
		release(t, d, Claim{Key: "never claimed"}, true)
		claim(t, d, "never claimed", ClaimTaken)
	})

	t.Run("the event seen longest ago is forgotten first", func(t *testing.T) {
		t.Parallel()
		d := NewMemoryDeduplicator(2)
		for _, key := range []string{"a", "b"} {
			release(t, d, claim(t, d, key, ClaimTaken), true)
		}
		claim(t, d, "a", ClaimDone) // seen again
		release(t, d, claim(t, d, "c", ClaimTaken), true)
		claim(t, d, "a", ClaimDone)
		claim(t, d, "c", ClaimDone)
		claim(t, d, "b", ClaimTaken)
	})

	t.Run("what is being processed is never forgotten", func(t *testing.T) {
		t.Parallel()
		d := NewMemoryDeduplicator(1)
		working := claim(t, d, "working", ClaimTaken)
		for i := range 10 {
			release(t, d, claim(t, d, fmt.Sprint(i), ClaimTaken), true)
		}
		claim(t, d, "working", ClaimBusy)
		release(t, d, working, true)
		claim(t, d, "working", ClaimDone)
	})

	t.Run("its memory is bounded", func(t *testing.T) {
		t.Parallel()
		d := NewMemoryDeduplicator(3).(*memoryDeduplicator)
		for i := range 1000 {
			release(t, d, claim(t, d, fmt.Sprint(i), ClaimTaken), i%3 != 0)
		}
		assert.Len(t, d.done, 3)
		assert.Equal(t, 3, d.recent.Len())
		assert.Empty(t, d.busy)
	})

	t.Run("without a size it has one", func(t *testing.T) {
		t.Parallel()
		for _, size := range []int{0, -1} {
			d := NewMemoryDeduplicator(size)
			release(t, d, claim(t, d, "a", ClaimTaken), true)
			release(t, d, claim(t, d, "b", ClaimTaken), true)
			claim(t, d, "a", ClaimDone)
		}
	})

	t.Run("of many at a time one gets the claim", func(t *testing.T) {
		t.Parallel()
		d := NewMemoryDeduplicator(1000)
		var processed [10]atomic.Int32
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for i := range processed {
					key := fmt.Sprint(i)
					c, err := d.Claim(t.Context(), key)
					if assert.NoError(t, err) && c.State == ClaimTaken {
						processed[i].Add(1)
						assert.NoError(t, d.Release(t.Context(), c, true))
					}
				}
			})
		}
		wg.Wait()
		for i := range processed {
			assert.Equal(t, int32(1), processed[i].Load(), i)
		}
	})
}
