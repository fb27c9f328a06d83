//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package files

import "os"

// Without flock a folder belongs to one store of one process at a time.

func lockExclusive(*os.File) error   { return nil }
func lockShared(*os.File) error      { return nil }
func tryLock(*os.File) (bool, error) { return true, nil }

// syncDir does nothing: these systems cannot sync a folder.
func syncDir(string) error { return nil }
