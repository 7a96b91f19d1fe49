import { partitionOf } from "../../../config/partition";
import { bucketPlace } from "../../../config/reports";
import type { LogBucketView } from "../../world/buckets";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok, warning } from "../finding";

/** Whether the load balancers can write their access logs. AWS tries it in the `up` that turns them on, which fails if not. */
export const accessLogs: Check = {
  name: "accessLogs",
  fast: false,
  async look({ inspector, stack }) {
    const place = stack.settings.loadBalancers.accessLogs;
    if (place === undefined) return [];
    const identity = await inspector.identity();
    if (!("value" in identity)) return [];
    const { bucket, prefix } = bucketPlace(place);
    const { account, region } = identity.value;
    const path = `${prefix === "" ? "" : `${prefix}/`}AWSLogs/${account}/`;
    const arn = `arn:${partitionOf(region)}:s3:::${bucket}/${path}`;
    const view = await inspector.logBucket(bucket);
    return judge(bucket, view, (one) => judgeLogBucket({ bucket, region, arn }, one));
  },
};

interface Wanted {
  bucket: string;
  region: string;
  /** Start of what is written. */
  arn: string;
}

export function judgeLogBucket(
  { bucket, region, arn }: Wanted,
  view: LogBucketView | null,
): Judgement[] {
  if (view === null) {
    const todo = `create it (\`aws s3 mb s3://${bucket} --region ${region}\`), or correct \`loadBalancers.accessLogs\``;
    return [failing(bucket, `there is no bucket ${bucket} for access logs`, todo)];
  }
  if (view.region !== region) {
    const found = `the bucket is in ${view.region}, but access logs need one in ${region}`;
    return [failing(bucket, found, "name another one in `loadBalancers.accessLogs`")];
  }
  if (mayWrite(view.policy, `${arn}x`)) {
    return [ok(bucket, "its policy lets Elastic Load Balancing write access logs")];
  }
  return [
    warning(
      bucket,
      `its policy does not seem to let Elastic Load Balancing write ${arn}*`,
      `allow \`s3:PutObject\` on it to the service ${deliverer} in the bucket's policy`,
    ),
  ];
}

const deliverer = "logdelivery.elasticloadbalancing.amazonaws.com";

/** Older regions deliver logs as an account of AWS, so that any account counts. */
function mayWrite(policy: string | null, object: string): boolean {
  const parsed = parse(policy ?? "{}") as { Statement?: unknown } | undefined;
  return listOf(parsed?.Statement).some((one) => {
    const { Effect, Principal, Action, Resource } = (one ?? {}) as Record<string, unknown>;
    const { Service, AWS } = (typeof Principal === "object" ? Principal : {}) as Record<
      string,
      unknown
    >;
    const isWho = Principal === "*" || AWS !== undefined || listOf(Service).includes(deliverer);
    const covers = (patterns: unknown, text: string) =>
      listOf(patterns).some((pattern) => matches(String(pattern), text));
    return (
      Effect === "Allow" && isWho && covers(Action, "s3:PutObject") && covers(Resource, object)
    );
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** With `*` and `?`, as policies have them. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);
}
