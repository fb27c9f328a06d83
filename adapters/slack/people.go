package slack

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// How long what Slack says of people is believed.
const (
	membersKept   = time.Minute
	membersStale  = 10 * time.Minute // when Slack does not answer
	profilesKept  = time.Hour
	strangersKept = 10 * time.Second // not asked about again
)

const (
	membersAPage = 200 // https://docs.slack.dev/reference/methods/conversations.members
	mostPages    = 25
	mostLookups  = 4 // users.info at a time
	mostStranger = 1000
)

// people are the members of the desk's channel: those who may act, and what they are called. It is safe for concurrent use.
type people struct {
	channel string
	api     *slack.Client
	now     func() time.Time
	reading chan struct{} // holds one place: one refresh at a time

	mu        sync.Mutex
	profiles  map[string]profile // by user ID; of members only
	names     map[string]string  // what members are called, by user ID
	ids       map[string]string  // the other way round
	at        time.Time          // of the last refresh
	outdated  bool               // somebody came or left since
	refreshes int
	strangers map[string]time.Time // when they were last found not to be members
}

// profile is what Slack says of a user.
type profile struct {
	display, real, handle string
	person                bool // neither a bot nor gone
	at                    time.Time
}

func newPeople(api *slack.Client, channel string, now func() time.Time) *people {
	return &people{channel: channel, api: api, now: now, reading: make(chan struct{}, 1), outdated: true,
		strangers: map[string]time.Time{}}
}

// userID is the Slack user that an agent's name means; false for nobody in the desk's channel.
func (c *Channel) userID(ctx context.Context, name string) (string, bool) {
	if err := c.people.current(ctx); err != nil {
		c.cfg.Log.Warn("could not read who is in the desk's channel", "err", err)
	}
	c.people.mu.Lock()
	defer c.people.mu.Unlock()
	id, ok := c.people.ids[name]
	return id, ok
}

// member tells whether a user may act, and by which name. Somebody unknown is looked for in Slack at once. An error means that it
// cannot be told now.
func (p *people) member(ctx context.Context, id string) (name string, ok bool, err error) {
	name, ok, sure := p.known(id)
	if sure {
		return name, ok, nil
	}
	if err := p.refresh(ctx); err != nil {
		if name, ok := p.lately(id); ok {
			return name, true, nil
		}
		return "", false, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if name, ok = p.names[id]; !ok {
		p.stranger(id)
	}
	return name, ok, nil
}

// known answers from what was read less than a minute ago; sure says whether that is an answer.
func (p *people) known(id string) (name string, ok, sure bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	name, ok = p.names[id]
	fresh := !p.outdated && p.now().Sub(p.at) < membersKept
	refused, strange := p.strangers[id]
	return name, ok, fresh && (ok || strange && p.now().Sub(refused) < strangersKept)
}

// lately answers from what was read some minutes ago, for when Slack does not answer.
func (p *people) lately(id string) (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	name, ok := p.names[id]
	return name, ok && p.now().Sub(p.at) < membersStale
}

// stranger remembers that a user is no member, so that who goes on pressing buttons does not use up our calls.
func (p *people) stranger(id string) {
	if len(p.strangers) >= mostStranger {
		clear(p.strangers)
	}
	p.strangers[id] = p.now()
}

// left forgets a member at once; came makes the next question go to Slack.
func (p *people) left(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.ids, p.names[id])
	delete(p.names, id)
	p.outdated = true
}

func (p *people) came(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.strangers, id)
	p.outdated = true
}

// everybody returns the names of all members by user ID.
func (p *people) everybody(ctx context.Context) (map[string]string, error) {
	err := p.current(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.names) > 0 {
		err = nil // a list that is a little old will do
	}
	return maps.Clone(p.names), err
}

// current reads the members again if that was not done within the last minute.
func (p *people) current(ctx context.Context) error {
	p.mu.Lock()
	fresh := !p.outdated && p.now().Sub(p.at) < membersKept
	p.mu.Unlock()
	if fresh {
		return nil
	}
	return p.refresh(ctx)
}

// refresh reads the members of the channel and their names. Who asks while it is being done shares the answer. What was read before
// an error is kept: a large channel is read in several tries, because Slack answers so many questions a minute.
func (p *people) refresh(ctx context.Context) error {
	before := p.count()
	select {
	case p.reading <- struct{}{}:
		defer func() { <-p.reading }()
	case <-ctx.Done():
		return failed("read the members of the desk's channel", ctx.Err())
	}
	known, shared := p.begin(before)
	if shared {
		return nil
	}
	members, err := p.members(ctx)
	if err == nil {
		known, err = p.lookUp(ctx, members, known)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.profiles, p.outdated = known, true
		return failed("read the members of the desk's channel", err)
	}
	p.set(known)
	return nil
}

func (p *people) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.refreshes
}

// begin returns the profiles known so far; shared says that somebody else has refreshed them meanwhile. Who comes or goes from here
// on makes them outdated again.
func (p *people) begin(before int) (known map[string]profile, shared bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	shared = p.refreshes != before
	p.outdated = p.outdated && shared
	return maps.Clone(p.profiles), shared
}

func (p *people) set(profiles map[string]profile) {
	p.profiles, p.names, p.ids = profiles, uniqueNames(profiles), map[string]string{}
	for id, name := range p.names {
		p.ids[name] = id
		delete(p.strangers, id)
	}
	p.at = p.now()
	p.refreshes++
}

func (p *people) members(ctx context.Context) ([]string, error) {
	var all []string
	params := slack.GetUsersInConversationParameters{ChannelID: p.channel, Limit: membersAPage}
	for range mostPages {
		page, next, err := p.api.GetUsersInConversationContext(ctx, &params)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if params.Cursor = next; next == "" {
			break
		}
	}
	return all, nil
}

// lookUp returns the members' profiles; those read within the last hour are believed. With an error it returns what it knows.
func (p *people) lookUp(ctx context.Context, members []string, known map[string]profile) (map[string]profile, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex
	var reading sync.WaitGroup
	found, places := make(map[string]profile, len(members)), make(chan struct{}, mostLookups)
	for _, id := range members {
		old, ok := known[id]
		mu.Lock()
		found[id] = old
		mu.Unlock()
		if ok && p.now().Sub(old.at) < profilesKept {
			continue
		}
		places <- struct{}{}
		reading.Go(func() {
			defer func() { <-places }()
			fresh, err := p.profile(ctx, id)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				found[id] = fresh
			case !ok:
				delete(found, id)
				cancel(err)
			}
		})
	}
	reading.Wait()
	return found, context.Cause(ctx)
}

func (p *people) profile(ctx context.Context, id string) (profile, error) {
	u, err := p.api.GetUserInfoContext(ctx, id)
	if err != nil {
		return profile{}, err
	}
	return profile{display: u.Profile.DisplayName, real: u.RealName, handle: u.Name, at: p.now(), person: !u.IsBot && !u.Deleted}, nil
}
