import { type CloudClient, CloudRequestError } from "../api/client";
import type { Buckets } from "../../automation/world/buckets";
import { refused } from "../../automation/world/errors";

/** The local cloud's objects, as the adapter to S3 has them. */
export function createLocalBuckets(cloud: CloudClient): Buckets {
  return {
    read: (bucket, key) =>
      answered(
        `read s3://${bucket}/${key}`,
        async () => {
          const { text, etag } = await cloud.getObject(bucket, key);
          return { text, tag: etag };
        },
        { AccessDenied: null },
      ),
    write: (bucket, key, object, seen) => {
      const condition = seen ? { ifMatch: seen.tag } : { ifNoneMatch: "*" as const };
      const put = { ...object, ...(seen === undefined ? {} : condition) };
      return answered(
        `write s3://${bucket}/${key}`,
        async () => (await cloud.putObject(bucket, key, put)) !== "",
        { PreconditionFailed: false, NoSuchKey: false },
      );
    },
  };
}

/** An error of S3 as an answer where it is one, and otherwise as a refusal. */
async function answered<T, Other>(
  what: string,
  ask: () => Promise<T>,
  meant: Readonly<Record<string, Other>>,
): Promise<T | Other> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CloudRequestError)) throw error;
    const [code = ""] = error.message.split(":");
    if (code in meant) return meant[code]!;
    throw refused(`Could not ${what}. ${error.message}`, "check the bucket and who may use it");
  }
}
