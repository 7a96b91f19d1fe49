import { expect } from "chai";
import {
  boundaryPolicy,
  boundaryProblems,
  noTaskRights,
  taskActionProblems,
} from "../../privilege/boundary";
import { anyPolicySchema } from "../../privilege/statement";
import type { Run } from "../components/engine";
import { unwrapped } from "../components/find";
import { programInVariants } from "../components/variants";
import { actionsOf } from "./actionsOf";
import { previewStacks } from "../../privilege/scope";
import { config } from "../config/samples";
import { boundary, scopeFor } from "./scopes";
import type { ReleaseState } from "../../release/state";
import { allows } from "./simulate";
import { documented } from "./serviceAuthorization";

/** Actions of every policy that the program attaches to a role. */
function granted(runs: Iterable<Run>): Set<string> {
  const policies = [...runs].flatMap(({ resources }) =>
    resources.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy"),
  );
  return new Set(
    policies.flatMap(({ inputs }) =>
      anyPolicySchema
        .parse(JSON.parse(unwrapped<string>(inputs["policy"])))
        .Statement.flatMap(({ Action = [] }) => [Action].flat()),
    ),
  );
}

const key = "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
const withSecrets = scopeFor({
  ...config({ users: { secrets: { PASSWORD: "/dev/password" }, secretsKmsKeyArn: key } }),
  permissionsBoundary: boundary,
});
const here = { "aws:RequestedRegion": "eu-central-1" };

