// Learn learns the built-in examples of the understander anew and writes weights.bin: run go generate in dialogue/understand after
// every change of its phrases or examples. With -folds it writes nothing and tells how well each quarter of the examples is read by a
// model that has learnt the others.
package main

import (
	"fmt"
	"os"

	"amends/dialogue/understand"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "-folds" {
		if err := measure(); err != nil {
			fmt.Fprintln(os.Stderr, "learn:", err)
			os.Exit(1)
		}
		return
	}
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

func measure() error {
	report, err := understand.Folds()
	if err != nil {
		return err
	}
	report.Print(os.Stdout)
	return nil
}
