import { expect } from "chai";
import { toDerivedConfig } from "../../release/derivedConfig";
import { colors } from "../../release/state";
import { shift, switchOver } from "../../release/transitions";
import { config } from "../config/samples";
import { runProgram } from "./engine";
import { find } from "./find";
import { phases, programAt, registered } from "./phases";

const settingsWith = (users: object) =>
  config({
    users: { ruleSlot: 0, port: 8080, ...users },
    matching: { ruleSlot: 1, port: 9090, compute: { type: "ec2" }, calls: ["users"] },
  });
const steps = { users: [{ percent: 5, minutes: 10 }] };
const inCanary = shift(registered(phases.staged, ...colors), steps)!;

/** What both load balancers of each side do with production of users. */
async function actionsIn(release: typeof inCanary, users: object = {}) {
  const run = await runProgram({
    config: { ...settingsWith(users), ...toDerivedConfig(release) },
    deployed: { release, colorSecret: "s3cret" },
  });
  return ["", "private-"].map((side) =>
    colors.map((edge) => {
      const rule = find(run, "ListenerRule", `users-${side}${edge}-production`);
      return (rule.inputs["actions"] as unknown[])[0];
    }),
  );
}

describe("the production rules of a canary", function () {
  // Each state is a run of the program.
  this.timeout(60_000);
  // Pulumi's mocks are global: other files' runs have to be over.
  before(() => programAt("idle"));

  it("forward the share to the candidate at both load balancers, public and private, without stickiness", async () => {
    const [publicOnes, privateOnes] = await actionsIn(inCanary);
    const weighted = (edge: string) => ({
      type: "forward",
      forward: {
        targetGroups: [
          { arn: `arn:users-g${edge}`, weight: 5 },
          { arn: `arn:users-b${edge}`, weight: 95 },
        ],
      },
    });
    expect(publicOnes).to.deep.equal([weighted("b"), weighted("g")]);
    expect(privateOnes).to.deep.equal([weighted("bp"), weighted("gp")]);
  });

  it("keep a client on its fleet where it stays on its task, for the longer of both times", async () => {
    const sticky = (color: "blue" | "green", stickySeconds: number) => {
      const { users, ...others } = inCanary.services;
      const fleet = { ...users!.fleets[color], settings: { stickySeconds } };
      const fleets = { ...users!.fleets, [color]: fleet };
      return { ...inCanary, services: { ...others, users: { ...users!, fleets } } };
    };
    const stickinessOf = async (release: typeof inCanary, users = {}) => {
      const actions = (await actionsIn(release, users)).flat() as { forward?: object }[];
      return actions.map(({ forward = {} }) => (forward as { stickiness?: object }).stickiness);
    };
    const all = (duration: number) =>
      Array.from({ length: 4 }, () => ({ enabled: true, duration }));
    expect(await stickinessOf(sticky("green", 60))).to.deep.equal(all(60));
    expect(await stickinessOf(sticky("blue", 120), { stickySeconds: 60 })).to.deep.equal(all(120));
  });

  it("forward everything to the candidate at all of them once it is switched", async () => {
    const plain = (name: string) => ({ type: "forward", targetGroupArn: `arn:users-${name}` });
    expect(await actionsIn(switchOver(inCanary))).to.deep.equal([
      [plain("gb"), plain("gg")],
      [plain("gbp"), plain("ggp")],
    ]);
  });
});
