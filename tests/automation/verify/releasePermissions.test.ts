import { expect } from "chai";
import { releaseContext, releasePermissions } from "../../../automation/verify/releasePermissions";
import { rolePolicies } from "../../../privilege/policy";
import { config, settingsOf } from "../../config/samples";
import { noBackend, scopes } from "../../privilege/scopes";
import { allows } from "../../privilege/simulate";
import { inventory } from "../adapters/aws/fixtures";

const dev = { project: "bluegreen", stack: "dev" };
const { services } = settingsOf(
  config({
    users: { hooks: { beforeSwitch: { command: ["migrate"] } } },
    plain: {},
  }),
);
// As the program names them.
const deployed = { ...inventory, account: "123456789012", clusterName: "bluegreen-dev-1a2b3c4" };

describe("the permissions that verify has IAM simulate", () => {
  const policies = rolePolicies("deploy", { scope: scopes["plain"]!, backend: noBackend });
  const wanted = releasePermissions(deployed, services, dev);
  const deniedIn = (context: Record<string, string>) =>
    wanted.filter((one) => !allows(policies, { ...one, context })).map(({ action }) => action);

  it("are allowed by the policy that the project prints", () => {
    expect(deniedIn(releaseContext(deployed, dev))).to.deep.equal([]);
  });

  it("are allowed by the policy for previews, as far as these define tasks", () => {
    const previews = rolePolicies("preview-stacks", {
      scope: scopes["plain"]!,
      backend: noBackend,
    });
    const preview = { ...dev, stack: "pr-7" };
    const context = releaseContext(deployed, preview);
    const defining = releasePermissions(deployed, services, preview).filter(
      ({ action }) => action === "ecs:RegisterTaskDefinition",
    );
    expect(defining.map((one) => allows(previews, { ...one, context }))).to.deep.equal([
      true,
      true,
    ]);
  });

  it("are denied by the policy of another stack", () => {
    const tags = releaseContext(deployed, { ...dev, stack: "prod" });
    expect(deniedIn(tags)).to.include.members([
      "ecs:UpdateService",
      "ecs:RegisterTaskDefinition",
      "elasticloadbalancing:ModifyRule",
    ]);
  });

  it("are denied without the condition keys that AWS sets", () => {
    const context = { ...releaseContext(deployed, dev) };
    for (const [key, actions] of [
      ["ecs:cluster", ["ecs:RunTask", "ecs:ListTasks"]],
      ["iam:PassedToService", ["iam:PassRole"]],
    ] as const) {
      expect(deniedIn({ ...context, [key]: "other" }), key).to.deep.equal(actions);
    }
  });

  it("include records in the other zones of these services' names", () => {
    const zones = { "shop.example.org": { id: "Z2", name: "example.org", nameServers: [] } };
    const users = { ...inventory.services["users"]!, zones };
    const changed = (of: typeof services) =>
      releasePermissions({ ...deployed, services: { users } }, of, dev)
        .filter(({ action }) => action === "route53:ChangeResourceRecordSets")
        .map(({ resource }) => resource);
    const main = `arn:aws:route53:::hostedzone/${inventory.hostedZone.id}`;
    expect(changed(services)).to.deep.equal([main, "arn:aws:route53:::hostedzone/Z2"]);
    expect(changed({})).to.deep.equal([main]);
  });

  it("include one-off tasks for services that run some", () => {
    const families = (action: string) =>
      wanted.filter((one) => one.action === action).map(({ resource }) => resource.split("/")[1]);
    expect(families("ecs:RunTask")).to.deep.equal(["bluegreen-dev-users-*:*"]);
    expect(families("ecs:RegisterTaskDefinition")).to.deep.equal([
      "bluegreen-dev-users-*:*",
      "bluegreen-dev-plain-*:*",
    ]);
  });
});
