package redis

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"amends/bot/storetest"
	"amends/dialogue"
)

// TestConformanceCluster runs the suite on a cluster of two: a script whose keys do not share a slot fails there.
func TestConformanceCluster(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds to put a cluster together")
	}
	t.Parallel()
	url := startCluster(t)
	cluster, ok := admin(t, url).(*goredis.ClusterClient)
	if !ok {
		t.Fatalf("%s is no cluster", url)
	}
	storetest.Run(t, func(t *testing.T) storetest.Ports {
		err := cluster.ForEachMaster(t.Context(), func(ctx context.Context, c *goredis.Client) error { return c.FlushAll(ctx).Err() })
		if err != nil {
			t.Fatalf("flush: %v", err)
		}
		return ports(t, url)
	})
	t.Run("Shelf", func(t *testing.T) { storetest.RunShelf(t, open(t, url, Options{})) })
}

// TestClusterOfOne: a single server that is set up as a cluster refuses what touches several slots, whatever its URL says.
func TestClusterOfOne(t *testing.T) {
	t.Parallel()
	n := startNode(t)
	n.must(t, "cluster", "addslotsrange", 0, 16383)
	n.waitUntilComplete(t)
	s := open(t, "redis://127.0.0.1:"+n.port, Options{})
	for _, id := range []dialogue.ConversationID{"a", "b", "c"} {
		claim, err := s.Accept(t.Context(), textEvent(id, "m1"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Commit(t.Context(), *claim, busyTurn(*claim)); err != nil {
			t.Fatal(err)
		}
	}
	wantAllSent(t, s, 9)
}

// startCluster starts two servers that share the slots, and returns the cluster's URL.
func startCluster(t *testing.T) string {
	t.Helper()
	nodes := []node{startNode(t), startNode(t)}
	for i, n := range nodes {
		n.must(t, "cluster", "addslotsrange", i*8192, i*8192+8191)
		n.must(t, "cluster", "set-config-epoch", i+1)
	}
	nodes[0].must(t, "cluster", "meet", "127.0.0.1", nodes[1].port, nodes[1].bus)
	for _, n := range nodes {
		n.waitUntilComplete(t)
	}
	return fmt.Sprintf("redis+cluster://127.0.0.1:%s,127.0.0.1:%s", nodes[0].port, nodes[1].port)
}

type node struct {
	goredis.UniversalClient
	port, bus string
}

func startNode(t *testing.T) node {
	t.Helper()
	port, bus := freePort(t), freePort(t)
	url := storetest.Redis(t, "--port", port, "--bind", "127.0.0.1", "--cluster-enabled", "yes", "--cluster-port", bus)
	return node{admin(t, url), port, bus}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func (n node) must(t *testing.T, args ...any) {
	t.Helper()
	if err := n.Do(t.Context(), args...).Err(); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
}

func (n node) waitUntilComplete(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		info, err := n.ClusterInfo(t.Context()).Result()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_slots_ok:16384") {
			return
		}
	}
	t.Fatal("the cluster was not complete after 20 s")
}
