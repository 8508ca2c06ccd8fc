// listen() without a port: the kernel chooses one.
const net = require("node:net");
const server = net.createServer((client) => {
  client.on("data", () => client.write("+OK\r\n"));
});
server.listen(() => console.log("listening"));