describe("the permissions boundary", function () {
  this.timeout(120_000);
  let runs: Map<string, Run>;
  before(async () => (runs = await programInVariants()));

  it("allows exactly what the program gives its roles (see privilege/boundary.ts)", () => {
    const allowed = [...actionsOf([boundaryPolicy(withSecrets, noTaskRights)])];
    expect(allowed).to.have.members([...granted(runs.values())]);
    for (const action of allowed) documented(action);
  });

  it("also allows what the team's own code calls, but nothing that would widen it", () => {
    const queue = "arn:aws:sqs:eu-central-1:123456789012:jobs";
    const document = boundaryPolicy(scopeFor(), {
      actions: ["sqs:ReceiveMessage"],
      resources: [queue],
    });
    const may = (resource: string) =>
      allows([document], { action: "sqs:ReceiveMessage", resource, context: here });
    expect([may(queue), may(`${queue}-of-prod`)]).to.deep.equal([true, false]);
    expect(taskActionProblems(["sqs:ReceiveMessage", "s3:Get*"])).to.deep.equal([]);
    expect(taskActionProblems(["iam:PutRolePolicy", "sts:AssumeRole", "*", "s3"])).to.deep.equal([
      "`iam:PutRolePolicy` would let a task grant itself more rights",
      "`sts:AssumeRole` would let a task grant itself more rights",
      "`*` must be an action such as `sqs:ReceiveMessage`",
      "`s3` must be an action such as `sqs:ReceiveMessage`",
    ]);
  });

  const limits = {
    environment: { scope: withSecrets, stack: "dev" },
    previews: { scope: previewStacks(withSecrets), stack: "pr-7" },
  };
  for (const [whose, { scope, stack }] of Object.entries(limits)) {
    it(`of ${whose} allows secrets, images and logs of its own, and of no other stack`, () => {
      const may = (action: string, resource: string) =>
        allows([boundaryPolicy(scope, noTaskRights)], { action, resource, context: here });
      const arn = (service: string, resource: string) =>
        `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
      const reads = (of: string) => ({
        parameter: may("ssm:GetParameters", arn("ssm", `parameter/bluegreen/${of}/token`)),
        secret: may(
          "secretsmanager:GetSecretValue",
          arn("secretsmanager", `secret:bluegreen/${of}/token-abcdef`),
        ),
        image: may("ecr:BatchGetImage", arn("ecr", `repository/bluegreen/${of}/users`)),
        log: may("logs:PutLogEvents", arn("logs", `log-group:/bluegreen/${of}/users:log-stream:x`)),
        joins: may("ecs:RegisterContainerInstance", arn("ecs", `cluster/bluegreen-${of}-1a2b3c4`)),
      });
      const nothing = { parameter: false, secret: false, image: false, log: false, joins: false };
      const everything = { parameter: true, secret: true, image: true, log: true };
      expect(reads(stack)).to.deep.equal({ ...everything, joins: whose === "environment" });
      expect(reads("prod")).to.deep.equal(nothing);
      const base = whose === "previews" ? "dev" : "base";
      expect(reads(base)).to.deep.equal({ ...nothing, image: whose === "previews" });
      // What the environment's settings name.
      expect(may("ssm:GetParameters", arn("ssm", "parameter/dev/password"))).to.equal(true);
      expect(may("ssm:GetParameters", arn("ssm", "parameter/prod/password"))).to.equal(false);
      expect(may("kms:Decrypt", key)).to.equal(true);
      expect(may("kms:Decrypt", key.replace("0123", "9876"))).to.equal(false);
      const elsewhere = { "aws:RequestedRegion": "us-east-1" };
      const document = boundaryPolicy(scope, noTaskRights);
      const resource = arn("ssm", "parameter/dev/password");
      expect(
        allows([document], { action: "ssm:GetParameters", resource, context: elsewhere }),
      ).to.equal(false);
    });
  }

  it("covers what the deployed release keeps for a rollback, as well as the settings", () => {
    const secret = (name: string) =>
      `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-abcdef`;
    const oldKey = key.replace("0123", "9876");
    const settings = { secrets: { TOKEN: secret("old") }, secretsKmsKeyArn: oldKey };
    const previous = { secrets: { PASSWORD: "/older/password" } };
    const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shared";
    const release: ReleaseState = {
      ...{ revision: 1, current: null },
      services: {
        users: {
          activeColor: "blue",
          fleets: {
            blue: { image: `${registry}/users@sha256:1`, size: 2, settings },
            green: { image: null, size: 0 },
          },
          previous: { image: `${registry}/users-old@sha256:2`, settings: previous },
        },
      },
    };
    const may = (given: ReleaseState | undefined) => {
      const document = boundaryPolicy(scopeFor(config(), given), noTaskRights);
      const ask = (action: string, resource: string) =>
        allows([document], { action, resource, context: here });
      const at = "eu-central-1:123456789012";
      return [
        ask("secretsmanager:GetSecretValue", secret("old")),
        ask("kms:Decrypt", oldKey),
        ask("ssm:GetParameters", `arn:aws:ssm:${at}:parameter/older/password`),
        ask("ecr:BatchGetImage", `arn:aws:ecr:${at}:repository/shared/users`),
        ask("ecr:BatchGetImage", `arn:aws:ecr:${at}:repository/shared/users-old`),
      ];
    };
    expect(may(release)).to.deep.equal([true, true, true, true, true]);
    expect(may(undefined)).to.deep.equal([false, false, false, false, false]);
  });

  it("is not widened by a release state that names more than one resource, or those of another stack", () => {
    const secret = (name: string) =>
      `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}`;
    const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
    const fleet = (image: string, settings: object) => ({ image, size: 2, settings });
    const kept = (...fleets: [object, object]): ReleaseState =>
      ({
        ...{ revision: 1, current: null },
        services: {
          users: { activeColor: "blue", fleets: { blue: fleets[0], green: fleets[1] } },
        },
      }) as unknown as ReleaseState;
    const release = kept(
      fleet(`${registry}/*@sha256:1`, {
        secrets: { A: secret("*"), B: "/bluegreen/prod/password", C: "no reference" },
        secretsKmsKeyArn: "*",
      }),
      fleet(`${registry}/bluegreen/prod/users@sha256:1`, {
        secrets: { A: secret("bluegreen/prod/key-abcdef") },
        repositorySecretArn: secret("bluegreen/prod/login-abcdef"),
      }),
    );
    const document = (given?: ReleaseState) =>
      boundaryPolicy(scopeFor(config(), given), noTaskRights);
    expect(document(release)).to.deep.equal(document());
  });

  it("names nothing below its own prefix, and is reported if IAM would reject it", () => {
    const many = (path: string) => {
      const names = Array.from({ length: 80 }, (_, index) => `S${index}`);
      const secrets = Object.fromEntries(names.map((name) => [name, `/${path}/${name}`]));
      const scope = scopeFor(config({ users: { secrets } }));
      return { scope, document: boundaryPolicy(scope, noTaskRights) };
    };
    const own = many("bluegreen/dev");
    expect(own.document).to.deep.equal(boundaryPolicy(scopeFor(), noTaskRights));
    expect(boundaryProblems(own.document, own.scope)).to.deep.equal([]);
    const others = many("a-long-path-of-the-secrets-of-others");
    const [problem, ...more] = boundaryProblems(others.document, others.scope);
    expect(problem).to.match(
      /^the permissions boundary would have \d{4,5} characters, but IAM allows 6144: move secrets below `bluegreen\/dev\/`/,
    );
    expect(more).to.deep.equal([]);
    const previews = previewStacks(own.scope);
    expect(boundaryProblems(boundaryPolicy(previews, noTaskRights), previews)[0]).to.match(
      /^the permissions boundary of previews would have \d{4,5} characters, but IAM allows 6144: let services share/,
    );
  });

  it("of previews differs from the environment's", () => {
    const [own, ofPreviews] = [withSecrets, previewStacks(withSecrets)].map(
      ({ permissionsBoundary }) => permissionsBoundary,
    );
    expect([own, ofPreviews]).to.deep.equal([boundary, `${boundary}-previews`]);
  });

  it("is on every role if the settings name it, and on none otherwise", () => {
    const boundaries = (settings: string) =>
      runs
        .get(settings)!
        .resources.filter(({ type }) => type === "aws:iam/role:Role")
        .map(({ inputs }) => inputs["permissionsBoundary"]);
    const bounded = boundaries("instances, bounded and protected");
    expect(bounded).to.deep.equal(Array<string>(5).fill(boundary));
    expect(boundaries("one service on Fargate")).to.deep.equal([undefined, undefined]);
  });
});
