import { expect } from "chai";
import { policy, type PolicyOptions } from "../../../automation/commands/policy";
import { DeployError } from "../../../automation/world/errors";
import { rolePolicies } from "../../../privilege/policy";
import { noBackend, scopes } from "../../privilege/scopes";

const input = { scope: scopes["plain"]!, backend: noBackend };
const options: PolicyOptions = { stack: "dev", cwd: ".", json: false, role: "deploy" };

interface Printed {
  policies: { name: string; document: object }[];
  trust: object | null;
  caution: string | null;
}

const printed = (more: Partial<PolicyOptions>, scope = input.scope) =>
  policy({ ...options, ...more }, { ...input, scope }).json as Printed;

describe("bluegreen policy", () => {
  it("prints the numbered documents of a role", () => {
    const { policies, trust } = printed({ role: "deploy" });
    expect(policies.map(({ document }) => document)).to.deep.equal(rolePolicies("deploy", input));
    expect(policies.map(({ name }) => name)).to.deep.equal(
      policies.map((_, index) => `bluegreen-dev-deploy-${index + 1}`),
    );
    expect(trust).to.equal(null);
    const { text } = policy({ ...options, role: "preview" }, input);
    expect(text.split("\n")[0]).to.match(/^# bluegreen-dev-preview-1: \d+ of 6144 characters$/);
    expect(JSON.parse(text.slice(text.indexOf("\n")))).to.deep.equal(
      rolePolicies("preview", input)[0],
    );
  });

  it("prints the trust policy for GitHub, by default for the environment named after the stack", () => {
    const { trust } = printed({ github: "acme/services" });
    expect(JSON.stringify(trust)).to.contain('"repo:acme/services:environment:dev"');
    const live = printed({ github: "acme/services", environment: "live" });
    expect(JSON.stringify(live.trust)).to.contain('"repo:acme/services:environment:live"');
  });

  it("warns while no permissions boundary limits the environment's roles", () => {
    expect(printed({}).caution).to.match(/^no `permissionsBoundary` is set/);
    expect(printed({}, scopes["bounded"]).caution).to.equal(null);
    expect(printed({ role: "preview" }).caution).to.equal(null);
    expect(printed({ role: "boundary" }).policies.map(({ name }) => name)).to.deep.equal([
      "bluegreen-dev-boundary",
    ]);
  });

  it("refuses an unknown role and an invalid repository", () => {
    for (const wrong of [{ role: "admin" }, { github: "services" }, { github: "a/b:ref" }]) {
      expect(() => policy({ ...options, ...wrong }, input)).to.throw(DeployError);
    }
  });
});
