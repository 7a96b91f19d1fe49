import type { Stored } from "./buckets";

export type RecordKind = "json" | "html";

/** Where an environment keeps the records of its releases, and their pages (`reports` in the settings). */
export interface RecordStore {
  /** Such as `s3://bucket/prefix/dev/release-r-1.json`. */
  address(release: string, kind: RecordKind): string;
  /** Null: there is none that may be read. */
  read(release: string, kind: RecordKind): Promise<Stored | null>;
  /** As in Buckets. */
  write(
    release: string,
    kind: RecordKind,
    text: string,
    seen: Stored | null | undefined,
  ): Promise<boolean>;
}

/** A part of a path: an id comes from messages in history, which anybody who may run an `up` can write. */
export function fileName(release: string): string {
  return release.replace(/[^\w-]/g, "_");
}
