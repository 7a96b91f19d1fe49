import { expect } from "chai";
import { testEvent } from "../../../automation/events/event";
import { Telling } from "../../../automation/events/telling";
import type { Delivery } from "../../../automation/world/notifier";
import type { ReleaseEvent } from "../../../automation/world/releaseEvent";
import { notify, type Receiver } from "../../../config/notify";

const occasion = { project: "shop", stack: "dev", at: "2026-01-02T03:04:05.000Z" };
const event = (verb: ReleaseEvent["verb"]) => ({ ...testEvent("r-1", occasion), verb });
const receivers = notify.parse([
  { to: "slack", url: "/first", on: ["done"] },
  { to: "slack", url: "/second" },
]);

/** Two receivers, and what is sent to them, in order; the first one answers only once the test lets it give up. */
function telling() {
  const told: string[] = [];
  const warnings: string[] = [];
  let giveUp = () => {};
  const deliver = (receiver: Receiver, { verb }: ReleaseEvent): Promise<Delivery> => {
    if (receiver.to !== "slack") throw new Error("unknown");
    told.push(`${receiver.url} ${verb}`);
    if (receiver.url === "/second") return Promise.resolve({ ok: true, answer: "answered 200" });
    return new Promise((resolve) => {
      giveUp = () => resolve({ ok: false, answer: "no answer within 3 s" });
    });
  };
  const one = new Telling({
    ...{ receivers, notifier: () => ({ deliver }), clock: { nowMs: () => 0 } },
    reporter: { warn: (text) => void warnings.push(text) },
  });
  return { one, told, warnings, giveUp: () => giveUp() };
}

describe("two receivers", () => {
  it("get what their `on` names, and the one that hangs delays nothing but the end", async () => {
    const { one, told, warnings, giveUp } = telling();
    for (const verb of ["done", "paused"] as const) one.tell(event(verb));
    expect(told).to.deep.equal(["/first done", "/second done", "/second paused"]);
    let over = false;
    const end = one.told().then(() => (over = true));
    await new Promise(setImmediate);
    expect([over, warnings]).to.deep.equal([false, []]);
    giveUp();
    await end;
    expect(warnings).to.deep.equal([
      "slack (/first) was not notified of `done`: no answer within 3 s",
    ]);
  });
});
