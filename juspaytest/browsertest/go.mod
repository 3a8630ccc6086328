// A module of its own: the browser driver is nobody else's dependency.
module github.com/juspay-go/juspay/juspaytest/browsertest

go 1.25.0

replace github.com/juspay-go/juspay => ../..

require (
	github.com/chromedp/chromedp v0.22.1
	github.com/juspay-go/juspay v0.0.0-00010101000000-000000000000
	github.com/stretchr/testify v1.12.1
)

require (
	github.com/chromedp/cdproto v0.159.0 // indirect
	github.com/go-jose/go-jose/v4 v4.1.8 // indirect
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	github.com/google/go-querystring v1.2.0 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)
