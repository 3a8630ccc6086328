package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/juspay-go/juspay/juspaytest"
)

// keyFiles are the files of the keys directory, under the names that say whose
// they are.
func keyFiles(k *juspaytest.Keys) map[string]*[]byte {
	return map[string]*[]byte{
		"merchant-private.pem": &k.MerchantPrivate, "merchant-public.pem": &k.MerchantPublic,
		"juspay-private.pem": &k.JuspayPrivate, "juspay-public.pem": &k.JuspayPublic,
	}
}

const keyIDFile = "key-id.txt"

// readKeys returns nil when the directory holds none yet. The merchant's private
// key may be missing: it is nobody else's business.
func readKeys(dir string) (*juspaytest.Keys, error) {
	if dir == "" {
		return nil, nil
	}
	id, err := os.ReadFile(filepath.Join(dir, keyIDFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	k := &juspaytest.Keys{ID: string(bytes.TrimSpace(id))}
	for name, key := range keyFiles(k) {
		if *key, err = os.ReadFile(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return k, nil
}

// writeKeys leaves files alone that are there already.
func writeKeys(dir string, k juspaytest.Keys) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	files := keyFiles(&k)
	id := []byte(k.ID + "\n")
	files[keyIDFile] = &id
	for name, key := range files {
		if len(*key) == 0 {
			continue
		}
		file, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = file.Write(*key)
		if err := errors.Join(err, file.Close()); err != nil {
			return err
		}
	}
	return nil
}
