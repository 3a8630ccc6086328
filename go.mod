module github.com/juspay-go/juspay

go 1.25.0
