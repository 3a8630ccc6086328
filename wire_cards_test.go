package juspay

var anyCard = CardDetails{Number: "4111111111111111", Expiry: Expiry{Month: 6, Year: 30}, SecurityCode: "808", NameOnCard: "Asha Rao"}

var addedCard = &CardAdded{
	CardToken:       "c75a9fca-1121-418e-973c-47d5c4971456",
	CardReference:   "df2c47951a71e4486827039fad7b039a",
	CardFingerprint: "c7uapov1smt3a0rd5f9b1l21i",
}

var cardWires = []wire{
	{
		name: "cards tokenize", row: cardsTokenize, answer: "card_tokenized.json", want: &CardTokenized{Token: "ctkn_exampleabcdefgh"},
		invocation: invocation{"Cards.Tokenize", []any{&CardTokenizeParams{Card: anyCard}}},
	},
	{
		name: "cards tokenize for a customer", row: cardsTokenize, answer: "card_tokenized.json", want: &CardTokenized{Token: "ctkn_exampleabcdefgh"},
		invocation: invocation{"Cards.Tokenize", []any{&CardTokenizeParams{
			Card: CardDetails{Number: "4111111111111111", Expiry: Expiry{Month: 12, Year: 2031}}, CustomerID: "customer@example.com",
		}}},
	},
	{
		name: "cards add a raw card", row: cardsAdd, answer: "card_added.json", want: addedCard,
		invocation: invocation{"Cards.Add", []any{&CardAddParams{
			CustomerID: "cth_6MXbUUSECcxrswgT", CustomerEmail: "customer@example.com", Card: &anyCard, Nickname: "travel",
		}}},
	},
	{
		name: "cards add by a fresh token", row: cardsAdd, answer: "card_added.json", want: addedCard,
		invocation: invocation{"Cards.Add", []any{&CardAddParams{CustomerID: "cth_6MXbUUSECcxrswgT", CardToken: "ctkn_exampleabcdefgh", NameOnCard: "A Rao"}}},
	},
	{
		name: "cards list", row: cardsList, answer: "card_list.json",
		invocation: invocation{"Cards.List", []any{"cth_6MXbUUSECcxrswgT", nil}},
		want: &CardList{
			CustomerID: "cth_6MXbUUSECcxrswgT", MerchantID: "paypal",
			Cards: []StoredCard{{
				CardToken: "tkn_d5de7e878465407a9a8ad8d71b58923e", CardReference: "d1714874aa102eb8bc933b8f26992225",
				CardNumber: "XXXX-XXXXXXXX-9454", CardISIN: "123456", CardExpYear: "2025", CardExpMonth: "02",
				CardType: "DEBIT", CardIssuer: "HDFC Bank", CardBrand: "MASTERCARD", NameOnCard: "Imdad",
				CardFingerprint: "4ip95rsikuprlcojscp3p0b7pq", JuspayBankCode: "JP_HDFC", CardSubType: "NA", CardIssuerCountry: "INDIA",
				ProviderCategory: "VAULT", Provider: "JUSPAY",
			}},
		},
	},
	{
		name: "cards list with flags", row: cardsList, answer: "card_list_tokenised.json",
		invocation: invocation{"Cards.List", []any{"customer@example.com", &CardListParams{
			CheckCVVLessSupport: true, CheckMandateSupport: true, CheckATMPINAuthSupport: true, CheckDirectOTPSupport: true,
		}}},
		want: &CardList{
			CustomerID: "customer@example.com", MerchantID: "acme",
			Cards: []StoredCard{{
				CardToken: "tkn_4ce192bbc23f987568524f28159bfa3", CardNumber: "XXXX-XXXXXXXX-5449", CardISIN: "526731", CardExpYear: "2030", CardExpMonth: "06",
				CardBrand: "MASTERCARD", Expired: false, TokenizeSupport: true, ProviderCategory: "NETWORK_TOKEN", Provider: "MASTERCARD",
				MandateSupport: yes(), DirectOTPSupport: no(), ATMPINAuthSupport: no(),
				Token: &TokenBlock{
					CardReference: "77efb38f3721930e60dby754865619", CardFingerprint: "41d30s3jus955dj9yyhe5is91", CardISIN: "525876",
					ExpiryYear: "2033", ExpiryMonth: "11", PAR: "6fgd63jus955dj9yyheg4gh6", TokenizationStatus: "ACTIVE",
					CVVLessSupport: yes(), CVVLessSupportedGateways: []string{"CYBERSOURCE", "RAZORPAY"},
				},
			}, {CardToken: "tkn_2", CardBrand: "VISA", Expired: true}},
		},
	},
	{
		name: "cards update", row: cardsUpdate, answer: "card_updated.json",
		invocation: invocation{"Cards.Update", []any{&CardUpdateParams{
			CardToken: "c75a9fca-1121-418e-973c-47d5c4971456", CustomerID: "customer@example.com", Nickname: "work", NameOnCard: "A Rao",
		}}},
		want: &CardUpdated{CardToken: "c75a9fca-1121-418e-973c-47d5c4971456", UserMessage: "Card details updated", Status: "SUCCESS"},
	},
	{
		name: "cards delete", row: cardsDelete, answer: "card_deleted.json",
		invocation: invocation{"Cards.Delete", []any{"c75a9fca-1121-418e-973c-47d5c4971456"}},
		want:       &CardDeleted{CardToken: "c75a9fca-1121-418e-973c-47d5c4971456", CardReference: "df2c47951a71e4486827039fad7b039a", Deleted: true},
	},
	{
		name: "cards info", row: cardsInfo, answer: "card_info_old.json",
		invocation: invocation{"Cards.Info", []any{"405028", nil}},
		want:       &CardInfo{ID: "405028", Object: "cardbin", Brand: "Master Card", Country: "India"},
	},
	{
		name: "cards info with flags", row: cardsInfo, answer: "card_info.json",
		invocation: invocation{"Cards.Info", []any{"405028700", &CardInfoParams{
			CheckMandateSupport: true, CheckDirectOTPSupport: true, CheckTokenizeSupport: true, CheckATMPINAuthSupport: true, CheckCVVLessSupport: true,
			CustomerID: "customer@example.com",
		}}},
		want: &CardInfo{
			ID: "405028700", Object: "cardbin", Brand: "VISA", Bank: "HDFC Bank", JuspayBankCode: "JP_HDFC", Country: "INDIA", CountryCode: "IN",
			Type: "CREDIT", ExtendedCardType: "CREDIT", CardSubType: "REGALIA", CardSubTypeCategory: "RETAIL",
			MandateSupport: yes(), DirectOTPSupport: no(), TokenizeSupport: yes(), ATMPINAuthSupport: no(), CVVLessSupport: yes(), CVVLessSupportedGateways: []string{"PAYU"},
		},
	},
	{
		name: "cards eligible bins", row: cardsEligibleBINs, answer: "bins.json", want: &BINList{BINs: []string{"360886", "400667"}},
		invocation: invocation{"Cards.EligibleBINs", []any{AuthOTP}},
	},
}
