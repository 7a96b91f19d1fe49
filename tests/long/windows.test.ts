import { expect } from "chai";
import type { PastRelease } from "../../automation/history/releases";
import type { ReleaseResult } from "../../automation/runbook/result";
import type { Finding } from "../../automation/verify/finding";
import { Scene } from "../../rehearsal/scene";

const always = { days: "mon-sun", from: "00:00", to: "24:00", zone: "UTC" };
/** Not today, and not tomorrow. */
const closedNow = () => {
  const day = new Date(Date.now() + 3 * 86_400_000).getUTCDay();
  return { ...always, days: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][day]! };
};
/** Would be a number without quotes. */
const reason = "0123: it can't wait";

/** Windows and blockers on the real Pulumi; the test sets the alarm, and edits the windows. */
describe("a release that is held up on the real Pulumi", function () {
  this.timeout(600_000);
  let scene: Scene;
  let v1: string;
  let v2: string;
  let image: string;

  before(async () => {
    scene = await Scene.open();
    ({ v1, v2, image } = await begin());
  });
  after(() => scene.close());

  async function begin() {
    await scene.mustRun(["up"]);
    const inventory = await scene.inventory();
    const first = (await scene.push("v1", inventory))["users"]!;
    const second = (await scene.push("v2", inventory))["users"]!;
    await scene.mustRun(["deploy", "--service", "users", "--image", first.reference]);
    return { v1: first.digest, v2: second.digest, image: second.reference };
  }

  const set = (state: "OK" | "ALARM") =>
    scene.cloud.client.fault({ kind: "alarm", name: "payments", state, reason: "as ordered" });
  const deploy = () => ["deploy", "--service", "users", "--image", image];
  const windows = async () => {
    const { json } = await scene.run(["status"]);
    return json["windows"] as { open: boolean; text: string };
  };

  it("does not begin while a blocker does not exist", async () => {
    scene.editSettings({ windows: [always], blockers: { alarms: ["payments"] } });
    const { code, json } = await scene.run(deploy());
    expect(code).to.equal(2);
    expect(json["found"]).to.equal(
      "blocker alarm payments does not exist in eu-central-1: correct `blockers.alarms`",
    );
    const verified = await scene.run(["verify"]);
    expect(verified.code).to.equal(2);
    const findings = verified.json["findings"] as Finding[];
    expect(findings.filter(({ check }) => check === "blockers")).to.deep.equal([
      {
        ...{ check: "blockers", subject: "payments", status: "error" },
        found: "does not exist in eu-central-1",
        todo: "correct `blockers.alarms` in Pulumi.rehearsal.yaml",
      },
    ]);
  });

  it("rests when a blocker goes off before it has switched", async () => {
    await set("OK");
    const running = scene.start(deploy(), (line) => {
      if (line.startsWith("▸ 3")) void set("ALARM");
    });
    const { code, json, lines } = await running.ended;
    expect(code, lines.join("\n")).to.equal(7);
    const result = json as unknown as ReleaseResult;
    expect(result.outcome).to.equal("resting");
    expect(result.reasons).to.deep.equal(["blocker alarm payments is in ALARM: as ordered"]);
    expect((await scene.release()).current?.phase).to.equal("staged");
    expect(await scene.serving("users")).to.equal(v1);
  });

  it("goes on resting while it is on, even if it is urgent", async () => {
    const { code } = await scene.run(["resume", "--urgent", reason]);
    expect(code).to.equal(7);
    expect(await scene.serving("users")).to.equal(v1);
  });

  it("rests while its windows are closed", async () => {
    await set("OK");
    scene.editSettings({ windows: [closedNow()] });
    const { text } = await windows();
    const { code, json } = await scene.run(["resume"]);
    expect(code).to.equal(7);
    expect(json["reasons"]).to.deep.equal([`the release windows are ${text}`]);
    expect((await scene.release()).current?.phase).to.equal("staged");
    expect(await scene.serving("users")).to.equal(v1);
  });

  it("passes them if it is urgent, and its history says why", async () => {
    const { code, lines } = await scene.run(["resume", "--urgent", reason]);
    expect(code, lines.join("\n")).to.equal(0);
    expect(await scene.serving("users")).to.equal(v2);
    const { json } = await scene.run(["history"]);
    const [latest, before] = json["releases"] as PastRelease[];
    expect([latest?.urgent, before?.urgent]).to.deep.equal([reason, null]);
  });

  it("does not begin outside of them, unless it rolls back", async () => {
    await set("ALARM");
    const { code, json } = await scene.run(["deploy", "--service", "users", "--restart"]);
    expect(code).to.equal(2);
    const { text } = await windows();
    expect(json["found"]).to.equal("blocker alarm payments is in ALARM: as ordered");
    expect(json["reasons"]).to.deep.equal([`the release windows are ${text}`]);
    const back = await scene.run(["rollback", "--service", "users"]);
    expect(back.code, back.lines.join("\n")).to.equal(0);
    expect(await scene.serving("users")).to.equal(v1);
  });
});
