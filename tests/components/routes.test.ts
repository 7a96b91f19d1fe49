import { expect } from "chai";
import { registry } from "../../localCloud/control/registry";
import { toDerivedConfig } from "../../release/derivedConfig";
import { config } from "../config/samples";
import { accessSecret } from "../../config/testAccess";
import { type Color, colors } from "../../release/state";
import { type Registered, type Run, runProgram } from "./engine";
import { all, find, forwardsTo, own, unwrapped } from "./find";
import { type PhaseName, phases, programAt, releasedWith } from "./phases";

type Action = { targetGroupArn?: string };

/**
 * Where a load balancer sends production of users: the target group `<service>-<fleet><load balancer>`,
 * or a status.
 */
function production(run: Run, edge: Color): string {
  return forwardsTo(find(run, "ListenerRule", `users-${edge}-production`));
}

const expected: Record<PhaseName, Record<Color, string>> = {
  "never released": { blue: "fixed-response", green: "fixed-response" },
  idle: { blue: "arn:users-bb", green: "arn:users-bg" },
  staged: { blue: "arn:users-bb", green: "arn:users-bg" },
  canary: {
    blue: "5 to arn:users-gb, 95 to arn:users-bb",
    green: "5 to arn:users-gg, 95 to arn:users-bg",
  },
  switched: { blue: "arn:users-bb", green: "arn:users-gg" },
  "switched after a canary": { blue: "arn:users-gb", green: "arn:users-gg" },
  returning: { blue: "arn:users-bb", green: "arn:users-bg" },
  retired: { blue: "arn:users-gb", green: "arn:users-gg" },
};

describe("the production rules", () => {
  for (const [phase, targets] of Object.entries(expected)) {
    it(
      `in phase ${phase} forward from the blue load balancer to ${targets.blue}, from the ` +
        `green one to ${targets.green}`,
      async () => {
        const run = await programAt(phase as PhaseName);
        expect(production(run, "blue")).to.equal(targets.blue);
        expect(production(run, "green")).to.equal(targets.green);
      },
    );
  }

  it("answer 503 as long as nothing is released", async () => {
    const rule = find(await programAt("never released"), "ListenerRule", "users-blue-production");
    expect(rule.inputs["actions"]).to.deep.equal([
      {
        type: "fixed-response",
        fixedResponse: {
          contentType: "text/plain",
          messageBody: "not released yet\n",
          statusCode: "503",
        },
      },
    ]);
  });
});

describe("the rules that no release changes", () => {
  const fixed = (run: Run) =>
    all(run, "ListenerRule").filter(({ name }) => !name.endsWith("-production"));
  const essence = ({ name, inputs }: Registered) => ({ name, inputs });

  it("are the same in every phase", async () => {
    const first = fixed(await programAt("never released")).map(essence);
    expect(first).to.have.length(12);
    for (const phase of Object.keys(expected)) {
      const now = fixed(await programAt(phase as PhaseName)).map(essence);
      expect(now, phase).to.have.deep.members(first);
    }
  });

  it("send the test name to the load balancer's own color, only with the cookie of its link", async () => {
    const rule = find(await programAt("staged"), "ListenerRule", "users-green-test");
    const values = [`*bluegreen-access=${accessSecret("s3cret", "users", 1)}*`];
    expect({ ...rule.inputs, conditions: unwrapped(rule.inputs["conditions"]) }).to.deep.equal({
      listenerArn: "arn:edge-green-https",
      priority: 3,
      conditions: [
        { hostHeader: { values: ["users-test.dev.example.com"] } },
        { httpHeader: { httpHeaderName: "cookie", values } },
      ],
      actions: [{ type: "forward", targetGroupArn: "arn:users-gg" }],
      tags: { ...own, service: "users", color: "green" },
    });
  });

  it("send the color header to that color, only with the secret and a name of the service", async () => {
    const run = await programAt("staged");
    const rule = find(run, "ListenerRule", "users-blue-header-green");
    expect(rule.inputs["actions"]).to.deep.equal([
      { type: "forward", targetGroupArn: "arn:users-gb" },
    ]);
    expect(unwrapped(rule.inputs["conditions"])).to.deep.equal([
      { hostHeader: { values: ["users.dev.example.com", "users-test.dev.example.com"] } },
      { httpHeader: { httpHeaderName: "x-bluegreen-color", values: ["green"] } },
      { httpHeader: { httpHeaderName: "x-bluegreen-secret", values: ["s3cret"] } },
    ]);
    expect(rule.inputs["conditions"], "kept secret").to.not.be.an("array");
  });

  it("keep each target group attached to its load balancer", async () => {
    const run = await programAt("idle");
    for (const edge of colors) {
      const listener = `arn:edge-${edge}-https`;
      const attached = fixed(run)
        .filter(({ inputs }) => inputs["listenerArn"] === listener)
        .flatMap(({ inputs }) => (inputs["actions"] as Action[]).map((a) => a.targetGroupArn));
      const wanted = ["users", "matching"].flatMap((service) =>
        colors.map((fleet) => `arn:${service}-${fleet[0]}${edge[0]}`),
      );
      expect(new Set(attached)).to.deep.equal(new Set(wanted));
    }
  });
});

describe("the order of a listener's rules", () => {
  it("is header, test, production, without gaps or duplicates", async () => {
    const priorities = all(await programAt("idle"), "ListenerRule")
      .filter(({ inputs }) => inputs["listenerArn"] === "arn:edge-blue-https")
      .map(({ name, inputs }) => [inputs["priority"], name]);
    expect(Object.fromEntries(priorities)).to.deep.equal({
      1: "users-blue-header-blue",
      2: "users-blue-header-green",
      3: "users-blue-test",
      4: "users-blue-production",
      5: "matching-blue-header-blue",
      6: "matching-blue-header-green",
      7: "matching-blue-test",
      8: "matching-blue-production",
    });
  });
});

describe("another `ruleSlot` of a service that serves", () => {
  const at = (slot: number) => {
    const raw = config({ users: { ruleSlot: slot }, matching: { ruleSlot: 1, port: 9090 } });
    const release = releasedWith({ ...phases.idle, revision: 0 }, raw);
    const deployed = { colorSecret: "0".repeat(64) };
    return runProgram({ config: { ...raw, ...toDerivedConfig(release) }, deployed });
  };

  it("moves its four rules on both load balancers in place, and changes nothing else", async () => {
    const [before, after] = [await at(0), await at(7)];
    const moved = after.resources.filter((one, index) => {
      const { priority: _, ...inputs } = one.inputs;
      const { priority, ...old } = before.resources[index]!.inputs;
      expect(inputs, one.name).to.deep.equal(old);
      return one.inputs["priority"] !== priority;
    });
    expect(moved.map(({ type, inputs }) => [type, inputs["priority"]])).to.have.deep.members(
      [29, 30, 31, 32, 29, 30, 31, 32].map((priority) => [
        "aws:lb/listenerRule:ListenerRule",
        priority,
      ]),
    );
    expect(registry.get("aws:lb/listenerRule:ListenerRule")!.replaceOn).to.not.include("priority");
  });
});
