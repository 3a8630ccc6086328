package main

func Example() {
	main()
	// Output:
	// shop1001 AUTHORIZED
	// shop1001 PARTIAL_CHARGED
	// shop1002 AUTHORIZED
	// shop1002 VOIDED
}
