import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { noTaskRights } from "../../privilege/taskRights";
import { GithubAccess } from "../../access/githubAccess";
import { previewsBoundary } from "../../privilege/scope";
import { boundaryArn } from "../../access/names";
import { program } from "../../access/program";
import { config } from "../config/samples";
import { noBackend, scopeFor } from "../privilege/scopes";

/** Resolves once every registration has been answered. The types leave it out. */
const { waitForRPCs } = settings as unknown as { waitForRPCs: () => Promise<void> };

interface Made {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

async function mocked(action: () => unknown): Promise<Made[]> {
  const made: Made[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        const own = inputs as Record<string, unknown>;
        made.push({ type: type.split(":").at(-1)!, name, inputs: own });
        return { id: name, state: { ...own, arn: `arn:${name}` } };
      },
      call: () => ({ accountId: "123456789012" }),
    },
    "bluegreen-access",
    "dev",
  );
  await action();
  await waitForRPCs();
  return made.filter(({ type }) => type !== "GithubAccess");
}

const github = { repository: "acme/services", environment: "live", previews: true };
const arn = boundaryArn(scopeFor());
const input = {
  scope: scopeFor({ ...config(), permissionsBoundary: arn }),
  backend: noBackend,
};

function access(createProvider: boolean): Promise<Made[]> {
  const args = {
    input,
    ...github,
    createProvider,
    taskRights: {
      actions: ["sqs:ReceiveMessage"],
      resources: ["arn:aws:sqs:eu-central-1:123456789012:jobs"],
    },
  };
  return mocked(() => new GithubAccess("github", args));
}

const of = (made: Made[], type: string) => made.filter((one) => one.type === type);

describe("access from GitHub Actions", function () {
  this.timeout(60_000);

  it("uses four roles, each for one kind of job in one repository", async () => {
    const made = await access(true);
    const roles = of(made, "Role").map(({ inputs }) => inputs);
    const subjects = [
      "repo:acme/services:environment:live",
      "repo:acme/services:environment:plan-dev",
      "repo:acme/services:environment:drift-dev",
      ["repo:acme/services:environment:previews", "repo:acme/services:environment:previews-end"],
    ];
    expect(roles.map(({ name, path }) => `${String(path)}${String(name)}`)).to.deep.equal([
      "/bluegreen-access/bluegreen-dev-deploy",
      "/bluegreen-access/bluegreen-dev-preview",
      "/bluegreen-access/bluegreen-dev-drift",
      "/bluegreen-access/bluegreen-dev-preview-stacks",
    ]);
    expect(
      roles.map(({ assumeRolePolicy }): unknown => JSON.parse(assumeRolePolicy as string)),
    ).to.deep.equal(
      subjects.map((subject) => ({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRoleWithWebIdentity",
            Principal: { Federated: "arn:github" },
            Condition: {
              StringEquals: {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": subject,
              },
            },
          },
        ],
      })),
    );
  });

  it("gives each role all of its policies, and a boundary to the environment's own roles", async () => {
    const made = await access(true);
    const attached = of(made, "RolePolicyAttachment").map(
      ({ inputs: { role, policyArn } }) => `${String(role)} ${String(policyArn)}`,
    );
    const policies = of(made, "Policy").map(({ name }) => name);
    expect(policies.slice(0, 2)).to.deep.equal(["github-boundary", "github-boundary-previews"]);
    expect(attached).to.deep.equal(
      policies
        .slice(2)
        .map((name) => `bluegreen-dev-${/^github-(.+)-\d+$/.exec(name)![1]!} arn:${name}`),
    );
    const [bounds, ofPreviews] = of(made, "Policy").map(({ inputs }) => inputs);
    const arnOf = ({ path, name }: Record<string, unknown>) =>
      `arn:aws:iam::123456789012:policy${String(path)}${String(name)}`;
    expect(arnOf(bounds!)).to.equal(arn);
    expect(bounds!["policy"]).to.contain("sqs:ReceiveMessage");
    expect(arnOf(ofPreviews!)).to.equal(previewsBoundary(arn));
    expect(ofPreviews!["policy"]).to.not.contain("sqs:ReceiveMessage");
  });

  it("lets nobody create preview stacks unless asked to", async () => {
    const args = { input, ...github, createProvider: true, taskRights: noTaskRights };
    const made = await mocked(() => new GithubAccess("github", { ...args, previews: false }));
    expect(of(made, "Role").map(({ name }) => name)).to.deep.equal([
      "github-deploy",
      "github-preview",
      "github-drift",
    ]);
  });

  it("uses the account's identity provider if there is one", async () => {
    expect(
      of(await access(true), "OpenIdConnectProvider").map(({ inputs }) => inputs),
    ).to.deep.equal([
      {
        url: "https://token.actions.githubusercontent.com",
        clientIdLists: ["sts.amazonaws.com"],
        tags: { project: "bluegreen-access", environment: "dev" },
      },
    ]);
    const made = await access(false);
    expect(of(made, "OpenIdConnectProvider")).to.deep.equal([]);
    expect(of(made, "Role")[0]!.inputs["assumeRolePolicy"]).to.contain(
      "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
    );
  });

  it("is refused while the environment's settings do not name the boundary", async () => {
    let refusal: unknown;
    const made = await mocked(() => program(".").catch((error: unknown) => (refusal = error)));
    expect(made).to.deep.equal([]);
    expect(pulumi.RunError.isInstance(refusal)).to.equal(true);
    expect((refusal as Error).message).to.contain(
      `Pulumi.dev.yaml must set \`bluegreen:permissionsBoundary: ${arn}\``,
    );
  });
});
