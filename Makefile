# The verbs that people expect; .ci/run is all of them and more.

.PHONY: build test lint bench run

build:
	go build ./...

test:
	go test -race -shuffle=on ./...

lint:
	test -z "$$(gofmt -l .)"
	go vet ./...
	GOBIN="$(CURDIR)/bin" go -C tools/lint install tool
	bin/golangci-lint run

bench:
	go test -run '^$$' -bench . -benchmem ./...

run:
	go run ./examples/quickstart
