import { expect } from "chai";
import { checkInputs } from "../../../localCloud/control/check";
import { diffInputs } from "../../../localCloud/control/diff";
import { registry } from "../../../localCloud/control/registry";
import type { Properties } from "../../../localCloud/control/resource";
import { Random } from "../../../localCloud/random";
import { Fixture, refusal } from "../fixture";

const group = registry.get("aws:lb/targetGroup:TargetGroup")!;
const check = (inputs: Properties) => checkInputs(group, "it", {}, inputs, new Random(1));

describe("a target group of the local cloud", () => {
  const refused: [what: string, inputs: Properties, reason: string][] = [
    [
      "a version of HTTP that no target group speaks",
      { vpcId: "v", protocol: "HTTP", port: 80, protocolVersion: "HTTP3" },
      'Invalid option: expected one of "HTTP1"|"HTTP2"|"GRPC"',
    ],
    [
      "a slow start that is too short",
      { vpcId: "v", protocol: "HTTP", port: 80, slowStart: 29 },
      "Too small: expected number to be >=30",
    ],
    [
      "clients that stay for more than a week",
      {
        ...{ vpcId: "v", protocol: "HTTP", port: 80 },
        stickiness: { type: "lb_cookie", cookieDuration: 604_801 },
      },
      "Too big: expected number to be <=604800",
    ],
    [
      "HTTP status codes of a gRPC health check",
      {
        ...{ vpcId: "v", protocol: "HTTP", port: 80, protocolVersion: "GRPC" },
        healthCheck: { path: "/a.B/C", matcher: "200" },
      },
      "health check matcher must be gRPC codes from 0 to 99",
    ],
    [
      "a path of a gRPC health check that is no method",
      {
        ...{ vpcId: "v", protocol: "HTTP", port: 80, protocolVersion: "GRPC" },
        healthCheck: { path: "/health", matcher: "0" },
      },
      "health check path must have the format /package.service/method",
    ],
  ];
  for (const [what, inputs, reason] of refused) {
    it(`rejects ${what}`, () =>
      expect(check(inputs).failures.map((one) => one.reason)).to.deep.equal([reason]));
  }

  const { inputs } = check({ vpcId: "vpc-1", protocol: "HTTP", port: 80 });
  const state = { ...inputs, arn: "arn" };

  it("has what an older program left out at its default, like AWS", () => {
    const added = ["protocolVersion", "slowStart", "stickiness"];
    const older = Object.fromEntries(Object.entries(state).filter(([key]) => !added.includes(key)));
    const none = { changes: false, replaces: [], deleteBeforeReplace: false };
    expect(diffInputs(group, "it", older, inputs)).to.deep.equal(none);
    const grpc = diffInputs(group, "it", older, { ...inputs, protocolVersion: "GRPC" });
    expect(grpc.replaces).to.deep.equal(["protocolVersion"]);
  });
});

describe("rules and target groups of the local cloud", () => {
  let fixture: Fixture;
  before(async () => (fixture = await Fixture.open()));
  after(() => fixture.close());

  async function balancer(name: string, listener: Properties) {
    const vpc = await fixture.create("aws:ec2/vpc:Vpc", `${name}-vpc`, {
      cidrBlock: "10.0.0.0/16",
    });
    const subnets = await Promise.all(
      ["a", "b"].map(async (zone, index) => {
        const inputs = {
          ...{ vpcId: vpc["id"], cidrBlock: `10.0.${index}.0/24` },
          availabilityZone: `eu-central-1${zone}`,
        };
        return (await fixture.create("aws:ec2/subnet:Subnet", `${name}-${zone}`, inputs))["id"];
      }),
    );
    const { arn } = await fixture.create("aws:lb/loadBalancer:LoadBalancer", name, { subnets });
    const defaultActions = [
      { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } },
    ];
    const made = { loadBalancerArn: arn, defaultActions, ...listener };
    const opened = await fixture.create("aws:lb/listener:Listener", name, made);
    const inGroup = (which: string, more: Properties) =>
      fixture.create("aws:lb/targetGroup:TargetGroup", `${name}-${which}`, {
        ...{ vpcId: vpc["id"], protocol: "HTTP", port: 80, targetType: "ip", ...more },
      });
    const rule = (forward: Properties) =>
      fixture.create("aws:lb/listenerRule:ListenerRule", name, {
        ...{ listenerArn: opened["arn"], priority: 1 },
        conditions: [{ pathPattern: { values: ["/*"] } }],
        actions: [{ type: "forward", ...forward }],
      });
    return { inGroup, rule };
  }

  it("need TLS for HTTP/2 and gRPC", async () => {
    const { inGroup, rule } = await balancer("plain", { port: 80, protocol: "HTTP" });
    const { arn } = await inGroup("two", { protocolVersion: "HTTP2" });
    expect(await refusal(rule({ targetGroupArn: arn }))).to.contain(
      "Listener protocol 'HTTP' is not supported with a target group with the protocol-version 'HTTP2'",
    );
  });

  it("let no client stay on a task but leave its target group", async () => {
    const { inGroup, rule } = await balancer("sticky", { port: 80, protocol: "HTTP" });
    const stickiness = { type: "lb_cookie", enabled: true, cookieDuration: 60 };
    const [loose, sticky] = [await inGroup("a", {}), await inGroup("b", { stickiness })];
    const targetGroups = [loose, sticky].map(({ arn }) => ({ arn, weight: 1 }));
    expect(await refusal(rule({ forward: { targetGroups } }))).to.contain(
      "You must enable group stickiness on a rule",
    );
    const kept = { enabled: true, duration: 60 };
    await rule({ forward: { targetGroups, stickiness: kept } });
    const type = "aws:lb/targetGroup:TargetGroup";
    await fixture.update(type, "sticky-a", loose, { stickiness });
  });

  it("refuse to keep clients on a task behind a rule that shares them out", async () => {
    const { inGroup, rule } = await balancer("later", { port: 80, protocol: "HTTP" });
    const groups = [await inGroup("a", {}), await inGroup("b", {})];
    await rule({ forward: { targetGroups: groups.map(({ arn }) => ({ arn, weight: 1 })) } });
    const stickiness = { type: "lb_cookie", enabled: true, cookieDuration: 60 };
    const update = fixture.update("aws:lb/targetGroup:TargetGroup", "later-a", groups[0]!, {
      stickiness,
    });
    expect(await refusal(update)).to.contain("You must enable group stickiness before enabling");
  });
});
