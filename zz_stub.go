package juspay

type EncryptionKeys struct{}

func (k *EncryptionKeys) seal(b []byte) ([]byte, error) { return b, nil }
func (k *EncryptionKeys) open(b []byte) ([]byte, error) { return b, nil }
