package juspay

// ParamError says which parameter was refused before anything was sent.
type ParamError struct {
	Field  string
	Reason string
}

// Error is one line for people.
func (e *ParamError) Error() string { return "juspay: " + e.Field + " " + e.Reason }
