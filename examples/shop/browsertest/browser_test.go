package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// browser is one window, and what a person does in it.
type browser struct {
	t        *testing.T
	ctx      context.Context
	shop     string
	pictures string
}

// openBrowser starts a Chromium that knows nothing and calls nobody.
func openBrowser(t *testing.T, path, shop, pictures string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true),
	)
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	require.NoError(t, chromedp.Do(ctx))
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // waits for the browser to end
		cancel()
		cancelAllocator()
	})
	return &browser{t: t, ctx: ctx, shop: shop, pictures: pictures}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	require.NoError(b.t, chromedp.Do(ctx, steps...))
}

// read runs an action that tells something.
func read[T any](b *browser, what chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, what)
	require.NoError(b.t, err)
	return value
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.shop + path))
}

// types fills a field, key by key.
func (b *browser) types(field chromedp.CSS, text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(field, text, chromedp.NodeVisible))
}

// press clicks, and waits for the page that follows.
func (b *browser) press(button chromedp.CSS) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	_, err := chromedp.RunResponse(ctx, chromedp.Click(button, chromedp.NodeVisible))
	require.NoError(b.t, err, "press %s", button)
}

// sees waits until the page holds the text, across any pages that follow by
// themselves.
func (b *browser) sees(text string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for last := ""; ; {
		if now, err := chromedp.Run(ctx, chromedp.Evaluate[string](pageText)); err == nil {
			last = now // an error is a page on its way out
		}
		if strings.Contains(last, text) {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			b.t.Fatalf("%q is not on the page: %s", text, last)
		}
	}
}

const pageText = `document.body.innerText`

func (b *browser) text() string {
	b.t.Helper()
	return read(b, chromedp.Evaluate[string](pageText))
}

func (b *browser) address() string {
	b.t.Helper()
	return read(b, chromedp.Location())
}

// widths are a phone's and a desk's.
var widths = map[string]int64{"phone": 390, "desk": 1200}

// picture takes the whole page at both widths, and sees to it that no page is
// wider than the window.
func (b *browser) picture(name string) {
	b.t.Helper()
	for device, width := range widths {
		b.do(chromedp.EmulateViewport(width, 844))
		wide := read(b, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
		require.LessOrEqual(b.t, wide, width, "%s is wider than a %s", name, device)
		file := filepath.Join(b.pictures, name+"-"+device+".png")
		require.NoError(b.t, os.WriteFile(file, read(b, chromedp.FullScreenshot(100)), 0o600))
	}
	b.do(chromedp.EmulateViewport(widths["desk"], 844))
}
