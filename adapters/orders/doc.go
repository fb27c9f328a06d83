// Package orders brings a seller's orders in and answers what the bot asks about them.
//
// From a file to an answer:
//
//	Read      a file in any known form -> Record by Record, and a Report   (read.go picks the reader by the header)
//	Import    Records -> a Shelf, in batches, nothing twice                (import.go)
//	          what is new and what was there become one                    (record.go), stored as bytes (encode.go, decode.go)
//	Source    a Shelf -> bot.Orders: Order by number, Owns by second fact  (source.go)
//
// A Record is an order without the person: names, addresses, cities and states are dropped while a row is read, and postal
// code, e-mail and phone number stay only as keyed hashes (proof.go), bound to the order they belong to.
//
// Known forms: the native YAML, Amazon's All Orders report (and a comma separated extract of it), Amazon's two returns
// reports, Shopify's orders CSV, and WooCommerce as REST v3 JSON or as CSV. Columns are found by name, unknown ones are
// ignored and missing ones are tolerated. Tables are read line by line (lines.go) into packed rows (rows.go), which are
// grouped by order because the rows of one order need not be neighbours, and each form builds Records from such a group.
//
// Amounts are what was paid for the goods after discounts. Taxes that a form states apart from its prices are left out:
// they go back to the buyer with the refund that the marketplace or shop makes.
package orders
