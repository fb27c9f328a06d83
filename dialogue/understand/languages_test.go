package understand_test

import (
	"slices"
	"testing"

	"amends/dialogue"
)

// Every language tells dates, amounts, order numbers and alarms as English does. "now" is Monday, the 2nd of March 2026.
func TestSlotsInEveryLanguage(t *testing.T) {
	for _, c := range []struct {
		text  string
		slot  dialogue.Slot
		value string
	}{
		{"it arrived yesterday", dialogue.SlotDate, "2026-03-01"}, {"I ordered it three days ago", dialogue.SlotDate, "2026-02-27"}, {"delivered on 14 February", dialogue.SlotDate, "2026-02-14"}, {"it came last friday", dialogue.SlotDate, "2026-02-27"},
		{"llegó ayer", dialogue.SlotDate, "2026-03-01"}, {"lo pedí hace tres días", dialogue.SlotDate, "2026-02-27"}, {"entregado el 14 de febrero", dialogue.SlotDate, "2026-02-14"},
		{"kam gestern an", dialogue.SlotDate, "2026-03-01"}, {"vor drei Tagen bestellt", dialogue.SlotDate, "2026-02-27"}, {"am 14. Februar geliefert", dialogue.SlotDate, "2026-02-14"}, {"am 14.02.2026 geliefert", dialogue.SlotDate, "2026-02-14"},
		{"arrivé hier", dialogue.SlotDate, "2026-03-01"}, {"commandé il y a trois jours", dialogue.SlotDate, "2026-02-27"}, {"livré le 14 février", dialogue.SlotDate, "2026-02-14"}, {"livré le 14/02/2026", dialogue.SlotDate, "2026-02-14"},
		{"è arrivato ieri", dialogue.SlotDate, "2026-03-01"}, {"ordinato tre giorni fa", dialogue.SlotDate, "2026-02-27"}, {"consegnato il 14 febbraio", dialogue.SlotDate, "2026-02-14"},
		{"chegou ontem", dialogue.SlotDate, "2026-03-01"}, {"comprei há três dias", dialogue.SlotDate, "2026-02-27"}, {"entregue em 14 de fevereiro", dialogue.SlotDate, "2026-02-14"},

		{"I paid 20 dollars", dialogue.SlotMoney, "2000 USD"}, {"pagué 20 euros con 50", dialogue.SlotMoney, "2000 EUR"}, {"ich habe 20 Euro bezahlt", dialogue.SlotMoney, "2000 EUR"}, {"mir wurden 1.299,00 € abgebucht", dialogue.SlotMoney, "129900 EUR"},
		{"j'ai payé 20 euros", dialogue.SlotMoney, "2000 EUR"}, {"débité de 1 299,00 €", dialogue.SlotMoney, "129900 EUR"}, {"ho pagato 20 euro", dialogue.SlotMoney, "2000 EUR"}, {"paguei 20 reais", dialogue.SlotMoney, "2000 BRL"}, {"cobraram R$ 49,90", dialogue.SlotMoney, "4990 BRL"}, {"20 Franken", dialogue.SlotMoney, "2000 CHF"},

		{"my order number is 20481", dialogue.SlotOrder, "20481"}, {"mi número de pedido es 20481", dialogue.SlotOrder, "20481"}, {"meine Bestellnummer ist 20481", dialogue.SlotOrder, "20481"}, {"Bestellung Nr. 20481", dialogue.SlotOrder, "20481"},
		{"mon numéro de commande est 20481", dialogue.SlotOrder, "20481"}, {"commande n° 20481", dialogue.SlotOrder, "20481"}, {"il mio numero d'ordine è 20481", dialogue.SlotOrder, "20481"}, {"ordine 20481", dialogue.SlotOrder, "20481"}, {"o número do meu pedido é 20481", dialogue.SlotOrder, "20481"}, {"encomenda nº 20481", dialogue.SlotOrder, "20481"},

		{"two of the cups are broken", dialogue.SlotQuantity, "2"}, {"dos de las tazas están rotas", dialogue.SlotQuantity, "2"}, {"zwei der Tassen sind kaputt", dialogue.SlotQuantity, "2"}, {"deux des tasses sont cassées", dialogue.SlotQuantity, "2"}, {"due delle tazze sono rotte", dialogue.SlotQuantity, "2"}, {"duas das xícaras estão quebradas", dialogue.SlotQuantity, "2"},

		{"please answer in English", dialogue.SlotLanguage, "en"}, {"en español por favor", dialogue.SlotLanguage, "es"}, {"auf Deutsch bitte", dialogue.SlotLanguage, "de"}, {"en français s'il vous plaît", dialogue.SlotLanguage, "fr"}, {"in italiano per favore", dialogue.SlotLanguage, "it"}, {"em português por favor", dialogue.SlotLanguage, "pt"},
	} {
		if v, ok := slot(read(t, idle(), c.text), c.slot); !ok || v.Value != c.value {
			t.Errorf("%q: want %s %s, got %v", c.text, c.slot, c.value, read(t, idle(), c.text).Slots)
		}
	}
}

