// Package juspaytest is the sandbox in a box: an in-memory Juspay on a loopback
// port.
package juspaytest
