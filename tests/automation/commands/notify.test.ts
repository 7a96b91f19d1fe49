import { expect } from "chai";
import { notify } from "../../../automation/commands/notify";
import type { ReleaseEvent } from "../../../automation/world/releaseEvent";
import { refusalOf } from "../../support/refusalOf";
import { config, settingsOf } from "../../config/samples";

const topic = "arn:aws:sns:eu-central-1:123456789012:releases";

function parts(receivers: object[]) {
  const told: ReleaseEvent[] = [];
  const settings = settingsOf({ ...config(), notify: receivers });
  return {
    told,
    stack: { project: "shop", name: "dev", settings },
    clock: { nowMs: () => 0, newId: () => "r-0a1b2c3d" },
    notifier: () => ({
      deliver: ({ to }: { to: string }, event: ReleaseEvent) => {
        told.push(event);
        const failed = { ok: false, answer: `there is no ${topic}` };
        return Promise.resolve(to === "sns" ? failed : { ok: true, answer: "answered 200" });
      },
    }),
  };
}

describe("bluegreen notify --test", () => {
  it("tells each receiver, whatever its `on` says, and what each answered", async () => {
    const slack = { to: "slack", url: "/slack", on: ["rolledBack"] };
    const world = parts([slack, { to: "sns", topic }, { to: "github" }]);
    const { exitCode, text, json } = await notify(world);
    expect(exitCode).to.equal(2);
    expect(text).to.equal(
      "not every receiver has taken the test event\n" +
        "  - slack (/slack): answered 200\n" +
        `  - sns (${topic}): not delivered: there is no ${topic}\n` +
        "  - github (this workflow's repository): answered 200",
    );
    const event = "test-0a1b2c3d/0/done";
    expect(json).to.deep.include({ ok: false, stack: "dev", event });
    expect(world.told.map(({ id, test, release }) => [id, test, release])).to.deep.equal(
      Array(3).fill([event, true, null]),
    );
  });

  it("is done when all have taken it", async () => {
    const { exitCode, text } = await notify(parts([{ to: "slack", url: "/slack" }]));
    expect([exitCode, text.split("\n")[0]]).to.deep.equal([
      0,
      "every receiver has taken the test event",
    ]);
  });

  it("is refused where there is nobody to tell", async () => {
    const { found, next } = await refusalOf(() => notify(parts([])));
    expect([found, next]).to.deep.equal([
      "the settings of dev have no `notify`, so nobody is notified of its releases",
      "add receivers to Pulumi.dev.yaml as docs/events.md shows",
    ]);
  });
});
