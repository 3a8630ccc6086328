module github.com/juspay-go/juspay

go 1.25.0

require github.com/google/go-querystring v1.2.0 // indirect
