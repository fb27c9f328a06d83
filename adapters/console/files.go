package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"amends/dialogue"
)

// maxFile bounds a file that is read from the disk.
const maxFile = 25 << 20

// Fetch opens a file by its Ref, the name that was typed.
func (c *Console) Fetch(_ context.Context, f dialogue.File) (io.ReadCloser, error) {
	content, err := c.content(f.Ref)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}

// content reads a file below the session's folder, or makes one up that is not there. Nothing outside of the folder, no device and
// no pipe is opened.
func (c *Console) content(name string) ([]byte, error) {
	if c.cfg.Folder != "" {
		content, err := readBelow(c.cfg.Folder, name)
		if !errors.Is(err, fs.ErrNotExist) {
			return content, err
		}
	}
	content, _ := c.cfg.Sample(name)
	return content, nil
}

func readBelow(folder, name string) ([]byte, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	defer root.Close()
	info, err := root.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("%s: expected a file of at most %d MB", name, maxFile>>20)
	}
	content, err := root.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return content, nil
}

// announce turns the files of a line into what a channel would announce.
func (c *Console) announce(files []File) ([]dialogue.File, error) {
	var list []dialogue.File
	for _, f := range files {
		if f.Name == "" {
			list = append(list, dialogue.File{Ref: f.Kind, Kind: f.Kind})
			continue
		}
		content, err := c.content(f.Name)
		if err != nil {
			return nil, err
		}
		list = append(list, dialogue.File{Ref: f.Name, Name: filepath.Base(f.Name), Kind: f.Kind, Size: int64(len(content))})
	}
	return list, nil
}
