package dialogue

import (
	"slices"
	"strings"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// evidenceKept bounds how many files one case keeps.
const evidenceKept = 40

// upload handles files of the buyer: before the order number, after it, asked for or not.
func (t *turn) upload(u Upload) {
	in := t.ev.Read.Interpretation
	if t.alarmed(in.Alarms, u.Caption) {
		return
	}
	if t.c.Human != nil {
		t.keepAll()
		t.relayToDesk(u.Caption, t.ev.Read.Evidence)
		return
	}
	t.greet()
	if k := t.current(); k != nil && k.Status != StatusOpen && u.Caption == "" {
		t.extra(k)
		return
	}
	if u.Caption != "" {
		if t.returned(in) {
			t.advance()
			return
		}
		t.absorb(in, u.Caption)
	}
	t.collect(in)
	t.c.Confused = 0
	t.advance()
}

// collect keeps the files and says what is wrong with those that cannot be used.
func (t *turn) collect(in Interpretation) {
	k := t.working()
	kept, problem, same := t.keep(k, in)
	f := prompts.Fields{Count: kept}
	switch {
	case len(k.Evidence) >= evidenceKept && kept == 0 && problem == "" && !same:
		t.begins(act(ActRepair, "unclear"), "repair.too_many", f)
	case problem != "":
		t.begins(act(ActRepair, "unclear"), "repair.file."+string(problem), f)
	case same && kept == 0:
		t.begins(act(ActRepair, "repeat"), "repair.same_file", f)
	case k.Issue() == "" || k.Order == nil:
		t.begins(nil, "inform.photo_early", f)
	default:
		t.begins(nil, "inform.taken", f)
	}
	t.moved = true
}

// keep adds the usable files to the case and gives each the requirement that it meets.
func (t *turn) keep(k *Case, in Interpretation) (kept int, problem EvidenceProblem, same bool) {
	named := evidenceNamed(in)
	for _, e := range t.ev.Read.Evidence {
		switch {
		case e.Problem != "":
			problem = e.Problem
			continue
		case k.holds(e.ID):
			same = true
			continue
		case len(k.Evidence) >= evidenceKept:
			continue
		}
		e.Words, e.Named = quote(captionOf(t.ev)), named
		e.Meets = t.requirement(k, e)
		named = ""
		if e.Kind == "voice" {
			problem = WrongType // kept for the desk; nobody here can listen to it
		}
		if e.Meets != "" {
			k.dropAbsent(e.Meets)
		}
		k.Evidence = append(k.Evidence, e)
		kept++
	}
	return kept, problem, same
}

func captionOf(ev Event) string {
	if u, ok := ev.Body.(Upload); ok {
		return u.Caption
	}
	return ""
}

func evidenceNamed(in Interpretation) playbook.EvidenceID {
	v, _ := slot(in, SlotEvidence)
	return playbook.EvidenceID(v.Value)
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

// requirement is what a file is taken for: what its caption names, else what was asked for, else the first thing still missing that
// such a file can show. "" is for a file beyond what is needed, or one that came before the issue was known.
func (t *turn) requirement(k *Case, e Evidence) playbook.EvidenceID {
	asked := playbook.EvidenceID("")
	if a := t.c.Asked; a != nil {
		if id, ok := strings.CutPrefix(a.What, "evidence:"); ok {
			asked = playbook.EvidenceID(id)
		}
	}
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

// extra keeps a file that nothing asked for; the desk sees it.
func (t *turn) extra(k *Case) {
	if k.Status == StatusClosed {
		t.collect(Interpretation{})
		t.advance()
		return
	}
	t.keepAll()
	t.relayToDesk("", t.ev.Read.Evidence)
	if t.noLongerNeedsApproval(k) {
		return
	}
	t.inform(Noted, "inform.taken", prompts.Fields{Count: len(t.ev.Read.Evidence)})
}

// keepAll keeps the files with the current case without a word.
func (t *turn) keepAll() {
	if k := t.current(); k != nil {
		t.keep(k, t.ev.Read.Interpretation)
	}
}
