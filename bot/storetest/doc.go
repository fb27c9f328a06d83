// Package storetest holds what every implementation of bot.Store, bot.Outbox and bot.Ledger must pass: each promise that
// bot/ports.go makes is a subtest here. It also starts a redis-server for the tests and benchmarks that want a real one.
package storetest
