// Concurrent: Node's event loop; one thread, a callback for every piece that a client sent.

const net = require("net");

const store = new Map();

function reply(line) {
  const [command, key, value] = line.trim().split(/\s+/);
  switch (command.toUpperCase()) {
    case "PING":
      return "+PONG\r\n";
    case "SET":
      store.set(key, value);
      return "+OK\r\n";
    case "GET": {
      const found = store.get(key);
      return found === undefined ? "$-1\r\n" : `$${Buffer.byteLength(found)}\r\n${found}\r\n`;
    }
    case "DEL":
      return store.delete(key) ? ":1\r\n" : ":0\r\n";
    case "INCR": {
      const next = Number(store.get(key) || 0) + 1;
      store.set(key, String(next));
      return `:${next}\r\n`;
    }
    default:
      return "-ERR unknown command\r\n";
  }
}

const server = net.createServer((connection) => {
  let unread = "";
  connection.on("data", (bytes) => {
    const lines = (unread + bytes).split("\n");
    unread = lines.pop();
    for (const line of lines) {
      connection.write(reply(line));
    }
  });
  connection.on("error", () => connection.destroy()); // it left and said nothing
});
server.listen(Number(process.env.PORT || 6379), process.env.HOST || "127.0.0.1");