// Numbers that are no order numbers, in every language.
func TestTrapsInEveryLanguage(t *testing.T) {
	for _, text := range []string{
		"my membership number is 4432211", "my account number is 1234567890", "customer no 889123", "mi número de cliente es 889123", "meine Kundennummer ist 889123", "mon numéro de client est 889123", "il mio numero cliente è 889123", "o meu número de cliente é 889123",
		"reference 556677", "sku 445566", "item 12345678 is broken", "gift card 1234 5678 9012 3456", "I paid with card ending 4242", "model 55-2231", "I live at 4410 Elm street",
		"Rechnung Nr. 20481", "facture n° 20481", "fattura n. 20481", "fatura nº 20481", "Größe 42", "taille 42", "taglia 42", "tamanho 42", "ich habe 3 bestellt", "j'en ai commandé 3", "ne ho ordinati 3", "pedi 3",
		"bestellt am 14.02.2026", "commandé le 14/02/2026", "ordinato il 14/02/2026", "pedido feito em 14/02/2026", "Bestellung über 49,90 €", "commande de 49,90 €", "ordine da 49,90 €", "pedido de R$ 49,90", "Bestellung von 2024", "ruft mich an unter 0151 23456789", "appelez-moi au 06 12 34 56 78",
	} {
		if v, ok := slot(read(t, idle(), text), dialogue.SlotOrder); ok {
			t.Errorf("%q: holds no order number, got %v", text, v)
		}
	}
}

