import type { ACM } from "@aws-sdk/client-acm";
import type { AutoScaling } from "@aws-sdk/client-auto-scaling";
import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import type { EventBridge } from "@aws-sdk/client-eventbridge";
import type { EC2 } from "@aws-sdk/client-ec2";
import type { ECR } from "@aws-sdk/client-ecr";
import type { ECS } from "@aws-sdk/client-ecs";
import type { EFS } from "@aws-sdk/client-efs";
import type { ElasticLoadBalancingV2 } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { IAM } from "@aws-sdk/client-iam";
import type { Pricing } from "@aws-sdk/client-pricing";
import type { Route53 } from "@aws-sdk/client-route-53";
import type { S3 } from "@aws-sdk/client-s3";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import type { ServiceQuotas } from "@aws-sdk/client-service-quotas";
import type { SNS } from "@aws-sdk/client-sns";
import type { SSM } from "@aws-sdk/client-ssm";
import type { STS, STSClientConfig } from "@aws-sdk/client-sts";
import type { WAFV2 } from "@aws-sdk/client-wafv2";
import { onlyFromAws } from "./answers";

/** Shared by all clients, so that they use the same identity. */
export type Identity = Pick<STSClientConfig, "credentials" | "profile">;

/** Clients of the AWS APIs; each is loaded on first use. */
export interface Aws {
  ecr(): Promise<ECR>;
  ecs(): Promise<ECS>;
  loadBalancing(): Promise<ElasticLoadBalancingV2>;
  cloudWatch(): Promise<CloudWatch>;
  logs(): Promise<CloudWatchLogs>;
  autoScaling(): Promise<AutoScaling>;
  acm(): Promise<ACM>;
  iam(): Promise<IAM>;
  route53(): Promise<Route53>;
  serviceQuotas(): Promise<ServiceQuotas>;
  /** In one of the few regions that have the API; without the patience of the others. */
  pricing(): Promise<Pricing>;
  sts(): Promise<STS>;
  ec2(): Promise<EC2>;
  efs(): Promise<EFS>;
  waf(): Promise<WAFV2>;
  ssm(): Promise<SSM>;
  sns(): Promise<SNS>;
  eventBridge(): Promise<EventBridge>;
  secretsManager(): Promise<SecretsManager>;
  /** Uses the environment's credentials, as Pulumi's backend does; a `profile` in its URL is ignored. */
  s3(): Promise<S3>;
  /** As whom everything else is called. */
  objects(): Promise<S3>;
  /** Second argument of every call, so that all calls end when the signal is aborted. */
  callOptions: { abortSignal?: AbortSignal };
}

export interface AwsAccess {
  /** Such as `eu-central-1`; undefined leaves it to the SDK (`AWS_REGION`, the profile). */
  region: string | undefined;
  /** Aborts every pending call and its retries. */
  signal?: AbortSignal | undefined;
  /** Absent: whatever the SDK finds. */
  identity?: Identity | undefined;
  /** How often a call is tried; absent: until throttling is over. */
  attempts?: number;
}

/**
 * Six attempts with adaptive backoff ride out about half a minute of throttling. Without
 * `throwOnRequestTimeout`, a request that hangs would only be logged.
 */
const patience = {
  maxAttempts: 6,
  retryMode: "adaptive",
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

export function createClients({ region, signal, identity = {}, attempts }: AwsAccess): Aws {
  const config = { region, ...identity, ...patience, ...(attempts && { maxAttempts: attempts }) };
  const made = <T extends Client>(make: () => Promise<T>) =>
    once(async () => {
      const client = await make();
      client.middlewareStack.use(onlyFromAws as never);
      return client;
    });
  return {
    ecr: made(async () => new (await import("@aws-sdk/client-ecr")).ECR(config)),
    ecs: made(async () => new (await import("@aws-sdk/client-ecs")).ECS(config)),
    loadBalancing: made(async () => {
      const module = await import("@aws-sdk/client-elastic-load-balancing-v2");
      return new module.ElasticLoadBalancingV2(config);
    }),
    cloudWatch: made(async () => {
      return new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(config);
    }),
    logs: made(async () => {
      return new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(config);
    }),
    autoScaling: made(async () => {
      return new (await import("@aws-sdk/client-auto-scaling")).AutoScaling(config);
    }),
    acm: made(async () => new (await import("@aws-sdk/client-acm")).ACM(config)),
    iam: made(async () => new (await import("@aws-sdk/client-iam")).IAM(config)),
    route53: made(async () => new (await import("@aws-sdk/client-route-53")).Route53(config)),
    serviceQuotas: made(async () => {
      return new (await import("@aws-sdk/client-service-quotas")).ServiceQuotas(config);
    }),
    pricing: made(async () => {
      const { Pricing } = await import("@aws-sdk/client-pricing");
      return new Pricing({ ...config, region: pricingRegion(region), maxAttempts: 2 });
    }),
    sts: made(async () => new (await import("@aws-sdk/client-sts")).STS(config)),
    ec2: made(async () => new (await import("@aws-sdk/client-ec2")).EC2(config)),
    efs: made(async () => new (await import("@aws-sdk/client-efs")).EFS(config)),
    waf: made(async () => new (await import("@aws-sdk/client-wafv2")).WAFV2(config)),
    ssm: made(async () => new (await import("@aws-sdk/client-ssm")).SSM(config)),
    sns: made(async () => new (await import("@aws-sdk/client-sns")).SNS(config)),
    eventBridge: made(async () => {
      return new (await import("@aws-sdk/client-eventbridge")).EventBridge(config);
    }),
    secretsManager: made(async () => {
      return new (await import("@aws-sdk/client-secrets-manager")).SecretsManager(config);
    }),
    s3: made(async () => {
      // The bucket may be in another region.
      const { S3 } = await import("@aws-sdk/client-s3");
      return new S3({ region, ...patience, followRegionRedirects: true });
    }),
    objects: made(async () => {
      const { S3 } = await import("@aws-sdk/client-s3");
      return new S3({ ...config, followRegionRedirects: true });
    }),
    callOptions: signal === undefined ? {} : { abortSignal: signal },
  };
}

/** What all clients have in common. */
interface Client {
  middlewareStack: { use: (plugin: never) => void };
}

/** The API has endpoints in these regions alone, each with the prices of all. */
function pricingRegion(region: string | undefined): string {
  if (region?.startsWith("eu-")) return "eu-central-1";
  return region?.startsWith("ap-") ? "ap-south-1" : "us-east-1";
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
