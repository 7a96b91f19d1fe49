import { createSocket, type Socket } from "node:dgram";
import { type AddressInfo, createServer, type Server } from "node:net";
import { expect } from "chai";
import { listenOnOnePort } from "../../../localCloud/ports";

describe("a port for TCP and UDP", () => {
  let tcp: Server;
  const sockets: Socket[] = [];

  beforeEach(() => {
    tcp = createServer();
  });

  afterEach(() => {
    tcp.close();
    for (const socket of sockets.splice(0)) socket.close();
  });

  function udpSocket(): Socket {
    const socket = createSocket("udp4");
    sockets.push(socket);
    return socket;
  }

  it("is the same for both", async () => {
    const udp = udpSocket();
    const port = await listenOnOnePort(tcp, udp);
    expect([(tcp.address() as AddressInfo).port, udp.address().port]).to.deep.equal([port, port]);
  });

  it("is another one if the first is taken for UDP", async () => {
    const taken: number[] = [];
    // The port that TCP gets first is taken for UDP before the helper can take it.
    tcp.once("listening", () => {
      const { port } = tcp.address() as AddressInfo;
      taken.push(port);
      udpSocket().bind(port, "127.0.0.1");
    });
    const udp = udpSocket();
    const port = await listenOnOnePort(tcp, udp);
    expect(taken).to.have.length(1);
    expect(port).not.to.equal(taken[0]);
    expect(udp.address().port).to.equal(port);
  });
});
