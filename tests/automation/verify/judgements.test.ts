import { expect } from "chai";
import type { EdgeView, RecordView } from "../../../automation/inspector";
import type { Judgement } from "../../../automation/verify/finding";
import { judgeAccount } from "../../../automation/verify/checks/account";
import { judgeAlarms } from "../../../automation/verify/checks/alarms";
import { judgeCertificate } from "../../../automation/verify/checks/certificate";
import { judgeEdge } from "../../../automation/verify/checks/edges";
import { judgePending } from "../../../automation/verify/checks/engine";
import { judgeFleet } from "../../../automation/verify/checks/fleets";
import { judgeImage } from "../../../automation/verify/checks/image";
import { judgePermissions } from "../../../automation/verify/checks/permissions";
import { judgeQuotas } from "../../../automation/verify/checks/quotas";
import { judgeRecord } from "../../../automation/verify/checks/records";
import { judgeRoles } from "../../../automation/verify/checks/roles";
import { groupsOf, judgeTargetGroups } from "../../../automation/verify/checks/targetGroups";
import { judgeTtl } from "../../../automation/verify/checks/ttl";
import { judgeDelegation, judgeZone } from "../../../automation/verify/checks/zone";
import { settingsSchema } from "../../../config/schema";
import { emptyState, withServices } from "../../../release/state";
import { retire, stage, switchOver } from "../../../release/transitions";
import { inventory, targetGroupArn } from "../adapters/aws/fixtures";

const account = "123456789012";
const here = {
  account,
  arn: `arn:aws:sts::${account}:assumed-role/ci/run`,
  region: "eu-central-1",
};
const request = {
  id: "r-1",
  owner: "",
  startedAt: "2025-01-31T12:00:00.000Z",
  services: { users: { image: "u@sha256:1", size: 1 } },
};
const release = retire(switchOver(stage(withServices(emptyState, ["users"]), request)));
const { blue, green } = inventory.edges;
const settings = settingsSchema.parse({
  domain: "example.com",
  services: { users: { cpu: 4096 } },
});

/** Status and sentence of each judgement. */
const told = (...judgements: (Judgement | Judgement[])[]) =>
  judgements.flat().map(({ status, found }) => `${status}: ${found}`);

