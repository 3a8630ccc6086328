package juspaytest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strconv"
	"strings"
)

// newID returns prefix and n hexadecimal digits. Ids count up inside: the same
// calls get the same ids in every run, so that what a test prints can be
// compared with what it printed yesterday.
func (s *Server) newID(prefix string, n int) string {
	s.serial++
	sum := sha256.Sum256([]byte(prefix + strconv.FormatUint(s.serial, 10)))
	return prefix + hex.EncodeToString(sum[:])[:n]
}

func (s *Server) newUUID() string {
	h := s.newID("", 32)
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// fingerprint names a card number for good, on every server, as Juspay's does
// across merchants.
func fingerprint(number string) string { return digest("fingerprint", number) }

func digest(purpose, text string) string {
	sum := sha256.Sum256([]byte(purpose + " " + text))
	return strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

// randomKey is for what must differ from server to server: a key of one must
// not open another.
func randomKey() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return strings.ToUpper(hex.EncodeToString(b))
}
