import { arnParts } from "../../../config/arn";
import { parseReports } from "../../../config/reports";
import { reportCalls } from "../../../privilege/deployerCalls";
import { recordPath } from "../../../privilege/reports";
import type { BucketView } from "../../world/buckets";
import type { Permission } from "../../world/inspector";
import { type Check, judge, type Verification } from "../check";
import { type Judgement, ok, unknown, warning } from "../finding";

/** Whether records can be kept where `reports` says. A release goes on without them, so nothing here is an error. */
export const reports: Check = {
  name: "reports",
  fast: false,
  async look(verification) {
    const { inspector, stack } = verification;
    const place = parseReports(stack.settings.reports ?? "");
    if (place?.kind !== "bucket") return [];
    const { bucket, prefix } = place;
    const identity = await inspector.identity();
    const region = "value" in identity ? identity.value.region : null;
    const view = await inspector.bucket(bucket);
    const found = judge(bucket, view, (one) => judgeBucket(bucket, region, one));
    const isThere = "value" in view && view.value !== null;
    const path = `${bucket}/${recordPath(prefix, stack.name)}`;
    return isThere ? [...found, ...(await access(verification, bucket, path))] : found;
  },
};

/** As simulated by IAM, like the other permissions of a release; not for whoever may only read. */
async function access(
  { inspector, permissions, context, stack }: Verification,
  bucket: string,
  path: string,
): Promise<Judgement[]> {
  const identity = await inspector.identity();
  if (permissions.length === 0 || "notHere" in identity) return [];
  const { arn } = identity.value;
  const resource = `arn:${arnParts(arn).partition}:s3:::${path}r-0`;
  const wanted: Permission[] = reportCalls.objects.map((action) => ({ action, resource }));
  const denied = await inspector.denied(identity.value, wanted, context);
  return judge(bucket, denied, (found) =>
    found.length === 0
      ? ok(bucket, `${arn} may read and write records in it, as far as IAM alone decides`)
      : found.map(({ action }) =>
          warning(
            bucket,
            `IAM does not allow ${arn} \`${action}\` on ${path}*`,
            `allow it in that role's policy: bluegreen policy --stack ${stack.name} --role deploy`,
          ),
        ),
  );
}

export function judgeBucket(
  bucket: string,
  region: string | null,
  view: BucketView | null,
): Judgement[] {
  if (view === null) {
    const found = `there is no bucket ${bucket}, so no record of a release can be kept`;
    return [
      warning(bucket, found, `create it (\`aws s3 mb s3://${bucket}\`), or correct \`reports\``),
    ];
  }
  return [judgeRegion(bucket, region, view), judgePublic(bucket, view)];
}

function judgeRegion(bucket: string, region: string | null, view: BucketView): Judgement {
  if (region === null || view.region === region) return ok(bucket, `bucket in ${view.region}`);
  return warning(
    bucket,
    `the bucket is in ${view.region}, and the environment in ${region}`,
    "if that is not intended, name a bucket in the environment's region as `reports`",
  );
}

function judgePublic(bucket: string, { blocksPublic }: BucketView): Judgement {
  if (blocksPublic === null) {
    return unknown(
      bucket,
      "whether the bucket blocks public access was not checked: access denied",
      "check it by hand, or allow `s3:GetBucketPublicAccessBlock` on it",
    );
  }
  if (blocksPublic) return ok(bucket, "public access is blocked");
  return warning(
    bucket,
    "the bucket does not block public access, so a mistake in its policy could publish the records",
    `unless the whole account blocks it: aws s3api put-public-access-block --bucket ${bucket} ` +
      "--public-access-block-configuration " +
      "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true",
  );
}
