import { expect } from "chai";
import { judgeAlarms } from "../../../automation/verify/checks/alarms";
import { judgePending } from "../../../automation/verify/checks/engine";
import type { FleetHealth } from "../../../automation/world/ports";
import { judgeFleet } from "../../../automation/verify/checks/fleets";
import { judgeImage } from "../../../automation/verify/checks/image";
import { judgePermissions } from "../../../automation/verify/checks/permissions";
import { judgeQuotas } from "../../../automation/verify/checks/quotas";
import { judgeRoles } from "../../../automation/verify/checks/roles";
import { judgeTaskPermissions } from "../../../automation/verify/checks/taskPermissions";
import { judgeTtl } from "../../../automation/verify/checks/ttl";
import { type Settings, settingsSchema } from "../../../config/schema";
import { told } from "./told";

const settings = settingsSchema.parse({
  domain: "example.com",
  services: { users: { cpu: 4096 } },
});

describe("verify, for services and the account,", () => {
  it("warns when the live TTL is longer than the one in the settings", () => {
    expect(told(judgeTtl("users", 60, 60), judgeTtl("users", 300, 60))).to.deep.equal([
      "ok: live 60 s, settings 60 s",
      "warning: the live TTL of 300 s is longer than the 60 s in the settings; a drain waits for the longer one",
    ]);
  });

  it("finds a fleet that is missing, has the wrong size, or is unhealthy", () => {
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
    const judged = (found: FleetHealth | null, isActive = true, size = 1, most = size) => {
      const wanted = { expected: { ...expected, size }, most, isActive };
      return told(judgeFleet("users blue", found, wanted, "dev")).join();
    };
    expect(judged(health)).to.equal("ok: 1 healthy tasks");
    expect(judged(null)).to.equal("error: its ECS service was deleted by hand");
    expect(judged({ ...health, desired: 0 })).to.equal("error: scaled to 0 tasks, recorded: 1");
    expect(judged(health, false, 0)).to.equal("warning: scaled to 1 task, recorded: 0");
    expect(judged({ ...health, desired: 0 }, false, 0)).to.equal("ok: stopped");
    expect(judged({ ...health, running: [{ taskId: "t1", digest: "sha256:2" }] })).to.equal(
      "error: task t1 runs sha256:2, expected sha256:1",
    );
    expect(judged({ ...health, desired: 0, running: [], targets: [] }, true, 0, 3)).to.equal(
      "ok: scaled to 0, as `size.min` allows",
    );
    expect(judged({ ...health, desired: 3 }, true, 1, 3), "as AWS scales it").to.match(/^ok/);
    expect(judged({ ...health, desired: 4 }, true, 1, 3)).to.equal(
      "warning: scaled to 4 tasks, recorded: 1 to 3",
    );
    const reason = "Target.NotInUse: Target group is not configured to receive traffic";
    const unused = { ...target("green"), state: "unused" as const, reason };
    const unrouted = { ...health, targets: [target("blue"), unused] };
    expect(judged(unrouted)).to.equal(
      `error: target ${unused.target} is unused at the green load balancer: ${reason}; ` +
        "a listener or a rule may have been deleted",
    );
    const wanted = { expected, most: 1, isActive: true };
    expect(judgeFleet("users blue", unrouted, wanted, "dev").todo).to.equal(
      "pulumi refresh --stack dev; bluegreen up --stack dev",
    );
    const moved = { ...health.rollout, taskDefinitionArn: "d:2" };
    expect(judged({ ...health, rollout: moved })).to.equal("error: ECS runs d:2, expected d:1");
  });

  it("finds roles that do not exist or that tasks can't assume", () => {
    const role = { arn: "arn:r", exists: true, trusts: ["ecs-tasks.amazonaws.com"] };
    expect(
      told(
        judgeRoles("users", [role], "next"),
        judgeRoles("users", [{ ...role, trusts: ["ec2.amazonaws.com"] }], "next"),
        judgeRoles("users", [{ ...role, exists: false }], "next"),
      ),
    ).to.deep.equal([
      "ok: 1 role, assumable by tasks",
      "error: role arn:r can't be assumed by ecs-tasks.amazonaws.com",
      "error: role arn:r does not exist",
    ]);
  });

  it("finds what a permissions boundary takes from tasks", () => {
    const one = { action: "sqs:SendMessage", resource: "arn:q" };
    const other = { action: "sqs:ReceiveMessage", resource: "arn:q" };
    expect(told(judgeTaskPermissions("users", [one, other], []))).to.deep.equal([
      "ok: its tasks are allowed 2 actions",
    ]);
    expect(told(judgeTaskPermissions("users", [one, other], [other]))).to.deep.equal([
      "error: its tasks are not allowed sqs:ReceiveMessage on arn:q, although its settings say so",
    ]);
  });

  it("finds an image that does not exist or is built for another architecture", () => {
    const found = { found: true as const, pinned: "r@d", digest: "d" };
    const judged = (architecture: string | null) =>
      told(judgeImage("users", { ...found, architecture }, { architecture: "ARM64" }, "r")).join();
    expect(judged("amd64,arm64")).to.equal("ok: d for amd64,arm64");
    expect(judged("amd64")).to.equal("error: it is built for amd64, but the fleet runs arm64");
    expect(judged(null)).to.equal("warning: d, of unknown architecture");
    const missing = { found: false as const, reason: "no such tag" };
    expect(told(judgeImage("users", missing, { architecture: "ARM64" }, "r"))).to.deep.equal([
      "error: no such tag",
    ]);
  });

  it("finds alarms that do not exist or are in ALARM", () => {
    const alarm = (name: string, state: "OK" | "ALARM") => ({
      name,
      state,
      reason: "why",
      sinceMs: null,
    });
    expect(
      told(judgeAlarms(["a", "b"], [alarm("a", "OK"), alarm("b", "OK")], "dev")),
    ).to.deep.equal(["ok: none of 2 is in ALARM"]);
    expect(told(judgeAlarms(["a", "b"], [alarm("a", "ALARM")], "dev"))).to.deep.equal([
      "warning: in ALARM: why",
      "error: does not exist",
    ]);
  });

  it("says that reserved capacity needs a quota, which is 0 at first", () => {
    const reserving = {
      ...settings,
      loadBalancers: { ...settings.loadBalancers, reserveLcu: 150 },
    };
    const judged = (limits: object, of: Partial<Settings> = {}) =>
      judgeQuotas({ limits, unknown: [] }, { ...reserving, ...of }).filter(
        ({ subject }) => subject === "reservedLcu",
      );
    const needs = "needs 300 reserved capacity units of load balancers in the region";
    const rest = "(`loadBalancers.reserveLcu`) during a release; the account's quota is";
    expect(judged({ reservedLcu: 0 })).to.deep.equal([
      {
        ...{ status: "error", subject: "reservedLcu", found: `${needs} ${rest} 0` },
        todo: "request an increase in the Service Quotas console, or lower `loadBalancers.reserveLcu`",
      },
    ]);
    expect(told(judged({ reservedLcu: 375 }))).to.deep.equal([`ok: ${needs} ${rest} 375`]);
    expect(judged({})).to.deep.equal([]);
    // Its load balancers are another environment's.
    expect(judged({ reservedLcu: 0 }, { foundation: "dev" })).to.deep.equal([]);
  });

  it("says that AWS reserves 15,000 units at most on a load balancer, unless it was asked", () => {
    const judged = (reserveLcu: number) =>
      judgeQuotas(
        { limits: {}, unknown: [] },
        { ...settings, loadBalancers: { ...settings.loadBalancers, reserveLcu } },
      ).filter(({ subject }) => subject === "reservedLcu");
    expect(judged(15_000)).to.deep.equal([]);
    expect(judged(15_001)).to.deep.equal([
      {
        ...{ status: "warning", subject: "reservedLcu" },
        found:
          "reserves 15001 capacity units on each load balancer (`loadBalancers.reserveLcu`); AWS allows 15000 " +
          "by default, and does not report this account's limit",
        todo: "ask AWS Support for more, or lower `loadBalancers.reserveLcu`",
      },
    ]);
  });

  it("compares quotas with all services plus a second copy of the largest", () => {
    const judged = (limits: object) =>
      told(judgeQuotas({ limits, unknown: [] }, settings)).filter((text) =>
        /Fargate|rules on/.test(text),
      );
    // Two tasks of 4 vCPUs, and again as many beside them.
    expect(judged({ fargateVcpus: 15, rulesPerLoadBalancer: 4 })).to.deep.equal([
      "warning: needs 4 rules on each load balancer during a release; the account's quota is 4",
      "error: needs 16 vCPUs on Fargate in the region during a release; the account's quota is 15",
    ]);
    expect(judged({ fargateVcpus: 20 })).to.deep.equal([
      "ok: needs 4 rules on each load balancer during a release; the account's quota is 100 (the default)",
      "ok: needs 16 vCPUs on Fargate in the region during a release; the account's quota is 20",
    ]);
    const raised = { ...settings, quotas: { ...settings.quotas, rulesPerLoadBalancer: 3 } };
    // The quota that AWS reports takes precedence over the one in the settings.
    expect(told(judgeQuotas({ limits: {}, unknown: [] }, raised))).to.include(
      "error: needs 4 rules on each load balancer during a release; the account's quota is 3 " +
        "(`quotas.rulesPerLoadBalancer`)",
    );
    const limits = { rulesPerLoadBalancer: 200 };
    expect(told(judgeQuotas({ limits, unknown: [] }, raised))).to.include(
      "ok: needs 4 rules on each load balancer during a release; the account's quota is 200",
    );
    expect(
      told(judgeQuotas({ limits: {}, unknown: ["quota x could not be read"] }, settings)),
    ).to.include("unknown: quota x could not be read");
  });

  it("finds permissions that IAM denies", () => {
    const wanted = [{ action: "ecs:UpdateService", resource: "arn:s" }];
    expect(told(judgePermissions("ci", wanted, []))).to.deep.equal([
      "ok: ci is allowed all 1 actions",
    ]);
    const [denied] = judgePermissions("ci", wanted, wanted);
    expect(denied).to.deep.equal({
      subject: "ecs:UpdateService",
      status: "error",
      found: "IAM does not allow ci this action on arn:s",
      todo: "allow `ecs:UpdateService` on `arn:s` in that role's policy",
    });
  });

  it("warns about operations that Pulumi never finished", () => {
    expect(told(judgePending([], "dev"), judgePending(["creating x (t)"], "dev"))).to.deep.equal([
      "ok: none pending",
      "warning: Pulumi never finished creating x (t)",
    ]);
  });
});
