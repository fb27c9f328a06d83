package understand

// value is what a character counts in a check sum: a digit itself, a letter (its code less three) modulo ten, so A is 2.
func value(c byte) int {
	if isDigit(c) {
		return int(c - '0')
	}
	return int(c-3) % 10
}

// mod10 is the check digit of s with weights even and odd by turns, from the left.
func mod10(s string, even, odd int) int {
	sum := 0
	for i := range len(s) {
		w := even
		if i%2 == 1 {
			w = odd
		}
		sum += w * value(s[i])
	}
	return (10 - sum%10) % 10
}

func lastIs(s string, check int) bool { return value(s[len(s)-1]) == check }

func checkUPS(s string) bool { return lastIs(s, mod10(s[2:len(s)-1], 1, 2)) }

func checkWaybill(s string) bool { return lastIs(s, mod10(s[1:len(s)-1], 1, 2)) }

// checkS10 checks the international postal form: eight digits and a check digit between two pairs of letters.
func checkS10(s string) bool {
	weights := [...]int{8, 6, 4, 2, 3, 5, 9, 7}
	sum := 0
	for i, w := range weights {
		sum += w * value(s[2+i])
	}
	check := 11 - sum%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	return value(s[10]) == check
}

// checkUSPS checks the forms that weigh from the right: three, one, three, one.
func checkUSPS(s string) bool {
	body := s[:len(s)-1]
	if len(body)%2 == 0 {
		return lastIs(s, mod10(body, 1, 3))
	}
	return lastIs(s, mod10(body, 3, 1))
}

// checkUSPSAfterZIP checks the form that starts with 420 and the five digits of the address.
func checkUSPSAfterZIP(s string) bool { return checkUSPS(s[8:]) }

func checkFedExGround(s string) bool { return lastIs(s, mod10(s[:len(s)-1], 1, 3)) }

// checkFedEx96 checks the last fifteen of the 22 digits that start with 96.
func checkFedEx96(s string) bool { return lastIs(s, mod10(s[7:len(s)-1], 1, 3)) }

func mod11(s string, weights [3]int) int {
	sum := 0
	for i := range len(s) {
		sum += weights[i%3] * value(s[i])
	}
	return sum % 11 % 10
}

func checkFedExExpress(s string) bool { return lastIs(s, mod11(s[:11], [3]int{3, 1, 7})) }

func checkFedEx34(s string) bool { return lastIs(s, mod11(s[20:33], [3]int{1, 7, 3})) }

// checkDHL checks that the digits before the last one leave it as their remainder modulo seven.
func checkDHL(s string) bool {
	rest := 0
	for i := range len(s) - 1 {
		rest = (rest*10 + value(s[i])) % 7
	}
	return lastIs(s, rest)
}

// checkDPD checks by ISO 7064 MOD 37,36, whose check character may be a letter.
func checkDPD(s string) bool {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	p := 36
	for i := range len(s) - 1 {
		sum := (p + index(alphabet, s[i])) % 36
		if sum == 0 {
			sum = 36
		}
		p = sum * 2 % 37
	}
	return alphabet[(37-p)%36] == s[len(s)-1]
}

func index(alphabet string, c byte) int {
	for i := range len(alphabet) {
		if alphabet[i] == c {
			return i
		}
	}
	return 0
}
