import { recordPath } from "../../../privilege/reports";
import type { Buckets } from "../../world/buckets";
import { fileName, type RecordKind, type RecordStore } from "../../world/recordStore";

const types: Readonly<Record<RecordKind, string>> = {
  json: "application/json",
  html: "text/html; charset=utf-8",
};

/** Records in a bucket, at the keys that the `deploy` role may write (privilege/reports.ts). */
export function bucketRecords(
  buckets: Buckets,
  { bucket, prefix }: { bucket: string; prefix: string },
  stack: string,
): RecordStore {
  const key = (release: string, kind: RecordKind) =>
    `${recordPath(prefix, stack)}${fileName(release)}.${kind}`;
  return {
    address: (release, kind) => `s3://${bucket}/${key(release, kind)}`,
    read: (release, kind) => buckets.read(bucket, key(release, kind)),
    write: (release, kind, text, seen) =>
      buckets.write(bucket, key(release, kind), { text, type: types[kind] }, seen),
  };
}
