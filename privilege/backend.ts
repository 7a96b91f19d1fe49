import { type AccessRole, readsOnly } from "./accessRoles";
import { backendCalls } from "./deployerCalls";
import type { Scope } from "./scope";
import type { Statement } from "./statement";

/** Where Pulumi keeps the stack and the key of its secrets, as far as these are in AWS. */
export interface BackendScope {
  partition: string;
  project: string;
  stack: string;
  /** Stacks of the project whose outputs it uses. */
  builtOn: string[];
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
  scope: Pick<
    Scope,
    "partition" | "region" | "account" | "project" | "stack" | "foundation" | "imagesFrom"
  >,
): BackendScope {
  const { partition, project, stack } = scope;
  return {
    partition,
    project,
    stack,
    builtOn: builtOn(scope),
    bucket: bucketOf(urls.backend ?? ""),
    key: keyOf(urls.secretsProvider ?? "", scope),
  };
}

/** Problems with URLs in AWS that no policy can be made for; empty if there are none. */
export function backendProblems(
  urls: { backend: string | undefined; secretsProvider: string | undefined },
  { bucket, key }: Pick<BackendScope, "bucket" | "key">,
): string[] {
  const { backend = "", secretsProvider = "" } = urls;
  return [
    ...(/^s3:/i.test(backend) && bucket === undefined
      ? [
          `the backend \`${backend}\` is not \`s3://<bucket>/<folder>\` with the name of a bucket and without ` +
            "`*`, `?` and `$`, which policies would read as patterns",
        ]
      : []),
    ...(/^awskms:/i.test(secretsProvider) && key === undefined
      ? [`the secrets provider \`${secretsProvider}\` does not name a KMS key by id, alias or ARN`]
      : []),
  ];
}

/** ARN of the key of an `awskms://` URL; undefined for other URLs, and if it is none. */
function keyOf(
  url: string,
  { partition, region, account }: Pick<Scope, "partition" | "region" | "account">,
): string | undefined {
  const given = /^awskms:\/\/\/?(?<key>[^?]+)/.exec(url)?.groups?.["key"];
  if (given === undefined) return undefined;
  const ofAccount = given.startsWith("alias/") ? given : `key/${given}`;
  const arn = given.startsWith("arn:")
    ? given
    : `arn:${partition}:kms:${region}:${account}:${ofAccount}`;
  const isKey = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key\/[\w-]+|alias\/[\w/-]+)$/.test(arn);
  return isKey ? arn : undefined;
}

/**
 * Bucket and folder of an `s3://` backend; undefined for other URLs, and if the name is none of a bucket (Amazon S3
 * User Guide, "General purpose bucket naming rules") or the folder could be read as a pattern.
 */
export function bucketOf(url: string): BackendScope["bucket"] {
  const s3 = /^s3:\/\/(?<name>[^/?]+)\/?(?<prefix>[^?]*)/.exec(url)?.groups;
  const { name = "", prefix = "" } = s3 ?? {};
  const isName =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\.|^[\d.]+$|^xn--/.test(name);
  return isName && !/[*$]/.test(prefix) ? { name, prefix: prefix.replace(/\/$/, "") } : undefined;
}

export function builtOn({ foundation, imagesFrom }: Pick<Scope, "foundation" | "imagesFrom">) {
  const stacks = [foundation, imagesFrom].filter((stack) => stack !== undefined);
  return [...new Set(stacks)];
}

/** A role that reads takes no lock and writes no state, but it reads secrets to compare them. */
export function backendStatements(role: AccessRole, scope: BackendScope): Statement[] {
  return [...bucketStatements(role, scope), ...keyStatements(role, scope)];
}

/**
 * The layout of a self-managed backend. A role reads the state of its own stacks and of those
 * that these are built on. `pulumi stack ls` reads the state of every stack, and fails where one
 * can't be read: environments that must not read each other are in different folders or buckets
 * (access/README.md). The `deploy` role also reads an environment's previews, since an environment
 * that others are built on must not be destroyed.
 */
function bucketStatements(role: AccessRole, scope: BackendScope): Statement[] {
  const { partition, project, stack, bucket, builtOn } = scope;
  if (!bucket) return [];
  const arn = `arn:${partition}:s3:::${bucket.name}`;
  const folder = bucket.prefix === "" ? ".pulumi" : `${bucket.prefix}/.pulumi`;
  const inFolder = (files: string[]) => files.map((file) => `${arn}/${folder}/${file}`);
  const own = [
    `stacks/${project}/${stack}.json*`,
    // Every operation requests this object, whether it exists or not.
    `stacks/${project}/${stack}.pulumi-tags`,
    `locks/organization/${project}/${stack}/*`,
    `history/${project}/${stack}/*`,
    `backups/${project}/${stack}/*`,
  ];
  const previews =
    role === "deploy" ? [`stacks/${project}/pr-*.json*`, `history/${project}/pr-*`] : [];
  const others = builtOn.map((other) => `stacks/${project}/${other}.json*`);
  const changes = readsOnly(role) ? [] : ["s3:PutObject", "s3:DeleteObject"];
  // For `verify`.
  const versioning = role === "deploy" || role === "drift" ? backendCalls : [];
  return [
    { Effect: "Allow", Action: ["s3:ListBucket", ...versioning], Resource: [arn] },
    { Effect: "Allow", Action: ["s3:GetObject", ...changes], Resource: inFolder(own) },
    {
      Effect: "Allow",
      Action: ["s3:GetObject"],
      // Describes the folder's layout; written at the first login.
      Resource: inFolder(["meta.yaml", ...others, ...previews]),
    },
  ];
}

function keyStatements(role: AccessRole, { key }: BackendScope): Statement[] {
  if (key === undefined) return [];
  const changes = readsOnly(role) ? [] : ["kms:Encrypt"];
  const actions = { Effect: "Allow" as const, Action: ["kms:Decrypt", ...changes] };
  const alias = /^(?<place>arn:[^/]+:)(?<name>alias\/.+)$/.exec(key)?.groups;
  if (!alias) return [{ ...actions, Resource: [key] }];
  // Rights apply to the key; an alias is only a property of it.
  const condition = { "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias["name"]! } };
  return [{ ...actions, Resource: [`${alias["place"]}key/*`], Condition: condition }];
}
