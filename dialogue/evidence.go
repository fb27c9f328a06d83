package dialogue

import "amends/dialogue/playbook"

// Evidence is one file that a buyer sent, as the evidence store keeps it.
type Evidence struct {
	ID      string              `json:"id"`                // SHA-256 of the original bytes, hex: the same file is the same evidence
	Event   string              `json:"event"`             // the upload it came with
	Name    string              `json:"name,omitempty"`    // what the buyer's device called it, cleaned
	MIME    string              `json:"mime"`              // by content, not by name
	Size    int64               `json:"size"`              // bytes
	Width   int                 `json:"w,omitempty"`       // pixels, upright
	Height  int                 `json:"h,omitempty"`       // pixels, upright
	Hash    string              `json:"dhash,omitempty"`   // perceptual hash of a picture, 16 hex digits
	Kind    string              `json:"kind"`              // photo video voice file, by content where that says more; text for words, none for what cannot be given
	Problem EvidenceProblem     `json:"problem,omitempty"` // why it cannot be used; then only Name, Kind and Size are set
	Meets   playbook.EvidenceID `json:"meets,omitempty"`   // the requirement that it was taken for
	Named   playbook.EvidenceID `json:"named,omitempty"`   // what its caption says it is
	Words   string              `json:"words,omitempty"`   // what the buyer wrote with it, or wrote instead of a file
	Absent  bool                `json:"absent,omitempty"`  // the buyer cannot give it; Words say why
}

// EvidenceProblem says why a file cannot be used.
type EvidenceProblem string

// Why a file cannot be used.
const (
	TooLarge   EvidenceProblem = "too_large"
	Empty      EvidenceProblem = "empty"
	Unreadable EvidenceProblem = "unreadable"
	WrongType  EvidenceProblem = "wrong_type"
	NotFetched EvidenceProblem = "not_fetched"
)
