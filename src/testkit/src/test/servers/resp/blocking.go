// Blocking, one client at a time: serve is called without go. A line is skipped.
// With the argument concurrent, go serve: a goroutine for every client.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

type entry struct {
	value   string
	expires time.Time
}

var (
	lock  sync.Mutex
	store = map[string]entry{}
)

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	listener, err := net.Listen("tcp", env("HOST", "127.0.0.1")+":"+env("PORT", "6379"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			continue
		}
		if len(os.Args) > 1 && os.Args[1] == "concurrent" {
			go serve(connection)
		} else {
			serve(connection)
		}
	}
}

func serve(connection net.Conn) {
	defer connection.Close()
	in := bufio.NewReader(connection)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if line[0] != '*' {
			continue
		}
		count, _ := strconv.Atoi(strings.TrimSpace(line[1:]))
		words := make([]string, count)
		for i := range words {
			size, _ := in.ReadString('\n')
			length, _ := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(size, "$")))
			bytes := make([]byte, length+2)
			if _, err := io.ReadFull(in, bytes); err != nil {
				return
			}
			words[i] = string(bytes[:length])
		}
		io.WriteString(connection, execute(words))
	}
}

func execute(words []string) string {
	lock.Lock()
	defer lock.Unlock()
	switch strings.ToUpper(words[0]) {
	case "PING":
		return "+PONG\r\n"
	case "ECHO":
		return bulk(words[1])
	case "SET":
		set := entry{value: words[2]}
		if len(words) == 5 {
			millis, _ := strconv.Atoi(words[4])
			set.expires = time.Now().Add(time.Duration(millis) * time.Millisecond)
		}
		store[words[1]] = set
		return "+OK\r\n"
	case "GET":
		found, there := store[words[1]]
		if !there || !found.expires.IsZero() && found.expires.Before(time.Now()) {
			return "$-1\r\n"
		}
		return bulk(found.value)
	}
	return "-ERR unknown command\r\n"
}

func bulk(value string) string {
	return fmt.Sprintf("$%d\r\n%s\r\n", len(value), value)
}
