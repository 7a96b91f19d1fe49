import type { AccessRole } from "./accessRoles";
import type { Scope } from "./scope";
import type { Statement } from "./statement";

/** Where Pulumi keeps the stack and the key of its secrets, as far as these are in AWS. */
export interface BackendScope {
  partition: string;
  project: string;
  stack: string;
  /** Bucket and folder of an `s3://` backend; undefined for other backends. */
  bucket: { name: string; prefix: string } | undefined;
  /** ARN of the KMS key of an `awskms://` secrets provider. */
  key: string | undefined;
}

/**
 * Parses the URLs of a backend and of a secrets provider, such as `s3://bucket/folder?region=…` and
 * `awskms:///arn:aws:kms:…:key/…`. A key given by id or alias belongs to `region` and `account`.
 */
export function backendScope(
  urls: { backend: string | undefined; secretsProvider: string | undefined },
  scope: Pick<Scope, "partition" | "region" | "account" | "project" | "stack">,
): BackendScope {
  const { partition, region, account, project, stack } = scope;
  const s3 = /^s3:\/\/(?<name>[^/?]+)\/?(?<prefix>[^?]*)/.exec(urls.backend ?? "")?.groups;
  const kms = /^awskms:\/\/\/?(?<key>[^?]+)/.exec(urls.secretsProvider ?? "")?.groups;
  const arn = (key: string) =>
    key.startsWith("arn:")
      ? key
      : `arn:${partition}:kms:${region}:${account}:${key.startsWith("alias/") ? key : `key/${key}`}`;
  return {
    partition,
    project,
    stack,
    bucket: s3 && { name: s3["name"]!, prefix: s3["prefix"]!.replace(/\/$/, "") },
    key: kms && arn(kms["key"]!),
  };
}

/** A preview takes no lock and writes no state, but it reads secrets to compare them. */
export function backendStatements(role: AccessRole, scope: BackendScope): Statement[] {
  return [...bucketStatements(role, scope), ...keyStatements(role, scope)];
}

/**
 * The layout of a self-managed backend; the stacks of a project share the bucket. Listing stacks
 * (`pulumi stack ls`) reads the state of each, in which secrets are encrypted, and fails if one can't be
 * read. Only `deploy` reads the history of the others, because an environment that others are built on
 * must not be destroyed.
 */
function bucketStatements(
  role: AccessRole,
  { partition, project, stack, bucket }: BackendScope,
): Statement[] {
  if (!bucket) return [];
  const arn = `arn:${partition}:s3:::${bucket.name}`;
  const folder = bucket.prefix === "" ? ".pulumi" : `${bucket.prefix}/.pulumi`;
  const files = [
    "meta.yaml",
    `stacks/${project}/${stack}.json*`,
    // Every operation requests this object, whether it exists or not.
    `stacks/${project}/${stack}.pulumi-tags`,
    `locks/organization/${project}/${stack}/*`,
    `history/${project}/${stack}/*`,
    `backups/${project}/${stack}/*`,
  ].map((file) => `${arn}/${folder}/${file}`);
  const changes = role !== "preview" ? ["s3:PutObject", "s3:DeleteObject"] : [];
  const read = [
    `stacks/${project}/*.json*`,
    ...(role === "deploy" ? [`history/${project}/*`] : []),
  ].map((file) => `${arn}/${folder}/${file}`);
  return [
    { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [arn] },
    { Effect: "Allow", Action: ["s3:GetObject", ...changes], Resource: files },
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: read },
  ];
}

function keyStatements(role: AccessRole, { key }: BackendScope): Statement[] {
  if (key === undefined) return [];
  const changes = role !== "preview" ? ["kms:Encrypt"] : [];
  const actions = { Effect: "Allow" as const, Action: ["kms:Decrypt", ...changes] };
  const alias = /^(?<place>arn:[^/]+:)(?<name>alias\/.+)$/.exec(key)?.groups;
  if (!alias) return [{ ...actions, Resource: [key] }];
  // Rights apply to the key; an alias is only a property of it.
  const condition = { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias["name"]! } };
  return [{ ...actions, Resource: [`${alias["place"]}key/*`], Condition: condition }];
}
