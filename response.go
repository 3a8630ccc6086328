package juspay

import (
	"fmt"
	"net/http"
)

// Response is what came over the wire, beside the typed result: the answer's
// bytes hold whatever this version has no field for. Body holds personal data
// and tokens: it is never printed, and should not be logged.
type Response struct {
	StatusCode int
	Header     http.Header
	RequestID  string // x-request-id: what Juspay's support asks for
	Body       []byte // whole and decoded; decrypted, in the encrypted mode
}

// Format writes the status and the request id, under every verb.
func (r Response) Format(f fmt.State, _ rune) { redact(f, r) }

func (v *Customer) setResponse(r *Response)               { v.Response = r }
func (v *SavedPaymentMethods) setResponse(r *Response)    { v.Response = r }
func (v *WalletList) setResponse(r *Response)             { v.Response = r }
func (v *CardTokenized) setResponse(r *Response)          { v.Response = r }
func (v *CardAdded) setResponse(r *Response)              { v.Response = r }
func (v *CardList) setResponse(r *Response)               { v.Response = r }
func (v *CardUpdated) setResponse(r *Response)            { v.Response = r }
func (v *CardDeleted) setResponse(r *Response)            { v.Response = r }
func (v *CardInfo) setResponse(r *Response)               { v.Response = r }
func (v *BINList) setResponse(r *Response)                { v.Response = r }
func (v *Txn) setResponse(r *Response)                    { v.Response = r }
func (v *OTPResult) setResponse(r *Response)              { v.Response = r }
func (v *OTPChallenge) setResponse(r *Response)           { v.Response = r }
func (v *Order) setResponse(r *Response)                  { v.Response = r }
func (v *Refund) setResponse(r *Response)                 { v.Response = r }
func (v *Fulfillment) setResponse(r *Response)            { v.Response = r }
func (v *Session) setResponse(r *Response)                { v.Response = r }
func (v *MerchantPaymentMethods) setResponse(r *Response) { v.Response = r }
func (v *CardFingerprint) setResponse(r *Response)        { v.Response = r }
func (v *VaultCard) setResponse(r *Response)              { v.Response = r }
func (v *VaultCardDeleted) setResponse(r *Response)       { v.Response = r }
func (v *TokenGenerated) setResponse(r *Response)         { v.Response = r }
func (v *AltID) setResponse(r *Response)                  { v.Response = r }
