package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"amends/dialogue"
)

const (
	thumbSide = 480  // pixels along the longer side of a thumbnail
	viewSide  = 2048 // pixels along the longer side of a view
	quality   = 85   // of the JPEGs that the desk sees
)

// picture is what examining a file found out. It is zero for what is not a picture, or is one that cannot be decoded (HEIC).
type picture struct {
	width, height int // upright
	hash          string
	thumb         []byte // JPEG
	thumbSum      string // SHA-256 of thumb, hex
	camera        Camera
}

// codec decodes one type of picture. The type is known from the content, so no other decoder ever sees it.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// codecOf returns the decoder of a type; its functions are nil when there is none.
func codecOf(mime string) codec {
	switch mime {
	case mimeJPEG:
		return codec{jpeg.DecodeConfig, jpeg.Decode}
	case mimePNG:
		return codec{png.DecodeConfig, png.Decode}
	case mimeGIF:
		return codec{gif.DecodeConfig, gif.Decode} // the first frame
	case mimeWebP:
		return codec{webp.DecodeConfig, webp.Decode}
	}
	return codec{}
}

// examine decodes a picture that came in, within the limits, and makes its thumbnail. Problems go into the intake; one that
// has a problem already is left alone.
func (s *Store) examine(ctx context.Context, in *intake) (picture, error) {
	if in.problem != "" || codecOf(in.mime).decode == nil {
		return picture{}, nil
	}
	img, camera, err := s.decode(ctx, in.mime, in.content, thumbSide)
	switch {
	case errors.Is(err, errTooLarge):
		in.problem = dialogue.TooLarge
		return picture{}, nil
	case errors.Is(err, errUnreadable):
		in.problem = dialogue.Unreadable
		return picture{}, nil
	case err != nil:
		return picture{}, err
	}
	thumb, err := encode(img.upright)
	if err != nil {
		return picture{}, err
	}
	return picture{
		width: img.width, height: img.height, hash: dHash(img.upright), camera: camera,
		thumb: thumb, thumbSum: hexOf(thumb),
	}, nil
}

var (
	errTooLarge   = errors.New("picture has too many pixels")
	errUnreadable = errors.New("picture cannot be decoded")
)

// reduced is a picture made upright and small enough, with the size that it has itself.
type reduced struct {
	width, height int
	upright       *image.RGBA
}

// decode makes a picture upright and at most side pixels long. Its size is read and checked before any memory is spent on it,
// and the pixels of all pictures being decoded at one time are bounded.
func (s *Store) decode(ctx context.Context, mime string, content []byte, side int) (reduced, Camera, error) {
	c := codecOf(mime)
	conf, err := c.config(bytes.NewReader(content))
	if err == nil && (conf.Width <= 0 || conf.Height <= 0) {
		err = errors.New("it has no pixels")
	}
	if err != nil {
		return reduced{}, Camera{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	if conf.Width > s.opt.Side || conf.Height > s.opt.Side || conf.Width*conf.Height > s.opt.Pixels {
		return reduced{}, Camera{}, errTooLarge
	}
	weight := int64(conf.Width * conf.Height)
	if err := s.pixels.Acquire(ctx, weight); err != nil {
		return reduced{}, Camera{}, err
	}
	defer s.pixels.Release(weight)
	img, err := safely(c.decode, &contextReader{ctx: ctx, r: bytes.NewReader(content)})
	if ctx.Err() != nil {
		return reduced{}, Camera{}, ctx.Err()
	}
	if err != nil {
		return reduced{}, Camera{}, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	camera := cameraOf(mime, content)
	up := orient(shrink(img, side), camera.Orientation)
	out := reduced{width: img.Bounds().Dx(), height: img.Bounds().Dy(), upright: up}
	if camera.Orientation >= 5 {
		out.width, out.height = out.height, out.width
	}
	return out, camera, nil
}

// safely decodes and makes an error of a decoder's panic: the pictures come from strangers.
func safely(decode func(io.Reader) (image.Image, error), r io.Reader) (img image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			img, err = nil, fmt.Errorf("decoder panicked: %v", p)
		}
	}()
	return decode(r)
}

// encode writes a JPEG that holds nothing but the pixels.
func encode(img image.Image) ([]byte, error) {
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	return buf.Bytes(), nil
}
