package understand_test

import (
	"testing"

	"amends/dialogue"
)

// Numbers that look like an order's and are none: nothing is found that would be looked up, paid or called.
func TestTraps(t *testing.T) {
	for _, text := range []string{
		"it's an RTX 4090", "the RTX 4090 crashes in games", "my iPhone 14 Pro 256", "the AirPods Pro 2", "Sony WH-1000XM5 headphones", "model WH-1000XM4", "a Canon EOS 5D Mark IV", "Nintendo Switch OLED",
		"the PS5 controller", "an HP 305 cartridge", "HP 305XL is empty", "Lego 42115", "Lego set 75192", "the DeWalt DCD796", "Model: SM-G991B", "model number XPS-9520", "serial number C02XG0FDJGH5", "S/N 5CD1234ABC",
		"serial 8H3KQ2LM", "IMEI 356938035643809", "firmware v2.3.1", "version 10.0.19045", "Windows 11 22H2", "it runs Android 14", "I was born in 1984", "since 2019 I buy here", "made in 2021", "the 2023 edition",
		"size 42", "size 10.5 shoes", "EU 43 UK 9", "a 55 inch screen", "15.6\" laptop", "500ml bottle", "2x4 planks", "120x60 cm desk", "3840x2160", "it weighs 1200 g", "100% cotton", "it is 50% broken",
		"you are open 24/7", "a 9 to 5 job", "at 10:30 tonight", "between 14:00 and 16:00", "2026-03-01", "2026-03-01T10:15:00Z", "delivered on 03/02/2026", "flight LH454 on Monday", "flight BA 2490", "train ICE 579",
		"gate B42", "room 1204", "I live at 1204 Elm Street", "apartment 5B", "DE89 3704 0044 0532 0130 00", "IBAN ending 0130 00", "https://www.amazon.com/dp/B08N5WRWNW", "ASIN B08N5WRWNW", "SKU 7781-BLK-L", "ISBN 978-3-16-148410-0",
		"barcode 4006381333931", "execute order 66", "a batch of 12", "7 of 10 people like it", "Route 66 mug", "article 12 of the law", "section 75 claim", "chapter 11", "the score was 3-2", "channel 4", "USB 3.2 cable",
		"5G does not work", "two of three are fine", "ticket 99120", "case 4471", "invoice 20881", "coupon SAVE20", "code XK29Q", "the 15th floor", "error 404", "error code E17", "serial number W12345678", "part number A123456", "IBAN B1234567X",
	} {
		for _, s := range read(t, idle(), text).Slots {
			switch s.Slot {
			case dialogue.SlotOrder, dialogue.SlotMoney, dialogue.SlotEmail, dialogue.SlotPhone:
				t.Errorf("%q: holds no order, amount, e-mail or phone, got %s %q", text, s.Slot, s.Value)
			}
		}
	}
}

// Asked for an order number, a buyer who says something else has not given one.
func TestTrapsWhileAsked(t *testing.T) {
	for _, text := range []string{
		"it arrived 3 days ago", "I ordered it 2 weeks ago", "about 10 days", "I bought 3 of them", "there are 2 missing", "one of the 4 mugs is broken", "it cost $45", "I paid 45 euros", "it was 03/02/2026",
		"give me 5 minutes", "I am 67 years old", "100% sure I never got one", "you are open 24/7, right?", "it's the RTX 4090",
	} {
		in := read(t, asking(dialogue.ActAsk, "order"), text)
		for _, s := range in.Slots {
			if s.Slot == dialogue.SlotOrder {
				t.Errorf("%q: is no order number, got %q", text, s.Value)
			}
		}
	}
}
