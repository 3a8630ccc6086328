// Package browsertest buys at examples/shop in a headless Chromium.
package browsertest
