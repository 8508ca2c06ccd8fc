// Wrong: throws at the first request, in whatever form it comes.

const net = require("net");

function parse(request) {
  return request.words.map((word) => word.toLowerCase()); // a string has no words
}

function reply(request) {
  const [command] = parse(request);
  return command === "set" ? "+OK\r\n" : "$-1\r\n";
}

const server = net.createServer((connection) => {
  connection.on("data", (bytes) => connection.write(reply(bytes.toString())));
});
server.listen(Number(process.env.PORT || 6379), process.env.HOST || "127.0.0.1");
