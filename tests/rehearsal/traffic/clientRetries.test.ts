import type { RequestListener } from "node:http";
import { expect } from "chai";
import { ClientRig, first, send } from "./clientRig";
import { answering, type TinyCloud } from "./tinyCloud";

describe("a client", () => {
  let rig: ClientRig;
  let cloud: TinyCloud;

  beforeEach(async () => {
    rig = await ClientRig.start();
    cloud = rig.cloud;
  });

  afterEach(() => rig.stop());

  describe("retries a request whose connection the server had closed", () => {
    /** Answers, but drops the connection without a response at these request numbers. */
    function dropping(...numbers: number[]): { listener: RequestListener; received: () => number } {
      let received = 0;
      const listener: RequestListener = (request, response) => {
        if (numbers.includes(++received)) return void request.socket.destroy();
        answering("users", "v1")(request, response);
      };
      return { listener, received: () => received };
    }

    it("if the connection had carried an answer before", async () => {
      const { listener, received } = dropping(2);
      await cloud.serve(first, listener);
      const sender = rig.client("keepalive");
      await send(sender);
      const sent = await sender.send("/version");
      expect(sent.outcome.ok).to.equal(true);
      expect(sent.retries).to.equal(1);
      expect(received()).to.equal(3);
    });

    it("but not if the new connection closes without an answer, too", async () => {
      const { listener, received } = dropping(2, 3);
      await cloud.serve(first, listener);
      const sender = rig.client("keepalive");
      await send(sender);
      const sent = await sender.send("/version");
      expect(sent.outcome.ok).to.equal(false);
      expect(sent.retries).to.equal(1);
      expect(received()).to.equal(3);
    });

    it("but not after part of a response", async () => {
      let received = 0;
      await cloud.serve(first, (request, response) => {
        if (++received === 1) return answering("users", "v1")(request, response);
        response.writeHead(200, { "content-length": 100 }).write("{");
        setTimeout(() => response.destroy(), 20);
      });
      const sender = rig.client("keepalive");
      await send(sender);
      const sent = await sender.send("/version");
      expect(sent).to.deep.include({ retries: 0 });
      expect(sent.outcome.ok).to.equal(false);
      expect(received).to.equal(2);
    });
  });
});
