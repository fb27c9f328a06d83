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
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options say what Run plays and how it reports.
type Options struct {
	World World
	// Paths are script files and folders; of a folder all files that end in .txt or .script, those in its folders included. A file
	// that is named is a script whatever its name.
	Paths    []string
	Update   bool           // rewrite bot< and desk< lines of what fails
	RunRE    *regexp.Regexp // play only scripts whose path matches; nil: all
	JUnit    string         // file for a JUnit report; "": none
	Channel  string         // play every script through this real channel, whatever its header says; "": as the header says
	Repeat   int            // play each script so often and compare; less than 2: once
	Parallel int            // scripts at a time; 0: as many as there are processors
	Out      io.Writer      // the report; nil: nowhere
	// Progress is called as each script ends, from one goroutine at a time; nil: not.
	Progress func(played, total int)
	Now      func() time.Time // tells how long scripts take; nil: time.Now
}

// Result is how one script file went.
type Result struct {
	Path     string
	Failures []Failure // none: it passed
	Updated  bool      // its file was rewritten
	Took     time.Duration

	touched touched
}

// Summary is how all of them went, in the order of their paths.
type Summary struct {
	Results        []Result
	Passed, Failed int
	Took           time.Duration
}

// Run plays scripts in parallel. It writes the failures, what of the playbook no script touched, and last "N passed, N failed". The
// error says why nothing could be played or no report written; a failing script is no error, see Summary.Failed.
func Run(ctx context.Context, opt Options) (Summary, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Out == nil {
		opt.Out = io.Discard
	}
	files, err := find(opt.Paths, opt.RunRE)
	if err != nil {
		return Summary{}, err
	}
	start := opt.Now()
	sum := Summary{Results: playFiles(ctx, opt, files)}
	if err := ctx.Err(); err != nil {
		return sum, err
	}
	all := touched{}
	for _, r := range sum.Results {
		if all.merge(r.touched); len(r.Failures) == 0 {
			sum.Passed++
		} else {
			sum.Failed++
		}
	}
	sum.Took = opt.Now().Sub(start)
	report(opt.Out, sum, all)
	if opt.JUnit == "" {
		return sum, nil
	}
	return sum, saveJUnit(opt.JUnit, sum)
}

// find lists the scripts under the paths, sorted.
func find(paths []string, run *regexp.Regexp) ([]string, error) {
	var files []string
	for _, path := range paths {
		path = strings.TrimSuffix(path, "/...")
		err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			ext := filepath.Ext(name)
			if !d.IsDir() && (name == path || ext == ".txt" || ext == ".script") {
				files = append(files, filepath.Clean(name))
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("find scripts: %w", err)
		}
	}
	slices.Sort(files)
	files = slices.Compact(files)
	if len(files) == 0 {
		return nil, fmt.Errorf("no script found in %s: expected files that end in .txt or .script", strings.Join(paths, " "))
	}
	if run == nil {
		return files, nil
	}
	chosen := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return !run.MatchString(f) })
	if len(chosen) == 0 {
		return nil, fmt.Errorf("none of the %d scripts in %s has a path that matches %q", len(files), strings.Join(paths, " "), run)
	}
	return chosen, nil
}

// playFiles plays files in parallel and returns their results in the files' order.
func playFiles(ctx context.Context, opt Options, files []string) []Result {
	results := make([]Result, len(files))
	next := make(chan int)
	var players sync.WaitGroup
	var progress sync.Mutex
	played := 0
	n := opt.Parallel
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	for range min(n, len(files)) {
		players.Go(func() {
			for i := range next {
				start := opt.Now()
				results[i] = playFile(ctx, opt, files[i])
				results[i].Took = opt.Now().Sub(start)
				if opt.Progress != nil {
					progress.Lock()
					played++
					opt.Progress(played, len(files))
					progress.Unlock()
				}
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	players.Wait()
	return results
}

// playFile plays one file, rewrites it first if that is asked for, and repeats it.
func playFile(ctx context.Context, opt Options, path string) Result {
	r := Result{Path: path}
	src, s, err := load(path)
	if err == nil && opt.Update {
		if r.Updated, err = updateFile(ctx, opt.World, path, src, s); err == nil && r.Updated {
			_, s, err = load(path)
		}
	}
	if err == nil && opt.Channel != "" {
		s.Channel = opt.Channel
	}
	if err != nil {
		r.Failures = failuresOf(err)
		return r
	}
	played := Play(ctx, opt.World, s, false)
	r.Failures, r.touched = played.Failures, played.touched
	for i := 2; i <= opt.Repeat && len(r.Failures) == 0; i++ {
		again := Play(ctx, opt.World, s, false)
		if again.Transcript != played.Transcript || len(again.Failures) > 0 {
			r.Failures = append(again.Failures, Failure{Line: 1, What: fmt.Sprintf("play %d of %d went differently", i, opt.Repeat)})
		}
	}
	return r
}

func load(path string) ([]byte, *Script, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", path, err)
	}
	s, err := Parse(path, src)
	if err == nil && !s.plays() {
		err = &SyntaxError{path, 1, `there is nothing to play: expected lines that begin with "buyer>" or "desk>"`}
	}
	return src, s, err
}

// updateFile rewrites a file when a play shows that it has to change.
func updateFile(ctx context.Context, w World, path string, src []byte, s *Script) (bool, error) {
	next := Update(src, s, Play(ctx, w, s, true))
	if bytes.Equal(next, src) {
		return false, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return false, err
	}
	if err := os.WriteFile(path, next, info.Mode().Perm()); err != nil {
		return false, fmt.Errorf("update %s: %w", path, err)
	}
	return true, nil
}

// failuresOf turns errors of reading a script into failures at their lines.
func failuresOf(err error) []Failure {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var list []Failure
		for _, e := range joined.Unwrap() {
			list = append(list, failuresOf(e)...)
		}
		return list
	}
	var syntax *SyntaxError
	if errors.As(err, &syntax) {
		return []Failure{{Line: syntax.Line, What: syntax.Want}}
	}
	return []Failure{{Line: 1, What: err.Error()}}
}

func saveJUnit(path string, sum Summary) error {
	var b bytes.Buffer
	if err := WriteJUnit(&b, sum); err != nil {
		return err
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write JUnit report: %w", err)
	}
	return nil
}

func report(w io.Writer, sum Summary, all touched) {
	for _, r := range sum.Results {
		if r.Updated {
			fmt.Fprintf(w, "updated %s\n", r.Path)
		}
		if len(r.Failures) > 0 {
			fmt.Fprintln(w, failureText(r))
		}
	}
	all.report(w)
	fmt.Fprintf(w, "%d passed, %d failed\n", sum.Passed, sum.Failed)
}

// failureText writes all failures of a script, each with its place.
func failureText(r Result) string {
	var b strings.Builder
	for _, f := range r.Failures {
		fmt.Fprintf(&b, "%s:%d: %s\n", r.Path, max(f.Line, 1), f.What)
		if f.Detail != "" {
			b.WriteString(indent(f.Detail) + "\n")
		}
	}
	return b.String()
}
