package tray

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// pictureFile returns a file with that picture in the first of the folders that can have it. An empty name is no folder.
func pictureFile(picture []byte, folders ...string) (string, error) {
	name := fmt.Sprintf("%x.ico", sha256.Sum256(picture))
	var errs []error
	for _, folder := range folders {
		if folder == "" {
			continue
		}
		path := filepath.Join(folder, name)
		if info, err := os.Stat(path); err == nil && info.Size() == int64(len(picture)) {
			if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, picture) {
				return path, nil
			}
		}
		err := os.MkdirAll(folder, 0o700)
		if err == nil {
			err = os.WriteFile(path, picture, 0o600)
		}
		if err == nil {
			return path, nil
		}
		errs = append(errs, err)
	}
	return "", errors.Join(errs...)
}
