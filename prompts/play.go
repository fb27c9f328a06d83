package prompts

// ModelScene is what a model that plays a buyer goes by.
type ModelScene struct {
	Persona, Issue, Item, Wants string
	Facts                       []string // "usable: no"
	Heard                       string   // what was said to the buyer last
	Means                       string   // what the buyer means to say
}

// Scene puts before a model what it plays; Task "play" tells it how. An error means that the template is broken.
func (in *Instructions) Scene(m ModelScene) (string, error) { return in.filled("scene", m) }
