//go:build race

package juspay

// underRace reports that the race detector is on; it allocates too.
const underRace = true
