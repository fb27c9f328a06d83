package dialogue

import (
	"amends/prompts"
)

// evidenceKept bounds how many files one case keeps.
const evidenceKept = 40

// upload handles files of the buyer: before the order number, after it, asked for or not.
func (t *turn) upload(u Upload) {
	in := t.ev.Read.Interpretation
	t.hear(in)
	if t.alarmed(in.Alarms, u.Caption) {
		return
	}
	if t.c.Human != nil {
		t.keepAll()
		t.relayToDesk(u.Caption, t.ev.Read.Evidence)
		return
	}
	t.greet()
	t.admit()
	t.takeUpLeft(wantsFile)
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

// wantsFile reports whether a question asks for something that a file can show.
func wantsFile(a *Asked) bool {
	_, ok := a.Evidence()
	return ok
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
	t.used = true
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
