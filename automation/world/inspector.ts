import type { CertificateView } from "../../config/certificates";
import type { InstanceLimits } from "../../config/instanceTypes";
import type { SettingsQuota } from "../../config/quotas";
import type { Color } from "../../release/state";
import type { ListedRecord } from "../../release/foreignRecords";
import type { Inventory } from "../../release/inventory";
import type { BucketView, LogBucketView } from "./buckets";

/** An answer, or why there is none here: a rehearsal has no quotas. */
export type Answer<T> = { value: T } | { notHere: string };

export interface Identity {
  /** Twelve digits. */
  account: string;
  /** Of the caller, such as `arn:aws:sts::123456789012:assumed-role/ci/run`. */
  arn: string;
  /** The region that calls go to, such as `eu-central-1`. */
  region: string;
}

export interface ZoneView {
  id: string;
  name: string;
  nameServers: string[];
}

export interface RuleView {
  /** Host names of its condition; empty when it has none. */
  hosts: string[];
  /** Its condition also asks for a header. */
  byHeader: boolean;
  targetGroupArns: string[];
}

export interface ListenerView {
  port: number;
  /** The default one. */
  certificateArn: string | null;
  /** Those besides the default one. */
  otherCertificateArns: string[];
  rules: RuleView[];
}

export interface EdgeView {
  /** `active`, `provisioning`, `active_impaired` or `failed`. */
  state: string;
  listeners: ListenerView[];
}

export interface ClusterView {
  arn: string;
  /** `ACTIVE`, `INACTIVE` (deleted), `PROVISIONING`, `FAILED`, ... */
  status: string;
  /** Such as `FARGATE` and `FARGATE_SPOT`. */
  capacityProviders: string[];
  /** Whether Container Insights counts its tasks. */
  insights: boolean;
}

export interface RecordView {
  /** DNS name that an alias record points at; null for a record of another kind. */
  alias: string | null;
  /** Seconds; null for an alias. */
  ttlSeconds: number | null;
  values: string[];
}

export interface RoleView {
  arn: string;
  exists: boolean;
  /** AWS services that may assume it, such as `ecs-tasks.amazonaws.com`. */
  trusts: string[];
}

/** Whether a topic or an event bus exists; `denied`: these credentials may not look. */
export type ReceiverView = boolean | "denied";

/** A mount target of a file system of EFS. */
export interface MountTargetView {
  /** Availability Zone, such as `eu-central-1a`. */
  zone: string;
  vpcId: string;
  /** Whether its state is `available`. */
  available: boolean;
}

/** What a reference to a secret resolves to. */
export interface SecretView {
  /** `elsewhere`: in another region or account, which was not checked; `denied`: access was denied. */
  exists: boolean | "elsewhere" | "denied";
  /** Whether the JSON key is in it; true if the reference has none, null: the value may not be read. */
  hasKey: boolean | null;
}

export interface SubnetView {
  id: string;
  vpcId: string;
  /** Availability Zone, such as `eu-central-1a`. */
  zone: string;
}

/** What load balancers with IPv6 addresses need of a subnet. */
export interface Ipv6SubnetView {
  id: string;
  hasRange: boolean;
  /** Its route table leads `::/0` to an internet gateway. */
  hasRoute: boolean;
}

export interface InstanceTypeView extends InstanceLimits {
  /** Such as `arm64`; a few types have two. */
  architectures: string[];
  /** Of the T families, to which ECS attaches no trunk. */
  burstable: boolean;
}

export interface InstanceTypesView {
  /** By name; one that the region does not offer is missing. */
  types: Partial<Record<string, InstanceTypeView>>;
  /** `awsvpcTrunking` is on: ECS attaches a trunk to types that can have one, so they hold more tasks. */
  trunking: boolean;
}

/** The quotas that the settings know, computing power, which they know only in part, and reserved capacity. */
export type QuotaName = SettingsQuota | "reservedLcu" | "fargateVcpus" | "instanceVcpus";

/** The account's quotas. One that could not be read is missing from `limits`, and `unknown` says why. */
export interface Quotas {
  limits: Partial<Record<QuotaName, number>>;
  unknown: string[];
}

/** What the first `up` of an environment creates and quotas limit. */
export type RoomName =
  "vpcs" | "internetGateways" | "elasticIps" | "natGatewaysPerZone" | "loadBalancers";

/** What exists in the account and region, whoever made it; what can't be read is missing. */
export type AccountRoom = Partial<Record<RoomName, { used: number; limit: number }>>;

