package main

func Example() {
	main()
	// Output:
	// shop1001 NEW
	// shop1001 250.5
	// sent: POST /v4/orders with an API key: false
	// sent: POST /v4/order-status with an API key: false
	// TXN_CREATED ORDER_SUCCEEDED
}
