package playbook

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Bounds of a playbook file, checked before anything in it is read.
const (
	maxFile  = 1 << 20 // bytes
	maxNodes = 20_000  // after aliases are followed
	maxDepth = 16
)

// document is a playbook or pack file as a tree of nodes without aliases. Nodes keep the file that they came from, also
// after they were merged into another document.
type document struct {
	root  *yaml.Node
	files map[*yaml.Node]string
}

// parse reads one YAML document. A file that breaks the bounds has no root.
func parse(name string, data []byte, found *problems) document {
	d := document{files: map[*yaml.Node]string{}}
	if len(data) > maxFile {
		found.add(&Problem{File: name, Line: 1, What: fmt.Sprintf("the file has %d bytes; at most %d are read", len(data), maxFile)})
		return d
	}
	if len(bytes.TrimSpace(data)) == 0 {
		found.add(&Problem{File: name, Line: 1, What: "the file is empty; it should start with version: 1"})
		return d
	}
	var root yaml.Node
	if err := yaml.Load(data, &root, yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(4*maxDepth)))); err != nil {
		found.add(syntaxProblem(name, err))
		return d
	}
	if root.Kind != yaml.DocumentNode || len(root.Content) != 1 {
		found.add(&Problem{File: name, Line: 1, What: "there is nothing in the file; it should start with version: 1"})
		return d
	}
	s := survey{file: name, files: d.files, found: found}
	if top := s.walk(root.Content[0], "", 0); !s.broken {
		d.root = top
	}
	return d
}

func syntaxProblem(name string, err error) *Problem {
	if e, ok := errors.AsType[*yaml.LoadError](err); ok && e.Mark.Line > 0 {
		return &Problem{File: name, Line: e.Mark.Line, What: "this is not YAML: " + e.Message}
	}
	var many *yaml.LoadErrors
	if errors.As(err, &many) && len(many.Errors) > 0 {
		return &Problem{File: name, Line: max(1, many.Errors[0].Mark.Line), What: "this is not YAML: " + many.Errors[0].Message}
	}
	return &Problem{File: name, Line: 1, What: "this is not YAML: " + err.Error()}
}

// survey walks a file once before it is read: it follows aliases within bounds and finds keys that are there twice.
type survey struct {
	file   string
	files  map[*yaml.Node]string
	found  *problems
	nodes  int
	broken bool // the bounds are broken: the tree must not be used
}

func (s *survey) walk(n *yaml.Node, path string, depth int) *yaml.Node {
	if s.nodes++; s.nodes > maxNodes {
		s.give(n, path, "the file has too many values; aliases count each time they are used")
	} else if depth > maxDepth {
		s.give(n, path, "is nested too deep")
	}
	if s.broken {
		return n
	}
	if n.Kind == yaml.AliasNode {
		return s.walk(n.Alias, path, depth+1)
	}
	s.files[n] = s.file
	switch n.Kind {
	case yaml.MappingNode:
		s.mapping(n, path, depth)
	case yaml.SequenceNode:
		for i, c := range n.Content {
			n.Content[i] = s.walk(c, path+"["+strconv.Itoa(i)+"]", depth+1)
		}
	}
	return n
}

func (s *survey) mapping(n *yaml.Node, path string, depth int) {
	lines := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			s.give(key, path, "a key must be plain text")
			return
		}
		at := join(path, key.Value)
		if first, twice := lines[key.Value]; twice {
			s.found.add(&Problem{s.file, key.Line, at, fmt.Sprintf("is here a second time; the first is in line %d", first)})
		}
		lines[key.Value] = key.Line
		s.files[key] = s.file
		n.Content[i+1] = s.walk(n.Content[i+1], at, depth+1)
	}
}

func (s *survey) give(n *yaml.Node, path, what string) {
	if !s.broken {
		s.found.add(&Problem{s.file, n.Line, path, what})
	}
	s.broken = true
}

func join(path, key string) string {
	if path == "" {
		return shorten(key)
	}
	return path + "." + shorten(key)
}

// merge lays over on base: mappings are joined key by key down to the given depth, below it the value of over stands alone.
func (d document) merge(base, over *yaml.Node, depth int) *yaml.Node {
	if base == nil || depth == 0 || base.Kind != yaml.MappingNode || over.Kind != yaml.MappingNode {
		return over
	}
	joined := &yaml.Node{Kind: yaml.MappingNode, Line: over.Line}
	d.files[joined] = d.files[over]
	for i := 0; i+1 < len(base.Content); i += 2 {
		key, value := base.Content[i], base.Content[i+1]
		if k, v := entry(over, key.Value); v != nil {
			key, value = k, d.merge(value, v, depth-1)
		}
		joined.Content = append(joined.Content, key, value)
	}
	for i := 0; i+1 < len(over.Content); i += 2 {
		if _, inherited := entry(base, over.Content[i].Value); inherited == nil {
			joined.Content = append(joined.Content, over.Content[i], over.Content[i+1])
		}
	}
	return joined
}

func entry(mapping *yaml.Node, key string) (k, v *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i], mapping.Content[i+1]
		}
	}
	return nil, nil
}
