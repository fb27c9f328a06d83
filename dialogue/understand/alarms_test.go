package understand_test

import "testing"

func TestAlarms(t *testing.T) {
	for _, c := range []struct {
		text  string
		class string
		grave bool
	}{
		{"the charger caught fire", "fire", true}, {"smoke came out of the plug", "fire", true}, {"the battery is swollen", "fire", true}, {"it exploded!", "fire", true},
		{"sparks when I plug it in", "fire", true}, {"it gets extremely hot when charging", "fire", true}, {"I smell gas from the stove you sent", "fire", true}, {"got an electric shock", "fire", true},
		{"la batería se hinchó", "fire", true}, {"sale humo del cargador", "fire", true}, {"se prendió fuego", "fire", true}, {"me dio una descarga eléctrica", "fire", true},
		{"my son got hurt", "injury", true}, {"I cut my hand on the glass", "injury", true}, {"we had to go to the hospital", "injury", true}, {"she burned her fingers", "injury", true},
		{"my daughter swallowed a magnet", "injury", true}, {"I'm bleeding", "injury", true}, {"me corté el dedo con el vidrio", "injury", true}, {"mi hijo se quemó la mano", "injury", true}, {"tuvimos que ir a urgencias", "injury", true},
		{"I had an allergic reaction", "allergy", true}, {"my face is swollen after the cream", "allergy", true}, {"me salió un sarpullido", "allergy", true}, {"cant breathe since I used it", "allergy", true},
		{"I want to kill myself", "selfharm", true}, {"quiero morir", "selfharm", true},
		{"I will kill you", "threat", true}, {"I know where you live", "threat", true}, {"te voy a matar", "threat", true},
		{"nobody was hurt", "injury", false}, {"no one got hurt but the glass broke", "injury", false}, {"nadie resultó herido", "injury", false}, {"it did not catch fire", "fire", false},
		{"I'll call my lawyer", "legal", false}, {"see you in court", "legal", false}, {"I'm going to sue", "legal", false}, {"voy a demandarlos, ya hablé con mi abogado", "legal", false},
		{"I will report you to the FTC", "regulator", false}, {"this goes on social media", "regulator", false}, {"voy a la profeco", "regulator", false},
		{"I filed a chargeback", "chargeback", false}, {"I'll dispute it with my bank", "chargeback", false}, {"voy a llamar al banco", "chargeback", false},
		{"someone used my card", "fraud", false}, {"my account was hacked", "fraud", false}, {"os voy a denunciar por estafa", "fraud", false},
		{"it's a fake", "counterfeit", false}, {"the bag is counterfeit", "counterfeit", false}, {"no es original, es una réplica", "counterfeit", false},
		{"I got someone else's package with their address", "privacy", false}, {"el paquete tiene los datos de otra persona", "privacy", false},
	} {
		in := read(t, idle(), c.text)
		found := false
		for _, a := range in.Alarms {
			found = found || a.Class == c.class && a.Grave == c.grave
		}
		if !found {
			t.Errorf("%q: want the alarm %s (grave: %v), got %v", c.text, c.class, c.grave, in.Alarms)
		}
	}
}

// The worst comes first: a person must see it at a glance.
func TestAlarmsInOrder(t *testing.T) {
	in := read(t, idle(), "I'll sue you, the battery exploded and my son is in hospital")
	if len(in.Alarms) != 3 || in.Alarms[0].Class != "fire" || in.Alarms[1].Class != "injury" || in.Alarms[2].Class != "legal" {
		t.Errorf("want fire, injury, legal; got %v", in.Alarms)
	}
}

// Figures of speech, product names and ordinary complaints are no alarms.
func TestNoAlarms(t *testing.T) {
	for _, text := range []string{
		"this phone is fire", "killer deal", "dying to get it", "my fire tv stick doesn't work", "the smoke detector is the wrong colour", "you sent suede shoes", "that would not hurt",
		"bath bomb arrived crushed", "blood orange candle melted", "the plant's leaves are burnt orange", "the cable is cut", "it doesn't charge", "the screen is cracked", "I was shocked at the price",
		"hurts my wallet", "killing time", "hot pink dress", "the jacket has a cut that I don't like", "fake plants arrived broken", "it burns batteries fast", "tennis court net is torn",
		"me muero por recibirlo", "bombas de baño rotas", "¿cómo te llamas?", "el color rojo fuego no es el que pedí", "hay mucha demanda", "uñas falsas rotas", "es falso que lo recibí",
		"the charger is not working", "the lamp won't light up", "wrong size", "la taza llegó rota", "hello", "", "👍", "the vase arrived with a blister pack missing",
		"esto es una estafa", "is this a scam?", "das ist doch Betrug", "c'est une arnaque ?", "è una truffa?", "isso é golpe?", "estafadores", "ladri!",
	} {
		if in := read(t, idle(), text); len(in.Alarms) > 0 {
			t.Errorf("%q: want no alarm, got %v", text, in.Alarms)
		}
	}
}

// A word that is written right is no misspelling of another one, and a slip of the pen in a long word still rings.
func TestAlarmsAreNoGuesses(t *testing.T) {
	for _, text := range []string{
		"one of the three picture frames has cracked glass", "the frame is bent", "my kitchen scale wont turn on", "the scale is white", "<script>alert(1)</script>",
		"I got an alert that it was delivered", "i ordered a blond wig and got a brown one", "the smoker grill lid is dented", "my spark plug tester misses a part",
		"you are selling me a broken lamp", "the light switches are loose", "a smelling candle", "my cooking pot is dented", "the blender stopped blending", "the overhead lamp is broken",
		"just send it to the new place, 5 Elm Court", "12 Tennis Court Road", "ship it to 88 Drury Court please", "this deal was fire but the color is wrong", "the price was fire", "these colours are fire",
		"the snow is melting", "the chocolate melted", "it was fire though", "<b>hello</b>", "screw bag b is missing",
	} {
		if in := read(t, idle(), text); len(in.Alarms) > 0 {
			t.Errorf("%q: want no alarm, got %v", text, in.Alarms)
		}
	}
	for text, class := range map[string]string{
		"there was an explossion": "fire", "my son is in hospitl": "injury", "he was electrocutd": "fire", "the charger is melting": "fire", "the plug melted": "fire", "i saw flames": "fire",
		"the smoker grill caught fire": "fire", "there was fire": "fire", "see you in court": "legal", "i will take you to court": "legal",
		"i know where your warehouse is, i will burn it down": "threat", "i know where you and your kids are": "threat", "i'll burn your shop down": "threat", "we are going to burn this down": "threat",
		"i got someone elses package": "privacy", "there is a ladys name and address on the label": "privacy", "the box has a strangers name on it": "privacy", "that is not my name on the label": "privacy",
	} {
		in := read(t, idle(), text)
		if len(in.Alarms) == 0 || in.Alarms[0].Class != class {
			t.Errorf("%q: want the alarm %s, got %v", text, class, in.Alarms)
		}
	}
}
