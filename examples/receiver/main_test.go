package main

func Example() {
	main()
	// Output:
	// ship shop1001
	// 2 events, the last one delivered twice
}
