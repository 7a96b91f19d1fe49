import { createHash } from "node:crypto";
import type { RecordStore } from "../../../automation/world/recordStore";

/** Records in memory, as S3 keeps them: written only where they are as they were seen. */
export function memoryRecords() {
  const files = new Map<string, string>();
  const tag = (text: string) => createHash("md5").update(text).digest("hex");
  const address = (release: string, kind: string) => `s3://acme/dev/release-${release}.${kind}`;
  const store: RecordStore = {
    address,
    read: (release, kind) => {
      const text = files.get(address(release, kind));
      return Promise.resolve(text === undefined ? null : { text, tag: tag(text) });
    },
    write: (release, kind, text, seen) => {
      const there = files.get(address(release, kind));
      const is = there === undefined ? null : tag(there);
      if (seen !== undefined && (seen?.tag ?? null) !== is) return Promise.resolve(false);
      files.set(address(release, kind), text);
      return Promise.resolve(true);
    },
  };
  return { store, files };
}
