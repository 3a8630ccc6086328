package main

func Example() {
	main()
	// Output:
	// repeated and found: PENDING
	// outcome unknown: true
	// 2 refunds, 75 in all: SUCCESS SUCCESS
}
