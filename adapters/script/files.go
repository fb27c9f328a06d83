package script

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

// maxFile bounds a file that a script's buyer sends.
const maxFile = 25 << 20

// drawer holds the files that a script names: real ones from a folder, made-up ones for the rest.
type drawer struct {
	folder string
	sample func(name string) ([]byte, string)
}

// newDrawer returns the drawer of a script: the folder of its @evidence line, else the script's own.
func newDrawer(s *Script, sample func(string) ([]byte, string)) *drawer {
	folder := filepath.Dir(s.Path)
	if dir := s.Header("evidence"); filepath.IsAbs(dir) {
		folder = dir
	} else if dir != "" {
		folder = filepath.Join(folder, dir)
	}
	return &drawer{folder: folder, sample: sample}
}

// Fetch opens a file by its Ref, which is its name in the script.
func (d *drawer) Fetch(_ context.Context, f dialogue.File) (io.ReadCloser, error) {
	content, err := d.content(f.Ref)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}

func (d *drawer) content(name string) ([]byte, error) {
	root, err := os.OpenRoot(d.folder)
	if err == nil {
		defer root.Close()
		info, err := root.Stat(name)
		switch {
		case err == nil && info.Mode().IsRegular() && info.Size() <= maxFile:
			return root.ReadFile(name)
		case err == nil:
			return nil, fmt.Errorf("%s: expected a file of at most %d bytes", filepath.Join(d.folder, name), maxFile)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("open evidence: %w", err)
		}
	}
	if d.sample == nil {
		return nil, fmt.Errorf("%s is not in %s, and nothing makes up files here", name, d.folder)
	}
	content, _ := d.sample(name)
	return content, nil
}

// announce turns the files of a line into what a channel would announce.
func (d *drawer) announce(files []File) ([]dialogue.File, error) {
	var list []dialogue.File
	for _, f := range files {
		if f.Name == "" {
			list = append(list, dialogue.File{Ref: f.Kind, Kind: f.Kind})
			continue
		}
		content, err := d.content(f.Name)
		if err != nil {
			return nil, err
		}
		list = append(list, dialogue.File{Ref: f.Name, Name: filepath.Base(f.Name), Kind: f.Kind, Size: int64(len(content))})
	}
	return list, nil
}
