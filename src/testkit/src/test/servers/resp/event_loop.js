// Concurrent: Node's event loop. A line gets no reply: it stays in the buffer.

const net = require("net");

const store = new Map();

function bulk(value) {
  return value === undefined ? "$-1\r\n" : `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
}

function execute([command, key, value, option, millis]) {
  switch (command.toUpperCase()) {
    case "PING":
      return "+PONG\r\n";
    case "ECHO":
      return bulk(key);
    case "SET":
      store.set(key, value);
      if (option && option.toUpperCase() === "PX") {
        setTimeout(() => store.delete(key), Number(millis));
      }
      return "+OK\r\n";
    case "GET":
      return bulk(store.get(key));
    default:
      return "-ERR unknown command\r\n";
  }
}

/** Takes the first whole array off the front: its words and the rest, or undefined. */
function parse(unread) {
  const lines = unread.split("\r\n");
  const count = Number(lines[0].slice(1));
  if (unread[0] !== "*" || lines.length < 2 * count + 2) {
    return undefined;
  }
  const words = lines.slice(2, 2 * count + 1).filter((_, at) => at % 2 === 0);
  return [words, lines.slice(2 * count + 1).join("\r\n")];
}

const server = net.createServer((connection) => {
  let unread = "";
  connection.on("data", (bytes) => {
    unread += bytes;
    for (let found; (found = parse(unread)); ) {
      unread = found[1];
      connection.write(execute(found[0]));
    }
  });
  connection.on("error", () => connection.destroy());
});
server.listen(Number(process.env.PORT || 6379), process.env.HOST || "127.0.0.1");
