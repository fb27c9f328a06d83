package telegramtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// What a request may weigh. A bot can upload 50 MB: https://core.telegram.org/bots/api#sending-files
const (
	maxUpload = 50 << 20
	maxBody   = maxUpload + 1<<20
	maxField  = 1 << 20
)

// A call is one request of a method, however its parameters came.
type call struct {
	ctx    context.Context
	params map[string]string
	files  map[string]upload
}

type upload struct {
	name string
	data []byte
}

// readCall takes parameters from the query and from a urlencoded, JSON or multipart body, the last one also without a length and
// also empty. See https://core.telegram.org/bots/api#making-requests.
func readCall(w http.ResponseWriter, r *http.Request) (*call, error) {
	c := &call{ctx: r.Context(), params: map[string]string{}}
	c.add(r.URL.Query())
	kind, args, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || r.Body == nil {
		return c, nil
	}
	body := http.MaxBytesReader(w, r.Body, maxBody)
	switch kind {
	case "application/x-www-form-urlencoded":
		err = c.readForm(body)
	case "application/json":
		err = c.readJSON(body)
	case "multipart/form-data":
		err = c.readParts(multipart.NewReader(body, args["boundary"]))
	}
	return c, err
}

func (c *call) add(values url.Values) {
	for name, v := range values {
		c.params[name] = v[0]
	}
}

func (c *call) readForm(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("reading a form: %w", err)
	}
	values, err := url.ParseQuery(string(raw))
	c.add(values)
	return err
}

func (c *call) readJSON(body io.Reader) error {
	raw, err := io.ReadAll(body)
	if err != nil || len(raw) == 0 {
		return err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return fmt.Errorf("reading a JSON object: %w", err)
	}
	for name, v := range fields {
		var text string
		switch {
		case string(v) == "null":
		case json.Unmarshal(v, &text) == nil:
			c.params[name] = text
		default:
			c.params[name] = string(v)
		}
	}
	return nil
}

func (c *call) readParts(parts *multipart.Reader) error {
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if err == io.EOF || n == 0 && errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading a part: %w", err)
		}
		if err := c.readPart(part); err != nil {
			return fmt.Errorf("reading the part %q: %w", part.FormName(), err)
		}
	}
}

func (c *call) readPart(part *multipart.Part) error {
	limit := int64(maxField)
	if part.FileName() != "" {
		limit = maxUpload
	}
	data, err := io.ReadAll(io.LimitReader(part, limit+1))
	if err != nil {
		return err
	}
	if int64(len(data)) > limit {
		return &http.MaxBytesError{Limit: limit}
	}
	if part.FileName() == "" {
		c.params[part.FormName()] = string(data)
		return nil
	}
	if c.files == nil {
		c.files = map[string]upload{}
	}
	c.files[part.FormName()] = upload{part.FileName(), data}
	return nil
}

// number is a whole number between lo and hi; what is missing or is no number counts as def, as on the platform.
func (c *call) number(name string, def, lo, hi int) int {
	n, err := strconv.Atoi(c.params[name])
	if err != nil {
		n = def
	}
	return min(max(n, lo), hi)
}

func (c *call) id(name string) int64 {
	n, _ := strconv.ParseInt(c.params[name], 10, 64)
	return n
}

func (c *call) flag(name string) bool {
	v := strings.ToLower(c.params[name])
	return v == "true" || v == "yes" || v == "1"
}
