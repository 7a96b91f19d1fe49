import { expect } from "chai";
import { compare } from "../../../automation/commands/compare";
import { StepFailed } from "../../../automation/world/errors";
import type { CurrentRelease } from "../../../release/state";
import { refusalOf } from "../../support/refusalOf";
import { at, colorOf, ok, old, serving } from "../runbook/comparing";

describe("bluegreen compare", () => {
  /** A release that has stopped in `staged`. */
  async function staged(settings?: object) {
    const world = await serving(settings);
    world.trouble.upTo = "switched";
    const { stack } = world.ports;
    const apply = stack.apply.bind(stack);
    stack.apply = (wanted, options) => {
      if (wanted.current?.phase !== "switched") return apply(wanted, options);
      // Killed: nothing of it is recorded.
      throw new Error("killed");
    };
    await world.release("2").catch((error: unknown) => {
      if (error instanceof StepFailed || (error as Error).message !== "killed") throw error;
    });
    expect(world.environment().release.current!.phase).to.equal("staged");
    return world;
  }

  it("compares the staged candidate, changes nothing, and exits with 0", async () => {
    const { run, environment, trouble } = await staged({});
    const { revision } = environment().release;
    trouble.send = (read) => ok({ seconds: colorOf(read) === old ? 0.04 : 0.01 });
    const { exitCode, text, json } = await compare(run(), { ...at, service: ["users"] });
    expect(exitCode).to.equal(0);
    expect(text).to.equal(
      "users: GET /users/1  40 ms -> 10 ms  4.0x faster (95 %: 3.9-4.1), 360 pairs; bodies equal in 360 of 360",
    );
    expect(json).to.deep.include({ ok: true, stack: "dev", release: "r-1" });
    expect(environment().release.revision).to.equal(revision);
  });

  it("exits with 2 when the candidate is not shown to be as good, whatever `gate` says", async () => {
    const { run, trouble } = await staged({ gate: false });
    trouble.send = (read) => ok({ seconds: colorOf(read) === old ? 0.04 : 0.1 });
    const { exitCode, json } = await compare(run(), { ...at, service: [] });
    expect(exitCode).to.equal(2);
    expect(json).to.include({ ok: false });
  });

  it("is refused without a candidate, a baseline or settings", async () => {
    const idle = await serving({});
    const withoutCandidate = await refusalOf(() =>
      compare(idle.run(), { ...at, service: ["users"] }),
    );
    expect(withoutCandidate).to.include({
      kind: "refused",
      found: "there is no release; only a staged candidate can be compared with production",
      next: "to compare a new version, deploy it: bluegreen deploy --stack dev --service users --image <reference>",
    });
    const plain = await staged();
    const withoutSettings = await refusalOf(() =>
      compare(plain.run(), { ...at, service: ["users"] }),
    );
    expect(withoutSettings.found).to.equal(
      "users has no `compare` in its settings, so there are no requests to compare",
    );
    const none = await refusalOf(() => compare(plain.run(), { ...at, service: [] }));
    expect(none.found).to.equal(
      "release r-1 has no service that has both `compare` in its settings and a version in production",
    );
    const broken = await staged({});
    broken.trouble.send = () => ok({ status: 500 });
    const withoutBaseline = await refusalOf(() =>
      compare(broken.run(), { ...at, service: ["users"] }),
    );
    expect(withoutBaseline.found).to.equal("users: production fails requests that `compare` sends");
    expect(withoutBaseline.reasons).to.deep.equal(["GET /users/1 answers 500"]);
    const unknown = await refusalOf(() => compare(idle.run(), { ...at, service: ["user"] }));
    expect(unknown.found).to.equal("there is no service user in the settings; did you mean users?");
  });

  it("does not suggest a deploy while a release is in progress", async () => {
    const world = await staged({});
    const { stack } = world.ports;
    const read = stack.read.bind(stack);
    stack.read = async () => {
      const { release, ...rest } = await read();
      return { ...rest, release: release && { ...release, current: inCanary(release.current!) } };
    };
    const inCanary = (current: CurrentRelease) => ({ ...current, phase: "canary" as const });
    const refusal = await refusalOf(() => compare(world.run(), { ...at, service: ["users"] }));
    expect(refusal).to.include({
      kind: "refused",
      found:
        "release r-1 is in phase canary; only a staged candidate can be compared with production",
      next: "bluegreen status --stack dev",
    });
  });

  it("is void when the release went on meanwhile", async () => {
    const { run, ports, trouble } = await staged({});
    let asked = 0;
    trouble.send = () => {
      asked += 1;
      return ok();
    };
    const read = ports.stack.read.bind(ports.stack);
    ports.stack.read = async () => {
      const deployed = await read();
      const { release } = deployed;
      return {
        ...deployed,
        release: release && { ...release, revision: release.revision + asked },
      };
    };
    const refusal = await refusalOf(() => compare(run(), { ...at, service: ["users"] }));
    expect(refusal).to.include({
      kind: "held",
      found: "the release moved on during the comparison, so its results are discarded",
      next: "bluegreen status --stack dev",
    });
  });
});
