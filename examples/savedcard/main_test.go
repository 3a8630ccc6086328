package main

func Example() {
	main()
	// Output:
	// shop1001 CHARGED with a saved card: false
	// saved: VISA XXXX-XXXXXXXX-1097
	// shop1002 CHARGED with a saved card: true
}
