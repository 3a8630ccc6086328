package juspay_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/juspay-go/juspay"
)

func ExampleCustomers_Create() {
	server, client := sandbox()
	defer server.Close()

	customer, err := client.Customers.Create(context.Background(), &juspay.CustomerCreateParams{
		ObjectReferenceID: "ravi-0001", // your own id of this customer, eight characters or more
		MobileNumber:      "9988776644",
		EmailAddress:      "ravi@example.com",
		FirstName:         "Ravi",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(customer.ObjectReferenceID, customer.FirstName)

	_, err = client.Customers.Create(context.Background(), &juspay.CustomerCreateParams{ObjectReferenceID: "ravi-0001", MobileNumber: "9988776644"})
	fmt.Println(errors.Is(err, juspay.ErrAlreadyExists))
	// Output:
	// ravi-0001 Ravi
	// true
}

func ExampleCustomers_Get() {
	server, client := sandbox()
	defer server.Close()

	customer, err := client.Customers.Get(context.Background(), "asha-0001", &juspay.CustomerGetParams{GetClientAuthToken: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(customer.FirstName, customer.MobileNumber, customer.Juspay.ClientAuthTokenExpiry.After(server.Now()))

	_, err = client.Customers.Get(context.Background(), "nobody-0001", nil)
	fmt.Println(errors.Is(err, juspay.ErrNotFound))
	// Output:
	// Asha 9988776655 true
	// true
}

func ExampleCustomers_Update() {
	server, client := sandbox()
	defer server.Close()

	customer, err := client.Customers.Update(context.Background(), "asha-0001", &juspay.CustomerUpdateParams{LastName: "Rao"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(customer.FirstName, customer.LastName)
	// Output: Asha Rao
}

// Ensure serves where the shop does not know whether Juspay has the customer.
func ExampleCustomers_Ensure() {
	server, client := sandbox()
	defer server.Close()

	for range 2 {
		customer, err := client.Customers.Ensure(context.Background(), &juspay.CustomerCreateParams{
			ObjectReferenceID: "ravi-0001", MobileNumber: "9988776644", FirstName: "Ravi",
		})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(customer.FirstName)
	}
	// Output:
	// Ravi
	// Ravi
}

func ExampleCustomers_PaymentMethods() {
	server, client := sandbox()
	defer server.Close()
	order(client, "shop1001")
	upi := &juspay.TxnCreateParams{OrderID: "shop1001", Source: juspay.UPICollect{VPA: "asha@bank"}}
	pay(server, client, upi)

	saved, err := client.Customers.PaymentMethods(context.Background(), "asha-0001", &juspay.SavedPaymentMethodsParams{
		PaymentMethods: []string{"UPI_COLLECT", "CARD"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, address := range saved.UPICollect {
		fmt.Println(address.VPA, address.Count)
	}
	// Output: asha@bank 1
}

func ExampleCustomers_Wallets() {
	server, client := sandbox()
	defer server.Close()

	wallets, err := client.Customers.Wallets(context.Background(), "asha-0001")
	if err != nil {
		log.Fatal(err)
	}
	for _, wallet := range wallets.List {
		fmt.Println(wallet.Wallet, "linked:", wallet.Linked)
	}
	// Output: PAYTM linked: false
}
