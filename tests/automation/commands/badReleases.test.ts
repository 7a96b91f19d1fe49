import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { deployedFrom } from "../../../automation/adapters/pulumi/stack";
import { startRun } from "../../../automation/runbook/run";
import { allRules } from "../../../automation/world/rules";
import { calmWorld } from "../course/calmWorld";
import { refusalOf } from "../../support/refusalOf";

const image = `repo@sha256:${"a".repeat(64)}`;
const api = { errorAlarmPercent: 0 };
const options = { stack: "dev", cwd: "", json: false, forceFromBroken: false, service: ["users"] };

/** An API with variables of this many bytes in all, name and quotes included. */
function withVariables(bytes: number) {
  const world = calmWorld({ users: { ...api, environment: { BIG: "x".repeat(bytes) } } });
  const run = () => startRun(world.ports, allRules, "ann@vm:7");
  return { ...world, release: () => deploy(run(), { ...options, image: [image] }) };
}

describe("a release that can't be", () => {
  it("is refused if its definition is too large for ECS, and nothing changes", async () => {
    const { environment, release } = withVariables(60 * 1024);
    const { kind, found, next } = await refusalOf(release);
    expect({ kind, found, next }).to.deep.equal({
      kind: "refused",
      found:
        "the settings of users take 61 KiB, but an ECS task definition leaves about 60 KiB for them",
      next:
        "move large values of `services.users.environment` to SSM parameters (`secrets`), then " +
        "deploy again",
    });
    expect(environment().release.revision).to.equal(1);
  });

  it("is done if its definition just fits", async () => {
    const { environment, release } = withVariables(59 * 1024);
    expect((await release()).exitCode).to.equal(0);
    expect(environment().release.services["users"]!.activeColor).to.equal("blue");
  });

  it("is refused if nothing differs from production, and nothing changes", async () => {
    const { environment, release } = withVariables(1);
    await release();
    const { revision } = environment().release;
    const { kind, found, next } = await refusalOf(release);
    expect({ kind, found, next }).to.deep.equal({
      kind: "refused",
      found:
        "nothing to release: users is already in production with this image and these settings",
      next: "to restart the tasks anyway: bluegreen deploy --stack dev --service users --restart",
    });
    expect(environment().release.revision).to.equal(revision);
  });

  it("is refused if the deployed state is of an unknown version, or not this program's", async () => {
    const of = (release: unknown) => refusalOf(() => deployedFrom({ release }));
    const newer = await of({ version: 3, revision: 7, services: {}, current: null });
    expect({ kind: newer.kind, found: newer.found, next: newer.next }).to.deep.equal({
      kind: "refused",
      found:
        "the stack output `release` has version 3; this program reads version 2 and what was " +
        "written before there were versions",
      next: "use the deployer version that wrote this state, or a newer one",
    });
    const foreign = await of({ revision: "seven" });
    expect(foreign.found).to.match(/^the stack output `release` is not a release state: /);
  });
});
