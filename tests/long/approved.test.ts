import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { candidatesDigest } from "../../release/approval";
import type { CurrentRelease, ReleaseState } from "../../release/state";
import type { PastRelease } from "../../automation/history/releases";
import type { Traffic } from "../../rehearsal/run/trafficProcess";
import { Scene } from "../../rehearsal/scene";
import { patientTimeoutMs } from "../../rehearsal/traffic/protocol";

const userArn = (name: string) => `arn:aws:iam::123456789012:user/${name}`;
/** The local cloud takes the access key for the name of an IAM user. */
const as = (name: string) => ({ AWS_ACCESS_KEY_ID: name });
const reason = "payments are down";

/** Approval and freeze on the real Pulumi, while clients send requests throughout. */
describe("a release that needs approval on the real Pulumi", function () {
  this.timeout(600_000);
  let scene: Scene;
  let traffic: Traffic;
  let digests: Record<"v1" | "v2", string>;
  let images: Record<"v1" | "v2", string>;

  before(async () => {
    scene = await Scene.open({ afterTtl: { marginSeconds: 2, maxQuietSeconds: 3 } });
    const { v1, v2 } = await scene.firstRelease();
    images = { v1: v1["users"]!.reference, v2: v2["users"]!.reference };
    digests = { v1: v1["users"]!.digest, v2: v2["users"]!.digest };
    scene.editSettings({ approval: { expiresHours: 1 } });
    traffic = await scene.traffic(100, { timeoutMs: patientTimeoutMs });
  });
  after(() => scene.close());

  const current = async () => (await scene.release()).current!;
  const deploy = (image: string, ...more: string[]) =>
    scene.run(["deploy", "--service", "users", "--image", image, ...more]);
  const decide = async (verb: "approve" | "reject", user: string, id?: string) =>
    scene.run([verb, "--release", id ?? (await current()).id], as(user));

  /** What only somebody who edits Pulumi's state by hand could do; undone by a second call. */
  async function tamper(change: (state: ReleaseState) => void): Promise<() => Promise<unknown>> {
    const before = await scene.pulumi("stack", "export");
    const exported = JSON.parse(before) as {
      deployment: { resources: { type: string; outputs: { release: ReleaseState } }[] };
    };
    const { resources } = exported.deployment;
    change(resources.find(({ type }) => type === "pulumi:pulumi:Stack")!.outputs.release);
    const write = async (text: string) => {
      const file = join(scene.workDir.root, "state.json");
      writeFileSync(file, text);
      await scene.pulumi("stack", "import", "--file", file);
    };
    await write(JSON.stringify(exported));
    return () => write(before);
  }

  /** A refusal leaves the recorded release as it was. */
  async function refused(answer: () => ReturnType<Scene["run"]>): Promise<unknown> {
    const before = await scene.release();
    const { code, json, lines } = await answer();
    expect(code, lines.join("\n")).to.equal(2);
    expect(await scene.release()).to.deep.equal(before);
    return json["found"];
  }

  it("rests in `staged` with exit code 7, and says what to run", async () => {
    const { code, json, lines } = await deploy(images.v2);
    expect(code, lines.join("\n")).to.equal(7);
    const { id, phase, approval } = await current();
    expect(phase).to.equal("staged");
    const { definition, at, expiresAt } = approval!.asked!;
    expect(Date.parse(expiresAt) - Date.parse(at)).to.equal(3_600_000);
    expect(json).to.deep.include({
      outcome: "resting",
      reasons: [
        `it waits for approval of definition ${definition} since ${at}; the request expires at ${expiresAt}`,
      ],
      next:
        `bluegreen approve --stack rehearsal --release ${id}; then: ` +
        "bluegreen resume --stack rehearsal",
    });
    expect(await scene.serving("users")).to.equal(digests.v1);
  });

  it("goes on resting when it is resumed", async () => {
    expect((await scene.run(["resume"])).code).to.equal(7);
    expect(await scene.serving("users")).to.equal(digests.v1);
  });

  it("is not decided on by the id of another release", async () => {
    const { id } = await current();
    for (const verb of ["reject", "approve"] as const) {
      expect(await refused(() => decide(verb, "ben", "r-0"))).to.equal(
        `release ${id} is in progress, not r-0`,
      );
    }
  });

  it("is not approved by whoever began it", async () => {
    const { id } = await current();
    expect(await refused(() => decide("approve", "rehearsal"))).to.equal(
      `release ${id} was begun by ${userArn("rehearsal")}, who may not approve it (\`approval.notByOwner\`)`,
    );
  });

  it("is not approved for another definition than the one it asked for", async () => {
    const { id, approval } = await current();
    let digest = "";
    const undo = await tamper((state) => {
      const { candidate } = state.current!.services["users"]!;
      state.services["users"]!.fleets[candidate].image = images.v1.replace(
        /:v1$/,
        `@${digests.v1}`,
      );
      digest = candidatesDigest(state);
    });
    expect(await refused(() => decide("approve", "ben"))).to.equal(
      `release ${id} asked for approval of definition ${approval!.asked!.definition}, but its candidates have ${digest}`,
    );
    await undo();
  });

  it("is approved once, by somebody else, and still waits for `resume`", async () => {
    const { code, json } = await decide("approve", "ben");
    expect(code).to.equal(0);
    const { id, approval } = await current();
    const { decided, asked } = approval!;
    expect(decided).to.deep.include({
      is: "approved",
      by: { name: userArn("ben"), known: "checked" },
      definition: asked!.definition,
    });
    expect(json).to.deep.include({ release: id, definition: asked!.definition });
    const again = `release ${id} was approved already, by ${userArn("ben")} at ${decided!.at}`;
    expect(await refused(() => decide("approve", "cy"))).to.equal(again);
    expect(await refused(() => decide("reject", "cy"))).to.equal(again);
    expect(await scene.serving("users")).to.equal(digests.v1);
  });

  it("goes on with `resume`", async () => {
    const { code, lines } = await scene.run(["resume"]);
    expect(code, lines.join("\n")).to.equal(0);
    expect(await scene.serving("users")).to.equal(digests.v2);
    expect(lines.join("\n")).to.not.include("wait for approval");
  });

  const expire = ({ approval }: CurrentRelease) => {
    approval!.asked!.expiresAt = new Date(Date.now() - 1000).toISOString();
  };

  it("is rolled back by `resume` once its request has expired", async () => {
    expect((await deploy(images.v1)).code).to.equal(7);
    await tamper(({ current: release }) => expire(release!));
    const { id, approval } = await current();
    const { expiresAt } = approval!.asked!;
    expect(await refused(() => decide("approve", "ben"))).to.equal(
      `the request of release ${id} expired at ${expiresAt}`,
    );
    const { code, json } = await scene.run(["resume"]);
    expect(code).to.equal(3);
    expect(json["reasons"]).to.deep.equal([
      `nobody has approved it: its request expired at ${expiresAt}`,
    ]);
    expect((await scene.release()).current).to.equal(null);
    expect(await scene.serving("users")).to.equal(digests.v2);
  });

  it("is rolled back by `reject`", async () => {
    expect((await deploy(images.v1)).code).to.equal(7);
    const { code, json } = await decide("reject", "ben");
    expect(code).to.equal(3);
    expect((json["reasons"] as string[]).join()).to.include(`rejected by ${userArn("ben")} at `);
    expect(await scene.serving("users")).to.equal(digests.v2);
  });

  it("does not switch while the environment is frozen, though it was approved", async () => {
    expect((await deploy(images.v1)).code).to.equal(7);
    expect((await decide("approve", "ben")).code).to.equal(0);
    await scene.mustRun(["freeze", "--until", "2h", "--reason", "incident"]);
    const { code, json } = await scene.run(["resume"]);
    expect(code).to.equal(7);
    expect((json["reasons"] as string[]).join()).to.match(
      /^rehearsal is frozen until \S+: incident \(by arn:\S+user\/rehearsal, at \S+\)$/,
    );
    expect(await scene.serving("users")).to.equal(digests.v2);
    await scene.mustRun(["unfreeze"]);
    expect(await refused(() => scene.run(["unfreeze"]))).to.equal("rehearsal is not frozen");
    const resumed = await scene.run(["resume"]);
    expect(resumed.code, resumed.lines.join("\n")).to.equal(0);
    expect(await scene.serving("users")).to.equal(digests.v1);
  });

  it("does not begin while the environment is frozen, unless it is urgent; that needs approval, too", async () => {
    await scene.mustRun(["freeze", "--until", "2h", "--reason", "incident"]);
    expect(await refused(() => deploy(images.v2))).to.match(/^rehearsal is frozen until /);
    const { code } = await deploy(images.v2, "--urgent", reason);
    expect(code).to.equal(7);
    expect((await scene.run(["resume"])).code).to.equal(7);
    expect((await decide("approve", "ben")).code).to.equal(0);
    const { code: resumed, lines } = await scene.run(["resume"]);
    expect(resumed, lines.join("\n")).to.equal(0);
    expect(await scene.serving("users")).to.equal(digests.v2);
    const { json } = await scene.run(["history"]);
    expect((json["releases"] as PastRelease[])[0]?.urgent).to.equal(reason);
  });

  it("rolls back at once, in spite of a freeze, closed windows, a blocker and approval", async () => {
    const day = new Date(Date.now() + 3 * 86_400_000).getUTCDay();
    const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][day];
    scene.editSettings({
      windows: [{ days, from: "00:00", to: "24:00", zone: "UTC" }],
      blockers: { alarms: ["payments"] },
    });
    await scene.cloud.client.fault({
      ...{ kind: "alarm", name: "payments", state: "ALARM", reason: "as ordered" },
    });
    const held = await scene.run(["deploy", "--service", "users", "--restart"]);
    expect(held.code).to.equal(2);
    const { code, lines } = await scene.run(["rollback", "--service", "users"]);
    expect(code, lines.join("\n")).to.equal(0);
    expect(await scene.serving("users")).to.equal(digests.v1);
  });

  it("has cost no request", async () => {
    const { requests, failed } = await traffic.stop();
    expect(failed).to.equal(0);
    expect(requests).to.be.greaterThan(3000);
  });
});