/** The load of each public load balancer's busiest minute, in load balancer capacity units (LCUs). */
export interface PeakLcus {
  /** How far back. */
  days: number;
  /** 0: it had none. */
  peaks: Record<Color, number>;
}

/** Requests of clients outside. */
export interface Requests {
  /** How far back. */
  days: number;
  /** By service; 0 for a worker. */
  requests: Record<string, number>;
}

/** One action on one resource that the deployer must be allowed. */
export interface Permission {
  /** Such as `ecs:UpdateService`. */
  action: string;
  /** ARN, or `*` if the action has no resource. */
  resource: string;
}

/** Condition keys of requests with their values, such as `ecs:cluster`. */
export type RequestContext = Readonly<Record<string, string>>;

/** What `verify` and the start of a release ask of AWS besides the Observer. Changes nothing. */
export interface Inspector {
  identity(): Promise<Answer<Identity>>;
  /** The public hosted zone of this name; null when the account has none. */
  zone(name: string): Promise<Answer<ZoneView | null>>;
  /** Name servers to which the parent zone delegates this one; empty if it does not. */
  delegation(zone: string): Promise<Answer<string[]>>;
  /** Null when the load balancer does not exist. */
  edge(inventory: Inventory, color: Color): Promise<Answer<EdgeView | null>>;
  /** Null when it does not exist. */
  certificate(arn: string): Promise<Answer<CertificateView | null>>;
  /** An ECS cluster by its name; null when there is none. */
  cluster(name: string): Promise<Answer<ClusterView | null>>;
  /** The A record of a name as the hosted zone has it, or the AAAA record; null when there is none. */
  record(
    inventory: Inventory,
    name: string,
    type?: "A" | "AAAA",
  ): Promise<Answer<RecordView | null>>;
  /** All records of a public name, of every type. */
  records(inventory: Inventory, name: string): Promise<Answer<ListedRecord[]>>;
  /** Load balancers of each target group that exists, by its ARN. */
  targetGroups(arns: readonly string[]): Promise<Answer<Record<string, string[]>>>;
  /** Roles of a task definition. */
  roles(taskDefinitionArn: string): Promise<Answer<RoleView[]>>;
  role(arn: string): Promise<Answer<RoleView>>;
  /** By reference, as in the settings. */
  secrets(references: readonly string[]): Promise<Answer<Record<string, SecretView>>>;
  /** SNS topics and event buses, by ARN. */
  receivers(arns: readonly string[]): Promise<Answer<Record<string, ReceiverView>>>;
  /** Those that exist. */
  subnets(ids: readonly string[]): Promise<Answer<SubnetView[]>>;
  /** Those that exist. */
  ipv6Subnets(ids: readonly string[]): Promise<Answer<Ipv6SubnetView[]>>;
  /** Of a file system; null: there is none of this id. */
  mountTargets(fileSystemId: string): Promise<Answer<MountTargetView[] | null>>;
  /** Id of an access point's file system; null: there is no such access point. */
  accessPoint(id: string): Promise<Answer<string | null>>;
  instanceTypes(names: readonly string[]): Promise<Answer<InstanceTypesView>>;
  /** Roles in the account that may create previews of a project (access/). */
  previewRoles(project: string): Promise<Answer<string[]>>;
  /** When the images of an ECR repository were pushed, in milliseconds since the epoch, by digest. */
  pushes(repositoryUri: string): Promise<Answer<Record<string, number>>>;
  /** Names of the account's ECR repositories that begin with `prefix`. */
  repositories(prefix: string): Promise<Answer<string[]>>;
  /** Whether an S3 bucket keeps old versions of its objects. */
  bucketVersioning(bucket: string): Promise<Answer<boolean>>;
  /** Null: there is no bucket of this name. */
  bucket(name: string): Promise<Answer<BucketView | null>>;
  /** Null: there is no bucket of this name. */
  logBucket(name: string): Promise<Answer<LogBucketView | null>>;
  /** Whether AWS WAF has this web ACL, in the environment's region. */
  webAcl(arn: string): Promise<Answer<boolean>>;
  quotas(): Promise<Answer<Quotas>>;
  accountRoom(): Promise<Answer<AccountRoom>>;
  peakLcus(inventory: Inventory): Promise<Answer<PeakLcus>>;
  requests(inventory: Inventory): Promise<Answer<Requests>>;
  /** The permissions that the caller's policies deny, as simulated by IAM. */
  denied(
    identity: Identity,
    permissions: readonly Permission[],
    context: RequestContext,
  ): Promise<Answer<Permission[]>>;
}
