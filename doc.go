// Package juspay is a client for Juspay's payment APIs.
package juspay
