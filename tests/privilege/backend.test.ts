import { expect } from "chai";
import {
  backendProblems,
  backendScope,
  backendStatements,
  bucketOf,
} from "../../privilege/backend";
import type { AccessRole } from "../../privilege/accessRoles";

const place = {
  partition: "aws",
  region: "eu-central-1",
  account: "123456789012",
  project: "bluegreen",
  stack: "dev",
  foundation: undefined,
  imagesFrom: "base",
};

function statements(role: AccessRole, backend?: string, secretsProvider?: string) {
  return backendStatements(role, backendScope({ backend, secretsProvider }, place)).map(
    ({ Action, Resource, Condition }) => ({ Action, Resource, Condition }),
  );
}

const stackFiles = (folder: string) => [
  `arn:aws:s3:::state/${folder}stacks/bluegreen/dev.json*`,
  `arn:aws:s3:::state/${folder}stacks/bluegreen/dev.pulumi-tags`,
  `arn:aws:s3:::state/${folder}locks/organization/bluegreen/dev/*`,
  `arn:aws:s3:::state/${folder}history/bluegreen/dev/*`,
  `arn:aws:s3:::state/${folder}backups/bluegreen/dev/*`,
];

describe("rights on Pulumi's backend", () => {
  it("are none if no part of it is in AWS", () => {
    expect(statements("deploy")).to.deep.equal([]);
    expect(statements("deploy", "file:///tmp/state", "passphrase")).to.deep.equal([]);
    expect(statements("deploy", "https://api.pulumi.com")).to.deep.equal([]);
  });

  it("cover the stack's own files in the bucket, for a preview without writing", () => {
    expect(statements("deploy", "s3://state/team/one?region=eu-central-1")).to.deep.equal([
      {
        Action: ["s3:ListBucket", "s3:GetBucketVersioning"],
        Resource: ["arn:aws:s3:::state"],
        Condition: undefined,
      },
      {
        Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        Resource: stackFiles("team/one/.pulumi/"),
        Condition: undefined,
      },
      {
        Action: ["s3:GetObject"],
        Resource: [
          "arn:aws:s3:::state/team/one/.pulumi/meta.yaml",
          "arn:aws:s3:::state/team/one/.pulumi/stacks/bluegreen/base.json*",
          "arn:aws:s3:::state/team/one/.pulumi/stacks/bluegreen/pr-*.json*",
          "arn:aws:s3:::state/team/one/.pulumi/history/bluegreen/pr-*",
        ],
        Condition: undefined,
      },
    ]);
    expect(statements("preview", "s3://state")[1]).to.deep.include({
      Action: ["s3:GetObject"],
      Resource: stackFiles(".pulumi/"),
    });
  });

  it("show whether the bucket has versions only to the roles that run `verify`", () => {
    const onBucket = (role: AccessRole) => statements(role, "s3://state")[0]!.Action;
    const verifying = ["s3:ListBucket", "s3:GetBucketVersioning"];
    expect(onBucket("drift")).to.deep.equal(verifying);
    expect(onBucket("preview")).to.deep.equal(["s3:ListBucket"]);
    expect(onBucket("preview-stacks")).to.deep.equal(["s3:ListBucket"]);
  });

  it("allow reading the state of a stack that this one is built on, and of no other", () => {
    expect(statements("preview", "s3://state").slice(2)).to.deep.equal([
      {
        Action: ["s3:GetObject"],
        Resource: [
          "arn:aws:s3:::state/.pulumi/meta.yaml",
          "arn:aws:s3:::state/.pulumi/stacks/bluegreen/base.json*",
        ],
        Condition: undefined,
      },
    ]);
  });

  it("cover the one key of its secrets, by ARN, id or alias", () => {
    const key = "arn:aws:kms:eu-central-1:123456789012:key/1234";
    for (const url of [`awskms:///${key}`, "awskms://1234?region=eu-central-1"]) {
      expect(statements("deploy", undefined, url), url).to.deep.equal([
        { Action: ["kms:Decrypt", "kms:Encrypt"], Resource: [key], Condition: undefined },
      ]);
    }
    expect(statements("preview", undefined, "awskms://alias/pulumi")).to.deep.equal([
      {
        Action: ["kms:Decrypt"],
        Resource: ["arn:aws:kms:eu-central-1:123456789012:key/*"],
        Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/pulumi" } },
      },
    ]);
  });

  it("are on one bucket and folder, named as S3 names them, and never on a pattern", () => {
    expect(bucketOf("s3://acme-state.eu/dev/?region=eu-central-1")).to.deep.equal({
      name: "acme-state.eu",
      prefix: "dev",
    });
    for (const url of [
      ...[
        "s3://*",
        "s3://*/dev",
        "s3://acme-*",
        "s3://ac?region=*",
        "s3://${aws:username}",
        "s3://a",
      ],
      ...["s3://Acme", "s3://acme_state", "s3://-acme", "s3://acme-", "s3://a..b", "s3://10.0.0.1"],
      ...[
        "s3://acme/*",
        "s3://acme/${aws:PrincipalTag/team}",
        "s3://xn--acme",
        `s3://${"a".repeat(64)}`,
      ],
      ...["s3://", "s3:///dev", "S3://*"],
    ]) {
      const given = { backend: url, secretsProvider: undefined };
      const scope = backendScope(given, place);
      expect(scope.bucket, url).to.equal(undefined);
      expect(backendProblems(given, scope), url).to.deep.equal([
        `the backend \`${url}\` is not \`s3://<bucket>/<folder>\` with the name of a bucket and without \`*\`, ` +
          "`?` and `$`, which policies would read as patterns",
      ]);
    }
    for (const backend of [undefined, "s3://acme/dev?region=eu-central-1", "file:///tmp/*"]) {
      const given = { backend, secretsProvider: "passphrase" };
      expect(backendProblems(given, backendScope(given, place))).to.deep.equal([]);
    }
  });

  it("are on one KMS key, and never on a pattern or another resource", () => {
    for (const url of [
      ...[
        "awskms://*",
        "awskms:///*",
        "awskms://alias/*",
        "awskms://alias/${aws:username}",
        "awskms://",
      ],
      ...[
        "awskms:///arn:aws:kms:*:123456789012:key/1",
        "awskms:///arn:aws:kms:eu-central-1:*:key/1",
      ],
      ...["awskms:///arn:aws:s3:::state", "awskms:///arn:aws:kms:eu-central-1:123456789012:key/*"],
      "awskms://?region=eu-central-1",
    ]) {
      const given = { backend: undefined, secretsProvider: url };
      const scope = backendScope(given, place);
      expect(scope.key, url).to.equal(undefined);
      expect(backendProblems(given, scope), url).to.deep.equal([
        `the secrets provider \`${url}\` does not name a KMS key by id, alias or ARN`,
      ]);
    }
    const given = {
      backend: undefined,
      secretsProvider: "awskms:///alias/pulumi?region=eu-central-1",
    };
    expect(backendProblems(given, backendScope(given, place))).to.deep.equal([]);
  });
});
