package juspay

var vaultWires = []wire{
	{
		name: "vault fingerprint by number", row: vaultFingerprint, answer: "card_fingerprint.json", want: &CardFingerprint{CardFingerprint: "41d30s3jus955dj9yyhe5is91", PAR: "V001PAR"},
		invocation: invocation{"Vault.Fingerprint", []any{&CardFingerprintParams{CardNumber: "4895370012347777", IsToken: true}}},
	},
	{
		name: "vault fingerprint by token", row: vaultFingerprint, answer: "card_fingerprint.json", want: &CardFingerprint{CardFingerprint: "41d30s3jus955dj9yyhe5is91", PAR: "V001PAR"},
		invocation: invocation{"Vault.Fingerprint", []any{&CardFingerprintParams{CardToken: "tkn_1"}}},
	},
	{
		name: "vault get", row: vaultGet, answer: "vault_card.json",
		invocation: invocation{"Vault.Get", []any{&VaultCardParams{CardReference: "77efb38f3721930e60dby754865619", CustomerID: "cust_00000001", CheckCVVLessSupport: true}}},
		want: &VaultCard{
			Reference: "77efb38f3721930e60dby754865619", Fingerprint: "41d30s3jus955dj9yyhe5is91", CustomerID: "cust_00000001", Network: "VISA",
			CardType: "CREDIT", SubType: "PLATINUM", NameOnCard: "Asha Rao", Nickname: "travel", Issuer: "Example Bank", IssuerCountryCode: "IN",
			ECI: "07", TokenRequestorID: "40010075001", CVVLessSupport: yes(), CVVLessSupportedGateways: []string{"PAYU"},
			TokenDetails: &VaultTokenDetails{
				Status: "ACTIVE", FirstSix: "489537", LastFour: "7777", ExpMonth: "09", ExpYear: "2031", Provider: "VISA", ProviderCategory: "NETWORK_TOKEN",
			},
			AuthenticationDetails: &VaultAuthenticationDetails{Cryptogram: "AgAAAAAAAIR8CQrXcIhbQAAAAAA=", Token: "4895370012347777"},
			CardDetails:           &VaultCardDetails{LastFour: "1111", PAR: "V001PAR", ExpMonth: "12", ExpYear: "2030"},
		},
	},
	{
		name: "vault delete", row: vaultDelete, answer: "vault_card_gone.json", want: &VaultCardDeleted{Status: "SUCCESS"},
		invocation: invocation{"Vault.Delete", []any{&VaultCardDeleteParams{CardReference: "77efb38f3721930e60dby754865619", CustomerID: "cust_00000001"}}},
	},
	{
		name: "vault generate token", row: vaultGenerateToken, answer: "token_done.json", want: &TokenGenerated{Status: "SUCCESS", Payload: "eyJhbGciOiJSU0EtT0FFUC0yNTYifQ.a.b.c.d"},
		invocation: invocation{"Vault.GenerateToken", []any{&TokenGenerateParams{
			CardData: "eyJhbGciOiJSU0EtT0FFUC0yNTYifQ.q.r.s.t", ConsentID: "co1", CustomerID: "cust_00000001", Amount: "10.50", Currency: "INR",
			AuthRefNo: "ar1", KeyID: "k1", CorrelationID: "cr1", ShouldSendToken: true,
		}}},
	},
	{
		name: "vault alt id", row: vaultAltID, answer: "alt_id_done.json",
		invocation: invocation{"Vault.AltID", []any{&AltIDParams{
			CardData: "eyJhbGciOiJSU0EtT0FFUC0yNTYifQ.q.r.s.t", Amount: "10.50", Currency: "INR", CorrelationID: "cr1", KeyID: "k1", CardBrand: "VISA",
		}}},
		want: &AltID{Status: "SUCCESS", Payload: &AltIDPayload{
			CardBrand: "VISA", CardIssuerBank: "Example Bank", CardIssuerCountry: "INDIA", CorrelationID: "cr1",
			AltIDDetails: "eyJhbGciOiJSU0EtT0FFUC0yNTYifQ.a.b.c.d", Provider: "VISA", ProviderCategory: "ALT_ID",
		}},
	},
}
