package dialogue

import (
	"slices"

	"amends/dialogue/playbook"
)

// openRequirements are what the case needs and does not have.
func (t *turn) openRequirements(k *Case) []playbook.EvidenceID {
	if k.Issue() == "" {
		return nil
	}
	_, needed := t.e.book.Needs(t.known(k))
	var open []playbook.EvidenceID
	for _, id := range append(needed, k.Wanted...) {
		if e := k.evidence(id); e == nil || e.Absent {
			open = append(open, id)
		}
	}
	return open
}

// requirement is what a file is taken for: what its caption names, else what was asked for, else the first thing still missing that
// such a file can show. "" is for a file beyond what is needed, or one that came before the issue was known.
func (t *turn) requirement(k *Case, e Evidence) playbook.EvidenceID {
	asked, _ := t.c.Asked.Evidence()
	var open []playbook.EvidenceID
	for _, id := range t.openRequirements(k) {
		if shows(e, t.e.book.Evidence[id].Kind) {
			open = append(open, id)
		}
	}
	for _, want := range []playbook.EvidenceID{e.Named, asked} {
		if slices.Contains(open, want) {
			return want
		}
	}
	if len(open) == 0 {
		return ""
	}
	return open[0]
}

// shows reports whether a file can be evidence of a kind: a picture or a video of what can be seen, a document where pictures would do,
// and for words anything but sound. A photo of a fault is better than none.
func shows(e Evidence, kind string) bool {
	switch e.Kind {
	case "photo", "video":
		return true
	case "file":
		return e.MIME == "application/pdf" || kind == "text" || kind == "file"
	}
	return false
}

// assign gives files that came before the issue was known, or for another issue, the requirements they meet; those that their captions
// name come first.
func (t *turn) assign(k *Case) {
	for i := range k.Evidence {
		k.Evidence[i].Meets = ""
	}
	for _, named := range []bool{true, false} {
		for i := range k.Evidence {
			e := &k.Evidence[i]
			if e.ID != "" && !e.Absent && e.Meets == "" && (e.Named != "") == named {
				e.Meets = t.requirement(k, *e)
			}
		}
	}
}

func (k *Case) holds(id string) bool {
	for _, e := range k.Evidence {
		if e.ID == id {
			return true
		}
	}
	return false
}

// dropAbsent forgets that the buyer could not give what has come after all.
func (k *Case) dropAbsent(id playbook.EvidenceID) {
	for i := range k.Evidence {
		if k.Evidence[i].Meets == id && k.Evidence[i].Absent {
			k.Evidence = append(k.Evidence[:i], k.Evidence[i+1:]...)
			return
		}
	}
}

func evidenceNamed(in Interpretation) playbook.EvidenceID {
	v, _ := slot(in, SlotEvidence)
	return playbook.EvidenceID(v.Value)
}

// complete reports whether every piece of evidence is there; one that the buyer cannot give is not.
func complete(k *Case, needed []playbook.EvidenceID) bool {
	for _, id := range needed {
		if e := k.evidence(id); e == nil || e.Absent {
			return false
		}
	}
	return true
}

// evidence is what meets a requirement, or nil.
func (k *Case) evidence(id playbook.EvidenceID) *Evidence {
	for i := range k.Evidence {
		if k.Evidence[i].Meets == id {
			return &k.Evidence[i]
		}
	}
	return nil
}

// dropMet lets a file that met a requirement become an extra one: the agent wants another.
func (k *Case) dropMet(id playbook.EvidenceID) {
	for i := range k.Evidence {
		if k.Evidence[i].Meets == id {
			k.Evidence[i].Meets = ""
		}
	}
}

// absent notes that the buyer cannot give a piece of evidence, and why.
func (t *turn) absent(k *Case, id playbook.EvidenceID, words string) {
	k.Evidence = append(k.Evidence, Evidence{Event: t.ev.ID, Kind: "none", Meets: id, Words: quote(words), Absent: true})
	t.begins(nil, "inform.missing_evidence_ok", noFields())
}

// written takes evidence that is words and no file.
func (t *turn) written(k *Case, id playbook.EvidenceID, text string) {
	k.Evidence = append(k.Evidence, Evidence{Event: t.ev.ID, Kind: "text", Meets: id, Words: text})
	t.used = true
}