describe("verify judges", () => {
  it("the account and the region by where the stack lives", () => {
    expect(told(judgeAccount(here, { account, region: here.region }))).to.deep.equal([
      `ok: ${account}, as ${here.arn}`,
      "ok: eu-central-1",
    ]);
    expect(
      told(judgeAccount(here, { account: "999999999999", region: "us-east-1" })),
    ).to.deep.equal([
      `error: the stack lives in account 999999999999, and these credentials are of ${account} (${here.arn})`,
      "error: the stack lives in us-east-1, and the settings say eu-central-1",
    ]);
    expect(told(judgeAccount(here, null)).map((text) => text.slice(0, 2))).to.deep.equal([
      "ok",
      "ok",
    ]);
  });

  it("the hosted zone: there, and the one that was deployed to", () => {
    const zone = { id: "Z1", name: "example.com", nameServers: [] };
    expect(told(judgeZone("example.com", zone, inventory))).to.deep.equal(["ok: zone Z1"]);
    expect(told(judgeZone("example.com", null, null))).to.deep.equal([
      "error: the account has no public hosted zone of this name",
    ]);
    expect(told(judgeZone("example.com", { ...zone, id: "Z2" }, inventory))).to.deep.equal([
      "error: the stack's records are in zone Z1, and the zone of this name is Z2",
    ]);
  });

  it("the delegation by the servers that the parent names", () => {
    const own = ["ns-1.awsdns-00.com", "ns-2.awsdns-00.org"];
    expect(told(judgeDelegation("example.com", ["NS-2.awsdns-00.org."], own))).to.deep.equal([
      "ok: delegated to 1 of its 2 servers",
    ]);
    const [none] = [judgeDelegation("example.com", [], own)];
    expect(none.found).to.equal("the zone is not delegated: its parent names no servers for it");
    expect(none.todo).to.equal(
      "let the parent zone (or the registrar) name exactly ns-1.awsdns-00.com, ns-2.awsdns-00.org as NS of example.com",
    );
    expect(told(judgeDelegation("example.com", ["ns.old.net", own[0]!], own))).to.deep.equal([
      "error: the parent zone names ns.old.net, which are not servers of this zone",
    ]);
  });

  it("the certificate: issued, right, and not about to end", () => {
    const dayMs = 86_400_000;
    const issued = {
      status: "ISSUED",
      names: ["*.example.com"],
      notAfterMs: 90 * dayMs,
      reason: "",
    };
    const judged = (changes: Partial<typeof issued> | null, nowMs = 0) =>
      told(judgeCertificate(changes && { ...issued, ...changes }, "example.com", nowMs)).join();
    expect(judged({})).to.equal("ok: issued, valid for 90 days");
    expect(judged({}, 70 * dayMs)).to.equal("warning: it expires in 20 days");
    expect(judged({}, 91 * dayMs)).to.equal("error: it has expired");
    expect(judged(null)).to.equal("error: it does not exist any more");
    expect(judged({ names: ["*.other.com"] })).to.equal("error: it is for *.other.com");
    expect(judged({ status: "FAILED", reason: "CAA_ERROR" })).to.equal(
      "error: it is FAILED: CAA_ERROR",
    );
  });

  it("an edge by where it forwards production", () => {
    const rule = { hosts: ["users.example.com"], byHeader: false, targetGroupArns: [""] };
    const edge = (targetGroup: string, changes: Partial<EdgeView> = {}): EdgeView => ({
      state: "active",
      listeners: [
        {
          port: 443,
          certificateArn: null,
          rules: [
            { ...rule, byHeader: true, targetGroupArns: [targetGroupArn("other")] },
            { ...rule, targetGroupArns: [targetGroupArn(targetGroup)] },
          ],
        },
      ],
      ...changes,
    });
    const expected = { environment: { release, inventory }, services: ["users"], stackName: "dev" };
    const judged = (view: EdgeView | null) => told(judgeEdge("green", view, expected)).join();
    expect(judged(edge("users-blue-on-green"))).to.equal("ok: active, 2 rules");
    expect(judged(edge("users-green-on-green"))).to.equal(
      "error: it does not forward users.example.com to the blue fleet, as was deployed",
    );
    expect(
      judged(edge("x", { listeners: [{ port: 443, certificateArn: null, rules: [] }] })),
    ).to.equal("error: it has no rule for users.example.com");
    expect(judged(edge("x", { listeners: [] }))).to.equal("error: nothing listens on port 443");
    expect(judged(edge("x", { state: "failed" }))).to.equal("error: its load balancer is failed");
    expect(judged(null)).to.equal("error: its load balancer does not exist any more");
  });

  it("target groups: there, and known to a rule of their edge", () => {
    const wanted = groupsOf(inventory, "users");
    expect(wanted.map(({ name }) => name)).to.deep.equal([
      "users blue on the blue edge",
      "users blue on the green edge",
      "users green on the blue edge",
      "users green on the green edge",
    ]);
    const found = Object.fromEntries(
      wanted.map(({ arn, loadBalancerArn }) => [arn, [loadBalancerArn]]),
    );
    expect(told(judgeTargetGroups(wanted, found, "dev"))).to.deep.equal(["ok: 4 are attached"]);
    delete found[wanted[0]!.arn];
    found[wanted[1]!.arn] = [];
    expect(told(judgeTargetGroups(wanted, found, "dev"))).to.deep.equal([
      "error: its target group does not exist",
      "error: no rule of its edge knows its target group",
    ]);
  });

  it("a record by where it leads, and who moved it", () => {
    const judged = (found: Partial<RecordView> | null, engine?: string) =>
      told(
        judgeRecord(
          "users.example.com",
          found && { alias: null, ttlSeconds: null, values: [], ...found },
          { wanted: blue.dnsName, engine, inventory, stackName: "dev" },
        ),
      ).join();
    expect(judged({ alias: `dualstack.${blue.dnsName.toUpperCase()}.` })).to.equal(
      "ok: alias of the blue edge",
    );
    expect(judged({ alias: green.dnsName }, blue.dnsName)).to.equal(
      "error: its record was changed by hand: it leads to the green edge",
    );
    expect(judged({ alias: "old.elb.example" })).to.equal(
      "error: its record was changed by hand: it leads to old.elb.example",
    );
    expect(judged({ alias: green.dnsName }, green.dnsName)).to.equal(
      "error: its record leads to the green edge: an `up` moved it and did not end",
    );
    expect(judged({ values: ["1.2.3.4"], ttlSeconds: 300 })).to.equal(
      "error: its record was changed by hand: it is no alias but 1.2.3.4 with a TTL of 300 s",
    );
    expect(judged(null)).to.equal("error: its record was deleted from the hosted zone");
  });

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
    const judged = (found: typeof health | null, isActive = true, size = 1) =>
      told(
        judgeFleet("users blue", found, { expected: { ...expected, size }, isActive }, "dev"),
      ).join();
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
    expect(told(judgeAlarms(["a", "b"], [alarm("a", "OK"), alarm("b", "OK")]))).to.deep.equal([
      "ok: 2 are quiet",
    ]);
    expect(told(judgeAlarms(["a", "b"], [alarm("a", "ALARM")]))).to.deep.equal([
      "warning: it is off: why",
      "error: it does not exist",
    ]);
  });

  it("quotas by what a release takes at most: everything once, and the largest service twice", () => {
    const judged = (limits: object) =>
      told(judgeQuotas({ limits, unknown: [] }, settings)).filter((text) =>
        /Fargate|rules/.test(text),
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
