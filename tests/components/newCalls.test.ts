import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import type { Inventory } from "../../release/inventory";
import { type Color, colors, type ReleaseState } from "../../release/state";
import { config } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { all, before as reached, find } from "./find";
import { phases, programAt, registered } from "./phases";

const settings = config({
  users: { ruleSlot: 0, port: 8080 },
  matching: { ruleSlot: 1, port: 9090, compute: { type: "ec2" }, calls: ["users"] },
});

/** The fleet that a color's private load balancer sends calls of users to. */
function target(run: Run, edge: Color): string {
  const rule = find(run, "ListenerRule", `users-private-${edge}-production`);
  const [action] = rule.inputs["actions"] as { type: string; targetGroupArn?: string }[];
  return action!.targetGroupArn ?? action!.type;
}

describe("calls of a service that was released before anybody called it", function () {
  this.timeout(60_000);
  /** Target groups that ECS registers the tasks of a fleet of users in, without the public ones. */
  const inside = (run: Run, color: Color) =>
    (find(run, "Service", `users-${color}`).inputs["loadBalancers"] as { targetGroupArn: string }[])
      .map(({ targetGroupArn }) => targetGroupArn)
      .filter((arn) => arn.endsWith("p"));
  const recordOf = (run: Run) => all(run, "Record").find(({ name }) => name === "users-private");
  const upOf = (release: ReleaseState, inventory?: unknown) =>
    runProgram({
      config: { ...settings, ...toDerivedConfig(release) },
      deployed: { release, colorSecret: "s3cret", inventory },
    });
  const inventoryOf = ({ outputs }: Run) => {
    const { services } = outputs!["inventory"] as Inventory;
    const { privateName, fleets } = services["users"]!;
    return [privateName, fleets.blue.privateTargetGroupArns, fleets.green.privateTargetGroupArns];
  };

  // The first run loads the SDK.
  before(() => programAt("idle"));

  it("leave what serves as it was released, until its own release makes it reachable", async () => {
    const run = await upOf(registered(phases.idle));
    expect(inside(run, "blue")).to.deep.equal([]);
    expect(recordOf(run)).to.equal(undefined);
    expect(inventoryOf(run)).to.deep.equal([undefined, undefined, undefined]);
    // Otherwise the rest is there, for whoever is released with a call.
    expect(find(run, "Listener", "users-private-green").protect).to.equal(false);
    const plain = await programAt("idle");
    expect(find(run, "Service", "users-blue").inputs).to.deep.equal(
      find(plain, "Service", "users-blue").inputs,
    );
  });

  for (const phase of ["staged", "switched", "returning", "retired"] as const) {
    it(`lead to a candidate in phase ${phase} if what served before it can't be called`, async () => {
      const run = await upOf(registered(phases[phase], "green"));
      expect([inside(run, "blue"), inside(run, "green")]).to.deep.equal([
        [],
        ["arn:users-gbp", "arn:users-ggp"],
      ]);
      expect(target(run, "green")).to.equal("arn:users-ggp");
      const record = recordOf(run)!;
      const [alias] = record.inputs["aliases"] as { name: string }[];
      expect(alias!.name).to.equal("private-green.elb.example");
      expect([...reached(run, record)]).to.include.members([
        "ListenerRule users-private-green-production",
        "Service users-green",
      ]);
      // The way back takes the name away again.
      expect(record.protect).to.equal(phase === "retired");
      // Before the switch, nobody but a caller that is released with it finds it there.
      const isServing = phase === "switched" || phase === "retired";
      const arns = { blue: "arn:users-gbp", green: "arn:users-ggp" };
      expect(inventoryOf(run)).to.deep.equal([
        isServing ? "users.internal.dev.example.com" : undefined,
        undefined,
        arns,
      ]);
    });
  }

  it("find registered what an older program released while somebody called, and nothing else", async () => {
    const old = await upOf(registered(phases.idle, ...colors));
    const kept = await upOf(phases.idle, old.outputs!["inventory"]);
    expect(find(kept, "Service", "users-blue").inputs).to.deep.equal(
      find(old, "Service", "users-blue").inputs,
    );
    expect(inventoryOf(kept)).to.deep.equal(inventoryOf(old));
    const without = await upOf(phases.idle, (await programAt("idle")).outputs!["inventory"]);
    expect(inside(without, "blue")).to.deep.equal([]);
  });
});
