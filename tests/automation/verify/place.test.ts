import { expect } from "chai";
import type { EdgeView, RecordView } from "../../../automation/world/inspector";
import { judgeAccount } from "../../../automation/verify/checks/account";
import { judgeCertificate } from "../../../automation/verify/checks/certificate";
import { judgeEdge } from "../../../automation/verify/checks/edges";
import { judgeRecord } from "../../../automation/verify/checks/records";
import { groupsOf, judgeTargetGroups } from "../../../automation/verify/checks/targetGroups";
import { judgeDelegation, judgeZone } from "../../../automation/verify/checks/zone";
import { emptyState, withServices } from "../../../release/state";
import { retire, stage, switchOver } from "../../../release/transitions";
import { inventory, targetGroupArn } from "../adapters/aws/fixtures";
import { told } from "./told";

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

describe("verify, for account, DNS and load balancers,", () => {
  it("finds credentials for another account or a changed region", () => {
    expect(told(judgeAccount(here, { account, region: here.region }))).to.deep.equal([
      `ok: ${account}, as ${here.arn}`,
      "ok: eu-central-1",
    ]);
    expect(
      told(judgeAccount(here, { account: "999999999999", region: "us-east-1" })),
    ).to.deep.equal([
      `error: the stack is in account 999999999999, but these credentials are for ${account} (${here.arn})`,
      "error: the stack is in us-east-1, but the settings say eu-central-1",
    ]);
    expect(told(judgeAccount(here, null)).map((text) => text.slice(0, 2))).to.deep.equal([
      "ok",
      "ok",
    ]);
  });

  it("finds a hosted zone that is not the one with the stack's records", () => {
    const zone = { id: "Z1", name: "example.com", nameServers: [] };
    expect(told(judgeZone("example.com", zone, zone))).to.deep.equal(["ok: zone Z1"]);
    expect(told(judgeZone("example.com", zone, undefined))).to.deep.equal(["ok: zone Z1"]);
    expect(told(judgeZone("example.com", { ...zone, id: "Z2" }, zone))).to.deep.equal([
      "error: the stack's records are in zone Z1, but the zone of this name is Z2",
    ]);
  });

  it("finds a zone that is not delegated or is delegated elsewhere", () => {
    const own = ["ns-1.awsdns-00.com", "ns-2.awsdns-00.org"];
    expect(told(judgeDelegation("example.com", ["NS-2.awsdns-00.org."], own))).to.deep.equal([
      "ok: delegated to 1 of its 2 servers",
    ]);
    const [none] = [judgeDelegation("example.com", [], own)];
    expect(none.found).to.equal(
      "the zone is not delegated: the parent zone has no NS record for it",
    );
    expect(none.todo).to.equal(
      "in the parent zone (or at the registrar), set the NS record of example.com to exactly ns-1.awsdns-00.com, ns-2.awsdns-00.org",
    );
    expect(told(judgeDelegation("example.com", ["ns.old.net", own[0]!], own))).to.deep.equal([
      "error: the parent zone delegates to ns.old.net, which are not name servers of this zone",
    ]);
  });

  it("finds a certificate that is not issued, is for other names, or is about to expire", () => {
    const dayMs = 86_400_000;
    const issued = {
      status: "ISSUED",
      names: ["*.example.com"],
      notAfterMs: 90 * dayMs,
      reason: "",
    };
    const judged = (changes: Partial<typeof issued> | null, nowMs = 0) =>
      told(
        judgeCertificate(changes && { ...issued, ...changes }, "*.example.com", nowMs, "dev"),
      ).join();
    expect(judged({})).to.equal("ok: issued, valid for 90 days");
    expect(judged({}, 70 * dayMs)).to.equal("warning: expires in 20 days");
    expect(judged({}, 91 * dayMs)).to.equal("error: has expired");
    expect(judged(null)).to.equal("error: no longer exists");
    expect(judged({ names: ["*.other.com"] })).to.equal("error: is for *.other.com");
    expect(judged({ status: "FAILED", reason: "CAA_ERROR" })).to.equal(
      "error: is FAILED: CAA_ERROR",
    );
  });

  it("finds a load balancer that is gone or does not forward production as recorded", () => {
    const rule = { hosts: ["users.example.com"], byHeader: false, targetGroupArns: [""] };
    const edge = (targetGroup: string, changes: Partial<EdgeView> = {}): EdgeView => ({
      state: "active",
      listeners: [
        {
          port: 443,
          certificateArn: null,
          otherCertificateArns: [],
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
      "error: does not forward users.example.com to the blue fleet, as recorded",
    );
    expect(
      judged(
        edge("x", {
          listeners: [{ port: 443, certificateArn: null, otherCertificateArns: [], rules: [] }],
        }),
      ),
    ).to.equal("error: has no rule for users.example.com");
    const { services } = inventory;
    const productionNames = ["users.example.com", "www.example.com"];
    const several = { ...services, users: { ...services["users"]!, productionNames } };
    const ofBoth = {
      ...expected,
      environment: { release, inventory: { ...inventory, services: several } },
    };
    expect(told(judgeEdge("green", edge("users-blue-on-green"), ofBoth))).to.deep.equal([
      "error: has no rule for www.example.com",
    ]);
    expect(judged(edge("x", { listeners: [] }))).to.equal("error: nothing listens on port 443");
    expect(judged(edge("x", { state: "failed" }))).to.equal("error: is failed");
    expect(judged(null)).to.equal("error: no longer exists");
  });

  it("finds target groups that are missing or that no rule refers to", () => {
    const wanted = groupsOf(inventory, "users");
    expect(wanted.map(({ name }) => name)).to.deep.equal([
      "users blue on the blue load balancer",
      "users blue on the green load balancer",
      "users green on the blue load balancer",
      "users green on the green load balancer",
    ]);
    const found = Object.fromEntries(
      wanted.map(({ arn, loadBalancerArn }) => [arn, [loadBalancerArn]]),
    );
    expect(told(judgeTargetGroups(wanted, found, "dev"))).to.deep.equal(["ok: 4 are attached"]);
    delete found[wanted[0]!.arn];
    found[wanted[1]!.arn] = [];
    expect(told(judgeTargetGroups(wanted, found, "dev"))).to.deep.equal([
      "error: its target group does not exist",
      "error: no rule of its load balancer refers to its target group",
    ]);
  });

  it("finds a record that leads elsewhere, and tells who moved it", () => {
    const judged = (found: Partial<RecordView> | null, engine?: string) =>
      told(
        judgeRecord(
          "users.example.com",
          found && { alias: null, ttlSeconds: null, values: [], ...found },
          { wanted: blue.dnsName, engine, inventory, stackName: "dev" },
        ),
      ).join();
    expect(judged({ alias: `dualstack.${blue.dnsName.toUpperCase()}.` })).to.equal(
      "ok: alias of the blue load balancer",
    );
    expect(judged({ alias: green.dnsName }, blue.dnsName)).to.equal(
      "error: its record was changed by hand: it leads to the green load balancer",
    );
    expect(judged({ alias: "old.elb.example" })).to.equal(
      "error: its record was changed by hand: it leads to old.elb.example",
    );
    expect(judged({ alias: green.dnsName }, green.dnsName)).to.equal(
      "error: its record leads to the green load balancer: an interrupted `up` moved it",
    );
    expect(judged({ values: ["1.2.3.4"], ttlSeconds: 300 })).to.equal(
      "error: its record was changed by hand: it is not an alias but 1.2.3.4 with a TTL of 300 s",
    );
    expect(judged(null)).to.equal("error: its record was deleted from the hosted zone");
  });
});
