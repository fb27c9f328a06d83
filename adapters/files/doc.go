// Package files keeps the evidence that buyers send: it implements bot.Evidence in a folder (Open) or in memory (Memory).
//
// # The way of a file
//
// Save is the whole line. A file whose announced size is over the limit is refused before a byte is read. receive (intake.go)
// reads the beginning, and sniff (sniff.go) decides what it is by its content, whatever its name or the channel says; what is
// not on the short list of accepted types is refused. The rest is copied into an unnamed spool and hashed on the way, never
// more of it than its type may have. examine (picture.go) reads a picture's size, refuses what has too many pixels before it
// spends memory on them, decodes it, turns it upright (exif.go, scale.go) and makes the thumbnail and the perceptual hash
// (dhash.go). keep (store.go) puts everything in its place under a lock, and the line in the chain comes last.
//
// An evidence ID is the SHA-256 of the original bytes. The same bytes are stored once and never overwritten; another name for
// them is one more record.
//
// # What is stored
//
//	chain.jsonl             a line for each record and each deletion, with the hash of the line before (chain.go)
//	files/ab/ab12...        the original bytes
//	files/ab/ab12....jpg    the thumbnail of a picture
//	files/ab/ab12....1.json the record: when, what name, type, size, and the part of the EXIF data that matters (record.go)
//	tmp/                    what is being written; swept when the folder is opened by its only user
//	lock                    shows that somebody has the folder open
//
// Every file is written, synced, renamed and its folder synced, so that after a crash a file is there whole or not at all.
// Where flock exists several processes may share a folder (not over NFS); elsewhere it belongs to one.
//
// Verify compares every byte with the chain and names what was changed, is missing or does not belong. Delete erases a file
// on request; the chain keeps its hash and the two dates, nothing else.
//
// # What the desk sees
//
// Thumbnail and View show pictures that were encoded again from their pixels alone: no place, no device, no hidden second file
// behind the picture. Colour profiles are lost with the rest, so strong colours may look a little duller. In videos the boxes
// with place and device are blanked. PDF, sound and text are shown as they came.
//
// HEIC pictures are kept and count as photos, but Go has no decoder for them: they have no size, no hash and no thumbnail, and
// View refuses them with ErrNoView, because their bytes would show where the buyer lives. Original has them.
//
// # Memory
//
// At most Options.Pixels pixels are decoded at one time, whatever the number of uploads. A pixel takes 2 bytes in a common JPEG,
// up to 16 in a progressive one or a 16-bit PNG. A 12-megapixel photo is saved, thumbnail included, in about 0.3 seconds.
package files
