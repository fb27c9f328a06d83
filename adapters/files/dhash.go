package files

import (
	"fmt"
	"image"
	"math/bits"
	"strconv"

	"golang.org/x/image/draw"
)

// dHash returns the difference hash of a picture: in a 9 x 8 reduction of its brightness, whether each pixel is brighter than
// its right neighbour (Neal Krawetz, https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html).
// 16 hex digits.
func dHash(img image.Image) string {
	const w, h = 9, 8
	small := image.NewGray(image.Rect(0, 0, w, h))
	draw.BiLinear.Scale(small, small.Rect, img, img.Bounds(), draw.Src, nil)
	var hash uint64
	for y := range h {
		for x := range w - 1 {
			hash <<= 1
			if small.GrayAt(x, y).Y > small.GrayAt(x+1, y).Y {
				hash |= 1
			}
		}
	}
	return fmt.Sprintf("%016x", hash)
}

// Distance counts the bits in which two perceptual hashes (Evidence.Hash) differ: 0 for pictures that look the same, up to 10
// for one that was scaled or compressed again, about 32 for different ones. A string that is no hash is 64 from everything.
func Distance(a, b string) int {
	x, errA := strconv.ParseUint(a, 16, 64)
	y, errB := strconv.ParseUint(b, 16, 64)
	if errA != nil || errB != nil || len(a) != 16 || len(b) != 16 {
		return 64
	}
	return bits.OnesCount64(x ^ y)
}
