import type { Buckets, BucketView, LogBucketView } from "../../world/buckets";
import { type Aws, type AwsAccess, createClients } from "./clients";
import { doingUntil } from "./reading";

/** Objects in S3, written only if nobody else has written them meanwhile. */
export function createAwsBuckets(access: AwsAccess): Buckets {
  const aws = createClients(access);
  const doing = doingUntil(access.signal);
  return {
    read: (Bucket, Key) =>
      doing(`read s3://${Bucket}/${Key}`, async () => {
        const s3 = await aws.objects();
        try {
          const { Body, ETag = "" } = await s3.getObject({ Bucket, Key }, aws.callOptions);
          return { text: (await Body?.transformToString()) ?? "", tag: ETag };
        } catch (error) {
          if (isNamed(error, "NoSuchKey", "AccessDenied")) return null;
          throw error;
        }
      }),
    write: (Bucket, Key, { text: Body, type: ContentType }, seen) =>
      doing(`write s3://${Bucket}/${Key}`, async () => {
        const s3 = await aws.objects();
        const condition = seen ? { IfMatch: seen.tag } : seen === null ? { IfNoneMatch: "*" } : {};
        const object = { Bucket, Key, Body, ContentType, ...condition };
        try {
          await s3.putObject(object, aws.callOptions);
          return true;
        } catch (error) {
          if (isNamed(error, "PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"))
            return false;
          throw error;
        }
      }),
  };
}

/** Null: there is no such bucket. */
export async function describeBucket(aws: Aws, Bucket: string): Promise<BucketView | null> {
  const s3 = await aws.objects();
  try {
    const { LocationConstraint } = await s3.getBucketLocation({ Bucket }, aws.callOptions);
    return { region: regionOf(LocationConstraint), blocksPublic: await blocksPublic(aws, Bucket) };
  } catch (error) {
    if (isNamed(error, "NoSuchBucket")) return null;
    throw error;
  }
}

/** Null: there is no such bucket. */
export async function describeLogBucket(aws: Aws, Bucket: string): Promise<LogBucketView | null> {
  const s3 = await aws.objects();
  try {
    const { LocationConstraint } = await s3.getBucketLocation({ Bucket }, aws.callOptions);
    return { region: regionOf(LocationConstraint), policy: await policyOf(aws, Bucket) };
  } catch (error) {
    if (isNamed(error, "NoSuchBucket")) return null;
    throw error;
  }
}

async function policyOf(aws: Aws, Bucket: string): Promise<string | null> {
  const s3 = await aws.objects();
  try {
    return (await s3.getBucketPolicy({ Bucket }, aws.callOptions)).Policy ?? null;
  } catch (error) {
    if (isNamed(error, "NoSuchBucketPolicy")) return null;
    throw error;
  }
}

/** The oldest regions have other names there (GetBucketLocation, Amazon S3 API Reference). */
function regionOf(location: string | undefined): string {
  return location === "EU" ? "eu-west-1" : location || "us-east-1";
}

async function blocksPublic(aws: Aws, Bucket: string): Promise<boolean | null> {
  const s3 = await aws.objects();
  try {
    const { PublicAccessBlockConfiguration: found } = await s3.getPublicAccessBlock(
      { Bucket },
      aws.callOptions,
    );
    return [
      ...[found?.BlockPublicAcls, found?.BlockPublicPolicy],
      ...[found?.IgnorePublicAcls, found?.RestrictPublicBuckets],
    ].every((one) => one === true);
  } catch (error) {
    if (isNamed(error, "NoSuchPublicAccessBlockConfiguration")) return false;
    if (isNamed(error, "AccessDenied")) return null;
    throw error;
  }
}

function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
