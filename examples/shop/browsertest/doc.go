// Package browsertest buys at examples/shop in a headless Chromium:
//
//	SHOP_SCREENSHOTS=/tmp/shop go test -count=1 .
//
// The shop is built and started anew, on its Juspay in memory. Go's test cache
// does not see that it changed, hence -count=1. The pictures, on a phone's width
// and on a desk's, go to SHOP_SCREENSHOTS where that is set.
package browsertest
