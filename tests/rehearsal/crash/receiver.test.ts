import { once } from "node:events";
import { connect } from "node:net";
import { expect } from "chai";
import { Webhook } from "standardwebhooks";
import { createNotifier } from "../../../automation/adapters/notify/notifier";
import { webhookRequest } from "../../../automation/adapters/notify/webhook";
import { testEvent } from "../../../automation/events/event";
import { notify } from "../../../config/notify";
import {
  EventReceiver,
  type Manner,
  signedEvent,
  webhookKey,
} from "../../../rehearsal/crash/announced/receiver";
import { emptyState } from "../../../release/state";

const event = testEvent("r-1", { project: "shop", stack: "dev", at: "2026-01-02T03:04:05.000Z" });

describe("a request to the receiver of a row", () => {
  const given = { url: "", secret: webhookKey, nowMs: Date.now() };
  const { body = "", headers = {} } = webhookRequest(event, given);

  it("is an event if it is signed", () => {
    expect(signedEvent(body, headers)).to.deep.equal(event);
  });

  const wrong: [what: string, body: string, headers: Record<string, string>, problem: RegExp][] = [
    ["was changed on its way", body.replace("dev", "prod"), headers, /No matching signature/],
    ["is not signed", body, {}, /Missing required headers/],
    ["is old", body, { ...headers, "webhook-timestamp": "1" }, /too old/],
  ];
  for (const [what, text, with_, problem] of wrong) {
    it(`is a problem if it ${what}`, () => {
      expect(signedEvent(text, with_))
        .to.match(/^a webhook was no signed event: /)
        .and.match(problem);
    });
  }

  it("is a problem if it is no event, or one with another id", () => {
    const other = { ...event, verb: "finished" } as unknown as typeof event;
    const request = webhookRequest(other, given);
    expect(signedEvent(request.body!, request.headers!)).to.match(/no signed event: [^]*verb/);
    const at = new Date();
    const renamed = {
      "webhook-id": "r-2/1/done",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(webhookKey).sign("r-2/1/done", at, body),
    };
    expect(signedEvent(body, renamed)).to.equal("r-1/0/done came with the webhook id r-2/1/done");
  });
});

describe("the receiver of a row", () => {
  let receiver: EventReceiver;
  before(async () => {
    receiver = await EventReceiver.open();
    receiver.recorded = () => Promise.resolve({ ...emptyState, revision: 7 });
  });
  beforeEach(() => receiver.clear());
  after(() => receiver.close());

  const deliver = (key = webhookKey) => {
    const secrets: Record<string, string> = { "/url": receiver.url, "/key": key };
    const unused = () => Promise.reject(new Error("unused"));
    const outlets = {
      ...{ publish: unused, put: unused },
      secret: (name: string) => Promise.resolve(secrets[name]!),
    };
    const [webhook] = notify.parse([{ to: "webhook", url: "/url", secret: "/key" }]);
    return createNotifier(outlets, {}).deliver(webhook!, event);
  };

  it("keeps what it got, and what was recorded then", async () => {
    expect(await deliver()).to.deep.equal({ ok: true, answer: "answered 204" });
    expect(receiver.received.map((one) => [one.event, one.now?.revision])).to.deep.equal([
      [event, 7],
    ]);
    expect(receiver.problems).to.deep.equal([]);
  });

  it("notices another signature", async () => {
    expect(await deliver(`whsec_${"b3Ro".repeat(8)}`)).to.deep.include({ ok: false });
    expect([receiver.received, receiver.problems.length]).to.deep.equal([[], 1]);
  });

  const manners: [manner: Manner, answer: string][] = [
    ["fails", "it answered 500"],
    ["redirects", "it answered 307; redirects are not followed"],
    ["resets", "the request failed (UND_ERR_SOCKET)"],
  ];
  for (const [manner, answer] of manners) {
    it(`is not notified if it ${manner}, but has got the event`, async () => {
      receiver.manner = manner;
      expect(await deliver()).to.deep.equal({ ok: false, answer });
      expect([receiver.received.length, receiver.followed]).to.deep.equal([1, 0]);
    });
  }

  it("notices whoever follows its redirect, to another host", async () => {
    receiver.manner = "redirects";
    const { body, headers } = webhookRequest(event, {
      ...{ url: "", secret: webhookKey, nowMs: Date.now() },
    });
    await fetch(receiver.url, { method: "POST", body: body!, headers: headers! });
    expect(receiver.followed).to.equal(1);
  });

  it("takes nothing that broke off", async () => {
    const { port } = new URL(receiver.url);
    const socket = connect(Number(port), "127.0.0.1");
    await once(socket, "connect");
    socket.end("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{");
    socket.resume();
    await once(socket, "close");
    expect([receiver.received, receiver.problems]).to.deep.equal([[], []]);
  });

  it("can lose what would be the last word of a deployer", async () => {
    receiver.loses = ({ verb }) => verb === "done";
    expect(await deliver()).to.deep.include({ ok: false });
    expect(receiver.received).to.deep.equal([]);
  });
});
