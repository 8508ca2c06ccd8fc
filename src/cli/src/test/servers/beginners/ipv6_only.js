// Listens on ::1 alone.
const net = require("node:net");
net.createServer((client) => {
  client.on("data", () => client.write("+OK\r\n"));
}).listen(Number(process.env.PORT), "::1");
