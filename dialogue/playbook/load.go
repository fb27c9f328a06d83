package playbook

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	_ "time/tzdata" // a playbook's zone must be known on a machine without a zone database too

	"go.yaml.in/yaml/v4"
)

// DefaultName is the name of the embedded playbook in errors and findings.
const DefaultName = "default.yaml"

//go:embed default.yaml floors.yaml packs/*.yaml
var embedded embed.FS

// Default returns the embedded playbook: a policy that a shop can start with.
func Default() (*Book, error) {
	data, err := embedded.ReadFile(DefaultName)
	if err != nil {
		return nil, fmt.Errorf("read the embedded playbook: %w", err)
	}
	return Load(DefaultName, data)
}

// LoadFile reads a playbook from a file. Its errors are those of Load.
func LoadFile(file string) (*Book, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("open playbook: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read playbook %s: %w", file, err)
	}
	return Load(file, data)
}

// Load reads a playbook. What it leaves out it inherits from the default: whole sections, and single keys of seller, limits
// and clocks and of each fact, evidence, issue, remedy and pack. The error joins a *Problem for everything that is wrong.
func Load(name string, data []byte) (*Book, error) {
	r := &reader{found: &problems{}}
	base, err := r.inherited()
	if err != nil {
		return nil, err
	}
	r.doc = parse(name, data, r.found)
	if r.doc.root == nil {
		return nil, r.found.err()
	}
	for n, file := range base.files {
		r.doc.files[n] = file
	}
	book := r.book(value{r, r.doc.join(base.root, r.doc.root), ""})
	if err := r.found.err(); err != nil {
		return nil, err
	}
	book.Version, err = version(data)
	return book, err
}

// reader turns one document into a Book and collects what is wrong on the way.
type reader struct {
	doc   document
	found *problems
	// packs are the names of the marketplaces that the playbook knows, its own included.
	packs []string
}

// inherited is the default playbook with the embedded packs under the key packs.
func (r *reader) inherited() (document, error) {
	base, err := r.embedded(DefaultName)
	if err != nil {
		return base, err
	}
	names, err := fs.Glob(embedded, "packs/*.yaml")
	if err != nil {
		return base, fmt.Errorf("list the embedded packs: %w", err)
	}
	packs := &yaml.Node{Kind: yaml.MappingNode}
	for _, name := range names {
		pack, err := r.embedded(name)
		if err != nil {
			return base, err
		}
		for n, file := range pack.files {
			base.files[n] = file
		}
		key := &yaml.Node{Kind: yaml.ScalarNode, Value: strings.TrimSuffix(path.Base(name), ".yaml"), Line: 1}
		base.files[key], base.files[pack.root] = name, name
		packs.Content = append(packs.Content, key, pack.root)
	}
	base.root.Content = append(base.root.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "packs"}, packs)
	return base, nil
}

func (r *reader) embedded(name string) (document, error) {
	data, err := embedded.ReadFile(name)
	if err != nil {
		return document{}, fmt.Errorf("read embedded %s: %w", name, err)
	}
	d := parse(name, data, r.found)
	return d, r.found.err()
}

// depths says how far a section of a seller's file is joined with the default's, key by key.
var depths = map[string]int{"seller": 1, "limits": 1, "clocks": 1, "evidence": 2, "facts": 2, "issues": 2, "remedies": 2, "packs": 2}

// join lays a seller's file over the default.
func (d document) join(base, over *yaml.Node) *yaml.Node {
	if over.Kind != yaml.MappingNode {
		return over
	}
	joined := &yaml.Node{Kind: yaml.MappingNode, Line: over.Line}
	d.files[joined] = d.files[over]
	for i := 0; i+1 < len(base.Content); i += 2 {
		key, section := base.Content[i], base.Content[i+1]
		if k, v := entry(over, key.Value); v != nil {
			key, section = k, d.merge(section, v, depths[key.Value])
		} else if key.Value == "version" {
			continue // a seller's file says its own
		}
		joined.Content = append(joined.Content, key, section)
	}
	for i := 0; i+1 < len(over.Content); i += 2 {
		if _, v := entry(base, over.Content[i].Value); v == nil {
			joined.Content = append(joined.Content, over.Content[i], over.Content[i+1])
		}
	}
	return joined
}

// version hashes everything that a verdict can depend on.
func version(data []byte) (string, error) {
	packs, err := fs.Glob(embedded, "packs/*.yaml")
	if err != nil {
		return "", fmt.Errorf("list the embedded packs: %w", err)
	}
	h := sha256.New()
	for _, name := range slices.Concat([]string{DefaultName, "floors.yaml"}, packs) {
		part, err := embedded.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("read embedded %s: %w", name, err)
		}
		fmt.Fprintf(h, "%s %d\n", name, len(part))
		h.Write(part)
	}
	fmt.Fprintf(h, "playbook %d\n", len(data))
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))[:12], nil
}
