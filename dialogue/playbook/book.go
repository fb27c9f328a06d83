package playbook

import (
	"slices"
	"time"
)

// IssueID names what can be wrong. The playbook may add its own to the ones below.
type IssueID string

// The issues that Amends knows; every playbook says what it does about each.
const (
	NotReceived      IssueID = "not_received"
	Late             IssueID = "late"
	WrongItem        IssueID = "wrong_item"
	Damaged          IssueID = "damaged"
	Defective        IssueID = "defective"
	MissingParts     IssueID = "missing_parts"
	NotAsDescribed   IssueID = "not_as_described"
	ChangeOfMind     IssueID = "return_change_of_mind"
	RefundMissing    IssueID = "refund_missing"
	Overcharged      IssueID = "overcharged"
	CancelOrder      IssueID = "cancel_order"
	OrderStatus      IssueID = "order_status"
	AddressChange    IssueID = "address_change"
	ServiceComplaint IssueID = "service_complaint"
	Human            IssueID = "human"
	Other            IssueID = "other"
)

// Issues lists every built-in issue in the order people meet them.
var Issues = []IssueID{NotReceived, Late, WrongItem, Damaged, Defective, MissingParts, NotAsDescribed, ChangeOfMind,
	RefundMissing, Overcharged, CancelOrder, OrderStatus, AddressChange, ServiceComplaint, Human, Other}

// Own reports whether an issue is one of the seller's own, which Amends has no words for.
func (id IssueID) Own() bool { return !slices.Contains(Issues, id) }

// RemedyID names one way to put things right.
type RemedyID string

// The remedies that Amends knows how to offer and to carry out.
const (
	Replace        RemedyID = "replace"
	ReplaceKeep    RemedyID = "replace_keep"
	Exchange       RemedyID = "exchange"
	Reship         RemedyID = "reship"
	PartShip       RemedyID = "part_ship"
	Troubleshoot   RemedyID = "troubleshoot"
	RefundReturn   RemedyID = "refund_return"
	RefundKeep     RemedyID = "refund_keep"
	PartialKeep    RemedyID = "partial_keep"
	RefundShipping RemedyID = "refund_shipping"
	CancelRefund   RemedyID = "cancel_refund"
	RefundTrace    RemedyID = "refund_trace"
	CarrierTrace   RemedyID = "carrier_trace"
	Intercept      RemedyID = "intercept"
	PriceAdjust    RemedyID = "price_adjust"
	Goodwill       RemedyID = "goodwill"
)

// Remedies lists every remedy.
var Remedies = []RemedyID{Replace, ReplaceKeep, Exchange, Reship, PartShip, Troubleshoot, RefundReturn, RefundKeep, PartialKeep,
	RefundShipping, CancelRefund, RefundTrace, CarrierTrace, Intercept, PriceAdjust, Goodwill}

// EvidenceID names a kind of evidence by what it proves, not by its file type.
type EvidenceID string

// The kinds of evidence that an issue may ask for.
const (
	PhotoItem      EvidenceID = "photo_item"
	PhotoLabel     EvidenceID = "photo_label"
	PhotoPackaging EvidenceID = "photo_packaging"
	PhotoContents  EvidenceID = "photo_contents"
	VideoFault     EvidenceID = "video_fault"
	Serial         EvidenceID = "serial"
	Tracking       EvidenceID = "tracking"
	Screenshot     EvidenceID = "screenshot"
	Receipt        EvidenceID = "receipt"
	Statement      EvidenceID = "statement"
)

// EvidenceKinds lists every kind of evidence.
var EvidenceKinds = []EvidenceID{PhotoItem, PhotoLabel, PhotoPackaging, PhotoContents, VideoFault, Serial, Tracking, Screenshot,
	Receipt, Statement}

// FactID names one more thing an issue needs to know, such as whether the neighbours were asked.
type FactID string

// FactKind is how a fact is asked for and read.
type FactKind string

// How a fact is answered: with a yes or no, in the buyer's own words, or with an amount of money.
const (
	FactYesNo FactKind = "yesno"
	FactText  FactKind = "text"
	FactMoney FactKind = "money"
)

// Book is one seller's policy: immutable once loaded, safe for use by many goroutines.
type Book struct {
	// Version is the hash of the playbook's content and of the packs it uses: the same policy has the same version.
	Version  string
	Seller   Seller
	Limits   Limits
	Evidence map[EvidenceID]Evidence
	Facts    map[FactID]Fact
	Issues   map[IssueID]Issue
	Remedies map[RemedyID]Remedy
	Clocks   Clocks
	// Packs holds the marketplace packs by name (amazon, ebay, own).
	Packs map[string]Pack

	floors []floor
}

// Seller says whose policy this is.
type Seller struct {
	Name        string
	Marketplace string   // where an order belongs that does not say: amazon, ebay, own, ...
	Country     string   // ISO 3166 alpha-2 of the seller
	Currency    string   // ISO 4217, of the limits; an order in another currency has no automatic limit at all
	Languages   []string // the first is the language of the desk
	Hours       Hours
	// Contact is where a buyer of the seller's own shop can complain in writing; empty when the seller gave none.
	Contact string
}

