import { expect } from "chai";
import { boundaryPolicy, boundaryProblems, notCovered } from "../../privilege/boundary";
import { noTaskRights } from "../../privilege/taskRights";
import { keptArns } from "../../config/outside";
import { anyPolicySchema, type PolicyDocument } from "../../privilege/statement";
import type { Run } from "../components/engine";
import { unwrapped } from "../components/find";
import { programInVariants } from "../components/variantRuns";
import { actionsOf } from "./actionsOf";
import { parameterIn, previewStacks } from "../../privilege/scope";
import { config } from "../config/samples";
import { boundary, scopeFor } from "./scopes";
import type { ReleaseState } from "../../release/state";
import { allows } from "./simulate";
import { documented } from "./serviceAuthorization";

/** Actions of every policy that the program gives a role, besides those that the settings name. */
function granted(runs: Iterable<Run>): Set<string> {
  const policies = [...runs].flatMap(({ resources }) =>
    resources.filter(
      ({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && !name.endsWith("-task"),
    ),
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

  it("also allows what the team's own code calls, on the resources that are named", () => {
    const queue = "arn:aws:sqs:eu-central-1:123456789012:jobs";
    const document = boundaryPolicy(scopeFor(), {
      actions: ["sqs:ReceiveMessage"],
      resources: [queue],
    });
    const may = (resource: string) =>
      allows([document], { action: "sqs:ReceiveMessage", resource, context: here });
    expect([may(queue), may(`${queue}-of-prod`)]).to.deep.equal([true, false]);
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

  const secret = (name: string) =>
    `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}`;
  const registry = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
  const at = "eu-central-1:123456789012";
  const oldKey = key.replace("0123", "9876");
  const released = (image: string, settings: object, previous: object): ReleaseState =>
    ({
      ...{ revision: 1, current: null },
      services: {
        users: {
          activeColor: "blue",
          fleets: { blue: { image, size: 2, settings }, green: { image: null, size: 0 } },
          previous: { image: `${registry}/shared/users-old@sha256:2`, settings: previous },
        },
      },
    }) as unknown as ReleaseState;
  const keptIn = (release: ReleaseState) => keptArns(release, parameterIn(withSecrets));

  it("asks for what the sidecars of deployed versions name", () => {
    const otel = {
      image: `${registry}/shared/otel:1@sha256:1`,
      secrets: { TOKEN: secret("otel-abcdef") },
    };
    const forged = { sidecars: { otel: { image: 7, secrets: null }, none: null } };
    const kept = keptIn(
      released(
        `${registry}/bluegreen/dev/users@sha256:1`,
        { sidecars: { otel }, logs: { secretOptions: { key: secret("logs-abcdef") } } },
        { ...forged, logs: null },
      ),
    );
    expect(kept).to.deep.equal([
      `arn:aws:ecr:${at}:repository/bluegreen/dev/users`,
      `arn:aws:ecr:${at}:repository/shared/otel`,
      `arn:aws:ecr:${at}:repository/shared/users-old`,
      secret("logs-abcdef"),
      secret("otel-abcdef"),
    ]);
  });

  it("covers what only deployed versions name once an administrator confirmed it, and not in previews", () => {
    const settings = {
      secrets: { TOKEN: `${secret("old-abcdef")}:key::` },
      secretsKmsKeyArn: oldKey,
    };
    const previous = { secrets: { PASSWORD: "/older/password" } };
    const kept = keptIn(released(`${registry}/shared/users@sha256:1`, settings, previous));
    expect(kept).to.deep.equal([
      `arn:aws:ecr:${at}:repository/shared/users`,
      `arn:aws:ecr:${at}:repository/shared/users-old`,
      oldKey,
      secret("old-abcdef"),
      `arn:aws:ssm:${at}:parameter/older/password`,
    ]);
    const scope = scopeFor(config(), kept);
    const may = (document: PolicyDocument) => {
      const ask = (action: string, resource: string) =>
        allows([document], { action, resource, context: here });
      return [
        ask("secretsmanager:GetSecretValue", secret("old-abcdef")),
        ask("kms:Decrypt", oldKey),
        ask("ssm:GetParameters", `arn:aws:ssm:${at}:parameter/older/password`),
        ask("ecr:BatchGetImage", `arn:aws:ecr:${at}:repository/shared/users`),
        ask("ecr:BatchGetImage", `arn:aws:ecr:${at}:repository/shared/users-old`),
      ];
    };
    const document = boundaryPolicy(scope, noTaskRights);
    expect(may(document)).to.deep.equal([true, true, true, true, true]);
    expect(notCovered(document, kept)).to.deep.equal([]);
    const others = [
      boundaryPolicy(previewStacks(scope), noTaskRights),
      boundaryPolicy(scopeFor(), noTaskRights),
    ];
    for (const narrower of others) {
      expect(may(narrower)).to.deep.equal([false, false, false, false, false]);
      expect(notCovered(narrower, kept)).to.deep.equal(kept);
    }
  });

  it("asks for nothing that its own prefixes or the settings cover already", () => {
    const { users } = {
      users: { secrets: { A: "/bluegreen/dev/token", B: secret("bluegreen/dev/key-abcdef") } },
    };
    const kept = keptIn(
      released(`${registry}/bluegreen/dev/users@sha256:1`, users, { secretsKmsKeyArn: key }),
    );
    const document = boundaryPolicy(withSecrets, noTaskRights);
    expect(notCovered(document, kept)).to.deep.equal([
      `arn:aws:ecr:${at}:repository/shared/users-old`,
    ]);
  });

  it("is asked for whatever a forged state names of others, and for nothing that is no name", () => {
    const names = { secrets: { A: "/bluegreen/prod/password", B: "/legacy/password" } };
    const forged = {
      secrets: {
        A: secret("*"),
        B: "no reference",
        C: 7,
        D: "$(id)",
        E: `${secret("x-abcdef")}\u001b[2J`,
      },
      ...{ secretsKmsKeyArn: "*", repositorySecretArn: { evil: true } },
    };
    const kept = keptIn(released(`${registry}/*@sha256:1`, forged, names));
    const own = keptIn(
      released(`${registry}/' $(id)@sha256:1`, { secrets: null }, { secrets: "*" }),
    );
    const old = `arn:aws:ecr:${at}:repository/shared/users-old`;
    const parameter = (name: string) => `arn:aws:ssm:${at}:parameter${name}`;
    expect(own).to.deep.equal([old]);
    expect(kept).to.deep.equal([
      old,
      parameter("/bluegreen/prod/password"),
      parameter("/legacy/password"),
    ]);
    expect(notCovered(boundaryPolicy(withSecrets, noTaskRights), kept)).to.deep.equal(kept);
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
    // Two of each of three services, one of schedules and one of instances.
    expect(bounded).to.deep.equal(Array<string>(8).fill(boundary));
    expect(boundaries("one service on Fargate")).to.deep.equal([undefined, undefined]);
  });
});
