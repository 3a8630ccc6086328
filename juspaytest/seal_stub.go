package juspaytest

func (s *Server) sealCompact(b []byte) []byte { return b }
func (s *Server) seal(b []byte) []byte        { return b }
func (s *Server) unseal(c *call)              {}
