// There is no $port: listen(NaN) throws.
const net = require("node:net");
net.createServer((client) => {
  client.on("data", () => client.write("+OK\r\n"));
}).listen(Number(process.env.port), "127.0.0.1");
