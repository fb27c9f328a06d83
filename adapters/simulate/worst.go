package simulate

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// writeWorst plays the worst conversations again and writes each as a script, with its orders beside it.
func (r *run) writeWorst(ctx context.Context, played []*result) error {
	if err := os.MkdirAll(r.Dir, 0o755); err != nil {
		return fmt.Errorf("make the folder for the worst conversations: %w", err)
	}
	for i, res := range worst(played) {
		if err := r.writeOne(ctx, i+1, res); err != nil {
			return fmt.Errorf("write conversation %d: %w", res.number, err)
		}
	}
	return nil
}

func (r *run) writeOne(ctx context.Context, place int, res *result) error {
	var orders []byte
	name := fmt.Sprintf("%02d_%s_%d", place, r.personas[res.persona].Name, res.number)
	var rec Recorder
	_, err := r.play(ctx, res.number, res.lines, func(t *talk) Recorder {
		orders = t.orders()
		header := [][2]string{{"orders", name + ".yaml"}, {"now", t.begun.Format(time.RFC3339)}}
		if r.Playbook != "" {
			header = append([][2]string{{"playbook", r.Playbook}}, header...)
		}
		if t.lang != "" {
			header = append(header, [2]string{"lang", t.lang})
		}
		rec = r.World.Record(header)
		return rec
	})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(r.Dir, name+".yaml"), orders, 0o644); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(r.Dir, name+".txt"))
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := fmt.Fprintf(f, "# Seed %d, conversation %d, issue %s, agents %s: %s.\n", r.Seed, res.number, res.issue, res.way, res.why()); err != nil {
		return err
	}
	if _, err := rec.WriteTo(f); err != nil {
		return err
	}
	return f.Close()
}