// Alarms ring in every language, softer where it says that nothing happened, and not for figures of speech.
func TestAlarmsInEveryLanguage(t *testing.T) {
	for _, c := range []struct {
		text, class string
		grave       bool
	}{
		{"das Ladegerät hat Feuer gefangen", "fire", true}, {"aus dem Stecker kam Rauch", "fire", true}, {"der Akku ist aufgebläht", "fire", true}, {"mein Sohn hat sich verletzt", "injury", true}, {"ich musste ins Krankenhaus", "injury", true}, {"ich hatte eine allergische Reaktion", "allergy", true}, {"ich will mich umbringen", "selfharm", true}, {"ich bringe euch um", "threat", true}, {"niemand wurde verletzt", "injury", false}, {"ich gehe zum Anwalt", "legal", false}, {"ich zeige euch an wegen Betrugs", "fraud", false}, {"ich bin auf einen Betrüger reingefallen", "fraud", false}, {"ich melde euch bei der Verbraucherzentrale", "regulator", false},
		{"le chargeur a pris feu", "fire", true}, {"de la fumée est sortie de la prise", "fire", true}, {"la batterie est gonflée", "fire", true}, {"mon fils s'est blessé", "injury", true}, {"on a dû aller à l'hôpital", "injury", true}, {"j'ai fait une réaction allergique", "allergy", true}, {"je veux mourir", "selfharm", true}, {"je vais vous tuer", "threat", true}, {"personne n'a été blessé", "injury", false}, {"je vais prendre un avocat", "legal", false}, {"je porte plainte pour escroquerie", "fraud", false}, {"j'ai été victime d'une arnaque", "fraud", false}, {"je vais le signaler à la DGCCRF", "regulator", false},
		{"il caricatore ha preso fuoco", "fire", true}, {"usciva fumo dalla presa", "fire", true}, {"la batteria si è gonfiata", "fire", true}, {"mio figlio si è fatto male", "injury", true}, {"siamo andati al pronto soccorso", "injury", true}, {"ho avuto una reazione allergica", "allergy", true}, {"voglio morire", "selfharm", true}, {"vi ammazzo", "threat", true}, {"nessuno si è fatto male", "injury", false}, {"chiamo il mio avvocato", "legal", false},
		{"o carregador pegou fogo", "fire", true}, {"saiu fumaça da tomada", "fire", true}, {"a bateria inchou", "fire", true}, {"meu filho se machucou", "injury", true}, {"tivemos que ir ao hospital", "injury", true}, {"tive uma reação alérgica", "allergy", true}, {"quero morrer", "selfharm", true}, {"vou te matar", "threat", true}, {"ninguém se machucou", "injury", false}, {"vou falar com meu advogado", "legal", false}, {"vou reclamar no procon", "regulator", false},
		{"os denuncio por estafa", "fraud", false}, {"denuncia ai carabinieri, è una truffa", "fraud", false}, {"isso é golpe, vou na polícia", "fraud", false}, {"sale humo del enchufe", "fire", true}, {"nadie se hizo daño", "injury", false}, {"there is smoke coming from it", "fire", true}, {"no one was injured", "injury", false},
	} {
		in, found := read(t, idle(), c.text), false
		for _, a := range in.Alarms {
			found = found || a.Class == c.class && a.Grave == c.grave
		}
		if !found {
			t.Errorf("%q: want the alarm %s (grave: %v), got %v", c.text, c.class, c.grave, in.Alarms)
		}
	}
	for _, text := range []string{
		"der Rauchmelder ist kaputt", "das Handy ist der Hammer", "was für eine Abzocke", "so ein Betrug", "ihr seid doch Verbrecher", "ich sterbe vor Lachen", "die Farbe ist feuerrot", "mein Fire TV Stick geht nicht", "Badebombe kam zerbrochen an", "Brandneu war es nicht", "die Kerze ist gebrochen", "Schnittmuster fehlt",
		"le détecteur de fumée est cassé", "ce téléphone est une tuerie", "quelle arnaque", "bande d'escrocs", "le fromage râpé est moisi", "du gruyère râpé", "la râpe à fromage est cassée", "le blister est ouvert", "les blisters sont écrasés", "je meurs d'envie de le recevoir", "la robe est rouge feu", "ma clé fire tv ne marche pas", "la bombe de bain est cassée", "ça coupe le son", "bougie cassée",
		"il rilevatore di fumo è rotto", "questo telefono è una bomba", "muoio dalla voglia di riceverlo", "il colore è rosso fuoco", "la bomba da bagno è rotta", "la candela è rotta", "taglio sbagliato",
		"vaya estafa", "falsa alarma", "la mesa trae un golpe", "che truffa", "falso allarme", "que golpe", "que burla", "a mesa veio com um golpe", "o detector de fumaça está quebrado", "esse celular é fogo", "estou morrendo de vontade de receber", "a cor é vermelho fogo", "a bomba de banho quebrou", "a vela veio quebrada", "corte errado",
		"this phone is fire", "este móvil es la bomba", "me muero de ganas", "brand new", "a brand I know", "the court shoes are too small",
	} {
		if in := read(t, idle(), text); len(in.Alarms) > 0 {
			t.Errorf("%q: want no alarm, got %v", text, in.Alarms)
		}
	}
}

