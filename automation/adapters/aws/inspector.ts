import type { Answer, Identity, Inspector } from "../../world/inspector";
import { delegatedServers } from "../dns/delegation";
import { describeBucket, describeLogBucket } from "./buckets";
import { type Aws, createClients, type Identity as Login } from "./clients";
import { accountRoom } from "./inspect/accountRoom";
import { describeCertificate } from "./inspect/certificate";
import { describeCluster } from "./inspect/cluster";
import { describeEdge } from "./inspect/edge";
import { deniedPermissions } from "./inspect/permissions";
import { imagePushes } from "./inspect/imagePushes";
import { fileSystemOf, mountTargetsOf } from "./inspect/fileSystems";
import { describeInstanceTypes } from "./inspect/instanceTypes";
import { peakLcus } from "./inspect/peakLcus";
import { accountQuotas } from "./inspect/quotas";
import { previewRoles } from "./inspect/previewRoles";
import { describeReceivers } from "./inspect/receivers";
import { describeRole, rolesOf } from "./inspect/roles";
import { repositoriesBelow } from "./inspect/repositories";
import { requestsOf } from "./inspect/requests";
import { describeSecrets } from "./inspect/secrets";
import { ipv6SubnetsOf } from "./inspect/ipv6Subnets";
import { describeSubnets } from "./inspect/subnets";
import { describeTargetGroups } from "./inspect/targetGroups";
import { addressRecord, hostedZone, recordsOf, zoneOf } from "./inspect/zone";
import { publicZoneOf } from "../../world/edges";
import { readingUntil } from "./reading";
import { webAclExists } from "./inspect/webAcl";

export interface AwsInspectorOptions {
  /** Such as `eu-central-1`. */
  region: string;
  /** Aborts every pending call and its retries. */
  signal?: AbortSignal | undefined;
  /** See AwsAccess. */
  identity?: Login | undefined;
  delegation?: (zone: string) => Promise<string[]>;
}

/** Reads the current state of AWS. Every method throws AwsFailure if a call fails even after retries. */
export function createAwsInspector(options: AwsInspectorOptions): Inspector {
  const { region, signal, identity, delegation = delegatedServers } = options;
  const aws = createClients({ region, signal, identity });
  const reading = readingUntil(signal);
  const answer = async <T>(what: string, read: () => Promise<T>): Promise<Answer<T>> => ({
    value: await reading(what, read),
  });
  return {
    identity: () => answer("caller's identity", () => callerIdentity(aws, region)),
    zone: (name) => answer(`hosted zone \`${name}\``, () => hostedZone(aws, name)),
    delegation: (zone) => answer(`delegation of \`${zone}\``, () => delegation(zone)),
    edge: ({ edges }, color) =>
      answer(`${color} load balancer`, () => describeEdge(aws, edges[color].arn)),
    certificate: (arn) => answer(`certificate \`${arn}\``, () => describeCertificate(aws, arn)),
    cluster: (name) => answer(`ECS cluster \`${name}\``, () => describeCluster(aws, name)),
    record: (inventory, name, type) =>
      answer(`record \`${name}\``, () =>
        addressRecord(aws, publicZoneOf(inventory, name).id, name, type),
      ),
    records: (inventory, name) =>
      answer(`records of \`${name}\``, async () => {
        const zone = await zoneOf(aws, inventory, name);
        return zone === null ? [] : recordsOf(aws, zone.id, name);
      }),
    targetGroups: (arns) => answer("target groups", () => describeTargetGroups(aws, arns)),
    roles: (definition) => answer(`roles of \`${definition}\``, () => rolesOf(aws, definition)),
    role: (arn) => answer(`role \`${arn}\``, () => describeRole(aws, arn)),
    secrets: (references) => answer("secrets", () => describeSecrets(aws, references)),
    receivers: (arns) =>
      answer("receivers of events", () => describeReceivers({ region, signal, identity }, arns)),
    ipv6Subnets: (ids) => answer("IPv6 of subnets", () => ipv6SubnetsOf(aws, ids)),
    subnets: (ids) => answer("subnets", () => describeSubnets(aws, ids)),
    mountTargets: (id) =>
      answer(`mount targets of file system \`${id}\``, () => mountTargetsOf(aws, id)),
    accessPoint: (id) => answer(`access point \`${id}\``, () => fileSystemOf(aws, id)),
    instanceTypes: (names) => answer("instance types", () => describeInstanceTypes(aws, names)),
    previewRoles: (project) =>
      answer("roles that create previews", () => previewRoles(aws, project)),
    pushes: (repositoryUri) =>
      answer(`images in \`${repositoryUri}\``, () => imagePushes(aws, repositoryUri)),
    repositories: (prefix) =>
      answer("ECR repositories of the account", () => repositoriesBelow(aws, prefix)),
    bucketVersioning: (bucket) =>
      answer(`versioning of bucket \`${bucket}\``, () => isVersioned(aws, bucket)),
    bucket: (name) => answer(`bucket \`${name}\``, () => describeBucket(aws, name)),
    webAcl: (arn) => answer(`web ACL ${arn}`, () => webAclExists(aws, arn)),
    logBucket: (name) => answer(`policy of bucket \`${name}\``, () => describeLogBucket(aws, name)),
    peakLcus: (inventory) =>
      answer("PeakLCUs of the load balancers", () => peakLcus(aws, inventory, Date.now())),
    requests: (inventory) =>
      answer("requests of the services", () => requestsOf(aws, inventory, Date.now())),
    accountRoom: () => answer("room that the account's quotas leave", () => accountRoom(aws)),
    quotas: () => answer("quotas", () => accountQuotas(aws)),
    denied: (identity, permissions, context) =>
      reading("permissions of the caller", () =>
        deniedPermissions(aws, identity, permissions, context),
      ),
  };
}

async function isVersioned(aws: Aws, bucket: string): Promise<boolean> {
  const s3 = await aws.s3();
  const { Status } = await s3.getBucketVersioning({ Bucket: bucket }, aws.callOptions);
  return Status === "Enabled";
}

/** Who the caller is, from the one call that needs no permission. */
async function callerIdentity(aws: Aws, region: string): Promise<Identity> {
  const { Account = "", Arn = "" } = await (await aws.sts()).getCallerIdentity({}, aws.callOptions);
  return { account: Account, arn: Arn, region };
}
