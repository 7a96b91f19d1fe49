import { expect } from "chai";
import { policy, type PolicyOptions } from "../../../automation/commands/policy";
import { DeployError } from "../../../automation/world/errors";
import { rolePolicies } from "../../../privilege/policy";
import { noBackend, scopes } from "../../privilege/scopes";

const input = { scope: scopes["bounded"]!, backend: noBackend };
const options: PolicyOptions = { stack: "dev", cwd: ".", json: false, role: "deploy" };

interface Printed {
  policies: { name: string; document: object }[];
  trust: object | null;
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

  it("refuses a role that could grant itself any right", () => {
    const boundaries = {
      "no `permissionsBoundary` is set": undefined,
      "AdministratorAccess, which is not a policy of account 123456789012":
        "arn:aws:iam::aws:policy/AdministratorAccess",
      "boundary, which is not a policy of account 123456789012":
        "arn:aws:iam::210987654321:policy/boundary",
    };
    for (const [found, permissionsBoundary] of Object.entries(boundaries)) {
      const scope = { ...input.scope, permissionsBoundary };
      for (const role of ["deploy", "preview-stacks"]) {
        expect(() => printed({ role }, scope), role).to.throw(DeployError, found);
      }
      for (const role of ["preview", "boundary", "preview-boundary"]) {
        expect(printed({ role }, scope).policies, role).to.have.lengthOf.above(0);
      }
    }
  });

  it("names the boundary of previews too where their role lacks one", () => {
    const scope = { ...input.scope, permissionsBoundary: undefined };
    const next = (role: string) => {
      try {
        return printed({ role }, scope);
      } catch (error) {
        return (error as DeployError).next;
      }
    };
    const end = "set its ARN as `permissionsBoundary` in Pulumi.dev.yaml";
    const first = "`bluegreen policy --stack dev --role boundary`, ";
    expect(next("deploy")).to.equal(`create a policy from ${first}and ${end}`);
    expect(next("preview-stacks")).to.equal(
      `create two policies: one from ${first}and one from ` +
        "`bluegreen policy --stack dev --role preview-boundary`, named like the first plus `-previews`; then " +
        end.replace("its", "the first one's"),
    );
  });

  it("prints the boundaries of the environment's roles and of its previews'", () => {
    const names = (role: string) => printed({ role }).policies.map(({ name }) => name);
    expect(names("boundary")).to.deep.equal(["bluegreen-dev-boundary"]);
    expect(names("preview-boundary")).to.deep.equal(["bluegreen-dev-boundary-previews"]);
    for (const [role, says] of Object.entries({ boundary: true, drift: false })) {
      const { text } = policy({ ...options, role }, input);
      expect(
        text.includes("something that only a deployed version uses is not covered"),
        role,
      ).to.equal(says);
    }
  });

  it("refuses an unknown role and an invalid repository", () => {
    for (const wrong of [
      ...[{ role: "admin" }, { github: "services" }, { github: "a/b:ref" }, { github: "a/*" }],
      ...["*", "dev:ref", "${aws:username}", ""].map((environment) => ({ environment })),
    ]) {
      expect(() => policy({ ...options, ...wrong }, input)).to.throw(DeployError);
    }
  });

  it("lets nobody deploy from the environments of pull requests and of unattended jobs", () => {
    const github = "acme/services";
    for (const name of ["previews", "Previews-End", "plan-dev", "PLAN-prod", "drift-dev"]) {
      for (const where of [{ environment: name }, { stack: name }]) {
        expect(() => policy({ ...options, github, ...where }, input), name).to.throw(
          `jobs in the GitHub environment \`${name}\` must not deploy: those of pull requests, or that nobody ` +
            "approves, run in `plan-…`, `drift-…`, `previews` and `previews-end`",
        );
      }
    }
    for (const [role, environment] of [
      ["preview", "plan-dev"],
      ["drift", "drift-dev"],
      ["preview-stacks", "previews"],
      ["deploy", "planning"],
    ] as const) {
      const { trust } = printed({ role, github, environment });
      expect(JSON.stringify(trust)).to.contain(`"repo:acme/services:environment:${environment}"`);
    }
  });
});