// Short answers in every language.
func TestMovesInEveryLanguage(t *testing.T) {
	for _, c := range []struct {
		kind  dialogue.MoveKind
		texts []string
	}{
		{dialogue.Affirm, []string{"yes", "sí", "ja", "oui", "sì", "sim", "ok", "genau", "d'accord", "va bene", "claro", "mach das", "ça marche", "certo", "pode ser", "ok vale", "venga va", "dale", "magari", "ok va bene", "tá bom então", "beleza", "passt", "eh ok", "basst", "jo", "geht klar", "ça roule"}},
		{dialogue.Deny, []string{"no", "nein", "non", "não", "nein danke", "non merci", "no grazie", "não, obrigado", "keine davon", "aucun", "nessuno di questi", "nenhuma dessas", "nada", "niente", "nö", "nein lass mal", "bof", "nan merci"}},
		{dialogue.AskHuman, []string{"I want a person", "quiero hablar con una persona", "ich will mit einem Menschen sprechen", "je veux parler à quelqu'un", "voglio parlare con una persona", "quero falar com uma pessoa"}},
		{dialogue.Greet, []string{"hello", "hola", "hallo", "bonjour", "buongiorno", "bom dia"}},
		{dialogue.Thank, []string{"thanks", "gracias", "danke", "merci", "grazie", "obrigado"}},
		{dialogue.Bye, []string{"goodbye", "adiós", "tschüss", "au revoir", "arrivederci", "tchau"}},
		{dialogue.Again, []string{"I don't understand", "no entiendo", "ich verstehe nicht", "je ne comprends pas", "non capisco", "não entendi"}},
		{dialogue.Skip, []string{"I threw the box away", "tiré la caja", "ich habe den Karton weggeworfen", "j'ai jeté le carton", "ho buttato la scatola", "joguei a caixa fora", "la caja la tiré al contenedor", "la scatola l'ho buttata", "a caixa foi pro lixo", "não sei o número do pedido", "ich weiß die Bestellnummer nicht", "als Gast bestellt", "j'ai commandé en invité"}},
		{dialogue.Wait, []string{"one moment", "un momento", "einen Moment", "un instant", "un attimo", "um momento"}},
		{dialogue.Cancel, []string{"never mind", "olvídalo", "vergiss es", "lass mal", "laisse tomber", "tant pis", "lascia stare", "deixa pra lá"}},
	} {
		for _, text := range c.texts {
			if in := read(t, idle(), text); !has(in, c.kind) {
				t.Errorf("%q: want the move %s, got %v", text, c.kind, in.Moves)
			}
		}
	}
}

// TestQuestionsInEveryLanguage: about what is asked for, who answers and reads, where a number stands and how things go here.
func TestQuestionsInEveryLanguage(t *testing.T) {
	for topic, texts := range map[dialogue.Topic][]string{
		dialogue.Evidences: {"why do you need my zip?", "warum brauchst du das?", "wozu die PLZ?", "pourquoi vous avez besoin de mon code postal ?", "pourquoi mon code postal ?",
			"¿para qué necesitan mi código postal?", "perché vi serve il mio CAP?", "por que precisam do meu CEP?"},
		dialogue.Bot: {"are you a bot?", "bist du ein Bot?", "bist du überhaupt echt", "vous êtes un robot ?", "t'es un robot ou une personne", "¿eres un robot?",
			"¿con quién estoy hablando?", "sei un bot?", "con chi sto parlando?", "você é um robô?", "com quem estou falando?"},
		dialogue.Privacy: {"who reads this?", "delete my data", "wer liest das?", "löscht meine Daten", "supprimez mes données", "qui va lire ça ?", "borren mis datos",
			"cancellate i miei dati", "apaguem os meus dados"},
		dialogue.StatusOf: {"what's the status?", "wie weit ist das?", "ça en est où"},
		dialogue.Process:  {"how long will it take?", "wie lange dauert das?", "combien de temps ça prend", "¿cuánto tarda esto?", "quanto ci vuole?", "quanto tempo leva?"},
		dialogue.FindOrder: {"where do i find the order number", "wo finde ich die Bestellnummer", "je trouve pas le numéro de commande", "¿dónde encuentro el número?",
			"dove trovo il numero d'ordine?", "dove trovo il numero?", "onde encontro o número da encomenda?"},
	} {
		for _, text := range texts {
			in := read(t, idle(), text)
			if !slices.ContainsFunc(in.Moves, func(m dialogue.Move) bool { return m.Kind == dialogue.Question && m.Topic == topic }) {
				t.Errorf("%q: want a question about %s, got %v", text, topic, in.Moves)
			}
		}
	}
}

func has(in dialogue.Interpretation, kind dialogue.MoveKind) bool {
	_, ok := move(in, kind)
	return ok
}

// A word of two languages is read in that of the conversation.
func TestWordsOfTwoLanguages(t *testing.T) {
	english := idle()
	english.Lang = "en"
	if in := read(t, english, "fine"); !has(in, dialogue.Affirm) || has(in, dialogue.Cancel) {
		t.Errorf("fine, in English: want a yes and no more, got %v", in.Moves)
	}
	italian := idle()
	italian.Lang = "it"
	if in := read(t, italian, "fine"); !has(in, dialogue.Cancel) {
		t.Errorf("fine, in Italian: want the end, got %v", in.Moves)
	}
	if in := read(t, english, "ja"); !has(in, dialogue.Affirm) {
		t.Errorf("ja, in English: another language is understood too, got %v", in.Moves)
	}
}
