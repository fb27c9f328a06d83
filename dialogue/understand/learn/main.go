// Learn learns the built-in examples of the understander anew and writes weights.bin: run go generate in dialogue/understand after
// every change of its phrases or examples.
package main

import (
	"fmt"
	"os"

	"amends/dialogue/understand"
)

func main() {
	if err := write("weights.bin"); err != nil {
		fmt.Fprintln(os.Stderr, "learn:", err)
		os.Exit(1)
	}
}

func write(file string) error {
	data, err := understand.Learn()
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return fmt.Errorf("write what was learnt: %w", err)
	}
	return nil
}