// Limits bound what goes out without a person. Amounts are minor units of Seller.Currency.
type Limits struct {
	AutoRefund   int64         // the most that one remedy may cost without approval
	Returnless   int64         // the most an item may be worth that the buyer keeps against a full remedy
	HighValue    int64         // from here on a person looks at the case
	BudgetPerDay int64         // the most that all automatic remedies of a day may cost together
	Claims       int           // automatic remedies for one buyer ...
	ClaimsWithin time.Duration // ... in this time
	// AgentRefund is the most that an agent who is no manager may offer beyond the playbook's own terms; 0 leaves it to the agents.
	AgentRefund int64
	Managers    []string // names of the agents whom AgentRefund does not bind
}

// MayOffer reports whether an agent may offer a refund of so much where the playbook's own terms are standard, in minor units.
func (l Limits) MayOffer(agent string, refund, standard int64) bool {
	return l.AgentRefund == 0 || refund <= max(l.AgentRefund, standard) || slices.Contains(l.Managers, agent)
}

// Evidence is what the playbook says of one kind of evidence.
type Evidence struct {
	ID     EvidenceID
	Kind   string     // photo | video | file | text: what may answer it
	Proves string     // said on the desk's card
	When   *Condition // nil: always needed where an issue lists it
}

// Fact is one more question that an issue may need answered.
type Fact struct {
	ID   FactID
	Kind FactKind
	When *Condition // nil: always
}

// Fault says whose doing an issue normally is; it decides who pays and whether a full remedy must be offered.
type Fault string

// Whose doing an issue is.
const (
	FaultSeller  Fault = "seller"
	FaultCarrier Fault = "carrier" // between seller and buyer the seller answers for the carrier
	FaultBuyer   Fault = "buyer"
	FaultNone    Fault = "none"
)

// Need says how much an issue insists on an order number.
type Need string

// How much an issue insists on an order number.
const (
	Required Need = "required"
	Optional Need = "optional" // asked for once; the buyer may go on without
	None     Need = "none"
)

// Issue is the policy for one issue.
type Issue struct {
	ID    IssueID
	Fault Fault
	// FaultWhen narrows Fault: until it holds the issue is nobody's fault, such as a parcel that is not due yet. nil: always.
	FaultWhen *Condition
	Order     Need
	Facts     []FactID
	Evidence  []EvidenceID
	Remedies  []RemedyID // in the order of preference
	Escalate  *Condition // when true a person takes the case over once the facts and the evidence are there
	// Handoff is "always" for an issue that only a person answers; empty otherwise.
	Handoff bool
	// Informs is true for an issue that an answer settles (order_status): the state of the order is told, no remedy offered.
	Informs bool
	// NameIn and LineIn are, by language, the words for an issue of the seller's own: as it stands in a sentence ("the engraving") and
	// as the buyer says it on a button ("The engraving is wrong"). A built-in issue has none here.
	NameIn, LineIn map[string]string
	// Examples are what buyers write about it, for the understander to learn from.
	Examples []Example
	File     string // the file it comes from, "default.yaml" when inherited
	Line     int    // where in File it stands
}

// Example is a text that a buyer could write about an issue, and where in the playbook it stands.
type Example struct {
	Text string
	File string
	Line int
}

// Kind groups remedies by what they mean to a buyer; an offer has at most one of each kind.
type Kind string

// The kinds of remedy.
const (
	MadeRight Kind = "right"  // the thing as ordered
	MoneyBack Kind = "refund" // all the money
	KeepIt    Kind = "keep"   // the item stays, some money comes back
	Help      Kind = "help"   // something is found out or set in motion
)

// ReturnBy says what happens to the item and who pays its way back.
type ReturnBy string

// What happens to the item.
const (
	NoReturn   ReturnBy = "none"   // the buyer keeps it, or never had it
	SellerPays ReturnBy = "seller" // prepaid label
	BuyerPays  ReturnBy = "buyer"
)

// Remedy is the policy for one remedy.
type Remedy struct {
	ID       RemedyID
	Kind     Kind
	Full     bool // puts the buyer entirely right
	When     *Condition
	Refund   Amount
	RefundIf map[Fault]Amount // overrides Refund by the issue's fault
	Return   ReturnBy
	ReturnIf map[Fault]ReturnBy // overrides Return by the issue's fault
	Approval Approval
	Due      time.Duration // business time until it should be carried out
	Check    time.Duration // time after agreement (or after Done) at which the buyer is asked whether all is well
	File     string        // the file it comes from, "default.yaml" when inherited
	Line     int           // where in File it stands
}

// Approval says who must agree before a remedy is promised.
type Approval struct {
	Mode string     // auto | seller | when
	When *Condition // for mode "when": true means that the seller must agree
}

// Amount is money as a part of what was paid or a fixed sum.
type Amount struct {
	Percent int    // of the item's line total
	Of      string // "" item | "item_shipping" (item with its share of the shipping) | "order" (total with shipping) | "shipping" | "claimed" (the fact charge_amount)
	Fixed   int64  // minor units of Seller.Currency, when Percent is 0
}

// Clocks are how long things may take. "business" times run in the seller's opening hours only.
type Clocks struct {
	SilenceRemind time.Duration
	SilenceClose  time.Duration
	Approval      time.Duration // business
	AgentReply    time.Duration // business
	OfferExpiry   time.Duration // at least 7 days
	OverdueGrace  time.Duration // business: how much later the new date is when a remedy is overdue
	FeedbackClose time.Duration // after asking for feedback, until the case closes by itself
	ClaimWarning  time.Duration // how long before the last claim date buyer and desk are reminded
}
