import { expect } from "chai";
import { judgeAlarms } from "../../../automation/verify/checks/alarms";
import { judgePending } from "../../../automation/verify/checks/engine";
import { judgeFleet } from "../../../automation/verify/checks/fleets";
import { judgeImage } from "../../../automation/verify/checks/image";
import { judgePermissions } from "../../../automation/verify/checks/permissions";
import { judgeQuotas } from "../../../automation/verify/checks/quotas";
import { judgeRoles } from "../../../automation/verify/checks/roles";
import { judgeTtl } from "../../../automation/verify/checks/ttl";
import { settingsSchema } from "../../../config/schema";
import { told } from "./told";

const settings = settingsSchema.parse({
  domain: "example.com",
  services: { users: { cpu: 4096 } },
});

describe("verify judges of services and account", () => {
  it("the live TTL by that of the settings", () => {
    expect(told(judgeTtl("users", 60, 60), judgeTtl("users", 300, 60))).to.deep.equal([
      "ok: 60 s live, 60 s in the settings",
      "warning: 300 s live, more than the 60 s of the settings: a drain takes the larger one",
    ]);
  });

  it("a fleet: there, of its size, healthy", () => {
    const target = (edge: "blue" | "green") => ({
      edge,
      target: "t",
      state: "healthy" as const,
      reason: "",
    });
    const health = {
      desired: 1,
      running: [{ taskId: "t1", digest: "sha256:1" }],
      pending: 0,
      targets: [target("blue"), target("green")],
      stopped: [],
      rollout: { taskDefinitionArn: "d:1", state: "COMPLETED" as const, reason: "" },
      events: [],
    };
    const expected = { digest: "sha256:1", size: 1, taskDefinitionArn: "d:1" };
    const judged = (found: typeof health | null, isActive = true, size = 1, most = size) => {
      const wanted = { expected: { ...expected, size }, most, isActive };
      return told(judgeFleet("users blue", found, wanted, "dev")).join();
    };
    expect(judged(health)).to.equal("ok: 1 healthy tasks");
    expect(judged(null)).to.equal("error: its ECS service was deleted outside of this program");
    expect(judged({ ...health, desired: 0 })).to.equal(
      "error: 0 tasks are wanted of it, the release says 1",
    );
    expect(judged(health, false, 0)).to.equal(
      "warning: 1 tasks are wanted of it, the release says 0",
    );
    expect(judged({ ...health, desired: 0 }, false, 0)).to.equal("ok: stopped");
    expect(judged({ ...health, running: [{ taskId: "t1", digest: "sha256:2" }] })).to.equal(
      "error: task t1 runs sha256:2, expected sha256:1",
    );
    expect(judged({ ...health, desired: 3 }, true, 1, 3), "as AWS scales it").to.match(/^ok/);
    expect(judged({ ...health, desired: 4 }, true, 1, 3)).to.equal(
      "warning: 4 tasks are wanted of it, the release says 1 to 3",
    );
    const moved = { ...health.rollout, taskDefinitionArn: "d:2" };
    expect(judged({ ...health, rollout: moved })).to.equal("error: ECS runs d:2, expected d:1");
  });

  it("roles by whom they trust", () => {
    const role = { arn: "arn:r", exists: true, trusts: ["ecs-tasks.amazonaws.com"] };
    expect(
      told(
        judgeRoles("users", [role], "dev"),
        judgeRoles("users", [{ ...role, trusts: ["ec2.amazonaws.com"] }], "dev"),
        judgeRoles("users", [{ ...role, exists: false }], "dev"),
      ),
    ).to.deep.equal([
      "ok: 1 roles, assumable by tasks",
      "error: role arn:r can't be assumed by ecs-tasks.amazonaws.com",
      "error: role arn:r does not exist",
    ]);
  });

  it("an image by its architecture", () => {
    const found = { found: true as const, pinned: "r@d", digest: "d" };
    const judged = (architecture: string | null) =>
      told(judgeImage("users", { ...found, architecture }, { architecture: "ARM64" }, "r")).join();
    expect(judged("amd64,arm64")).to.equal("ok: d for amd64,arm64");
    expect(judged("amd64")).to.equal("error: it is built for amd64, and the fleet runs arm64");
    expect(judged(null)).to.equal("warning: d, of unknown architecture");
    const missing = { found: false as const, reason: "no such tag" };
    expect(told(judgeImage("users", missing, { architecture: "ARM64" }, "r"))).to.deep.equal([
      "error: no such tag",
    ]);
  });

  it("alarms: there, and quiet", () => {
    const alarm = (name: string, state: "OK" | "ALARM") => ({
      name,
      state,
      reason: "why",
      sinceMs: null,
    });
    expect(
      told(judgeAlarms(["a", "b"], [alarm("a", "OK"), alarm("b", "OK")], "dev")),
    ).to.deep.equal(["ok: 2 are quiet"]);
    expect(told(judgeAlarms(["a", "b"], [alarm("a", "ALARM")], "dev"))).to.deep.equal([
      "warning: it is off: why",
      "error: it does not exist",
    ]);
  });

  it("quotas by what a release takes at most: everything once, and the largest service twice", () => {
    const judged = (limits: object) =>
      told(judgeQuotas({ limits, unknown: [] }, settings)).filter((text) =>
        /Fargate|rules on/.test(text),
      );
    // Two tasks of 4 vCPUs, and again as many beside them.
    expect(judged({ fargateVcpus: 15, rulesPerLoadBalancer: 4 })).to.deep.equal([
      "warning: needs 4 rules on each load balancer during a release; the account may have 4",
      "error: needs 16 vCPUs on Fargate in the region during a release; the account may have 15",
    ]);
    expect(judged({ fargateVcpus: 20 })).to.deep.equal([
      "ok: needs 4 rules on each load balancer during a release; the account may have 100, the default",
      "ok: needs 16 vCPUs on Fargate in the region during a release; the account may have 20",
    ]);
    const raised = { ...settings, quotas: { ...settings.quotas, rulesPerLoadBalancer: 3 } };
    // What AWS says goes before what the settings say.
    expect(told(judgeQuotas({ limits: {}, unknown: [] }, raised))).to.include(
      "error: needs 4 rules on each load balancer during a release; the account may have 3, " +
        "says `bluegreen:quotas.rulesPerLoadBalancer`",
    );
    const limits = { rulesPerLoadBalancer: 200 };
    expect(told(judgeQuotas({ limits, unknown: [] }, raised))).to.include(
      "ok: needs 4 rules on each load balancer during a release; the account may have 200",
    );
    expect(
      told(judgeQuotas({ limits: {}, unknown: ["quota x could not be read"] }, settings)),
    ).to.include("unknown: quota x could not be read");
  });

  it("permissions by what IAM denies", () => {
    const wanted = [{ action: "ecs:UpdateService", resource: "arn:s" }];
    expect(told(judgePermissions("ci", wanted, []))).to.deep.equal([
      "ok: 1 actions are allowed to ci",
    ]);
    const [denied] = judgePermissions("ci", wanted, wanted);
    expect(denied).to.deep.equal({
      subject: "ecs:UpdateService",
      status: "error",
      found: "IAM does not allow it on arn:s to ci",
      todo: "allow `ecs:UpdateService` on `arn:s` in the policy of that role",
    });
  });

  it("what the engine never finished", () => {
    expect(told(judgePending([], "dev"), judgePending(["creating x (t)"], "dev"))).to.deep.equal([
      "ok: none is pending",
      "warning: the engine never finished creating x (t)",
    ]);
  });
});
