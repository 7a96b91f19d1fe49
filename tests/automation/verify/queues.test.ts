import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type { Verification } from "../../../automation/verify/check";
import { fastChecks } from "../../../automation/verify/checks";
import { queues } from "../../../automation/verify/checks/queues";
import type { Inspector } from "../../../automation/world/inspector";
import { config, settingsOf } from "../../config/samples";
import { told } from "./told";

const here = { account: "123456789012", region: "eu-central-1" };

async function look(place: string, inspector: Partial<Inspector> = {}) {
  const mailer = {
    ...{ kind: "worker", selfTest: { command: ["node", "self-test.js"] } },
    size: { min: 1, max: 2, target: { queue: { arn: `arn:aws:sqs:${place}:jobs`, perTask: 5 } } },
  };
  const judged = await queues.look({
    services: ["users", "mailer"],
    stack: { name: "dev", settings: settingsOf(config({ users: {}, mailer })) },
    inspector: { ...nothingToInspect("not here"), ...inspector },
  } as unknown as Verification);
  return told(judged);
}
const asHere = {
  identity: () => Promise.resolve({ value: { ...here, arn: "arn:aws:iam::123456789012:user/a" } }),
};

describe("verify, for queues that workers scale by,", () => {
  it("wants them in the account and region whose metrics AWS reads, also at the start of a release", async () => {
    expect(fastChecks).to.include(queues);
    const never =
      "and CloudWatch keeps its metrics there, so AWS would never add a task for its messages";
    expect(await look("eu-central-1:123456789012", asHere)).to.deep.equal([
      "ok: queue jobs is in this account and region",
    ]);
    expect(await look("eu-west-1:123456789012", asHere)).to.deep.equal([
      `error: queue jobs is in eu-west-1, ${never}`,
    ]);
    expect(await look("eu-central-1:210987654321", asHere)).to.deep.equal([
      `error: queue jobs is in account 210987654321, ${never}`,
    ]);
  });

  it("does not apply where nobody knows the account", async () => {
    expect(await look("eu-central-1:123456789012")).to.deep.equal(["notApplicable: not here"]);
  });
});
