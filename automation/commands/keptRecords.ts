import { merged } from "../record/merge";
import { recordVersion, type ReleaseRecord, releaseRecordSchema } from "../record/schema";
import type { Reporter } from "../world/ports";
import { printableJson } from "../world/printable";
import type { RecordStore } from "../world/recordStore";

/** Others may write at the same time; each of them only once. */
const mostAttempts = 5;

/**
 * Keeps the record of a release, and its page, together with what earlier deployers of the release saw. Never fails:
 * what goes wrong is a warning. Returns what is known together.
 */
export async function keepRecord(
  store: RecordStore,
  record: ReleaseRecord & { release: string },
  reporter: Pick<Reporter, "note" | "warn">,
): Promise<ReleaseRecord> {
  const { release } = record;
  let whole: ReleaseRecord = record;
  let address = store.address(release, "json");
  try {
    const kept = await written(store, record, (text) => reporter.warn(`${address}: ${text}`));
    if (kept === null) return record;
    whole = kept;
    address = store.address(release, "html");
    await store.write(release, "html", lazyPage().reportPage(whole), undefined);
    reporter.note(`report: ${address}`);
  } catch (error) {
    const why = reasonIn(error);
    reporter.warn(why.includes(address) ? why : `${address} could not be written: ${why}`);
  }
  return whole;
}

/** Null: what is there is of a newer version, and was left alone. */
async function written(
  store: RecordStore,
  record: ReleaseRecord & { release: string },
  warn: (text: string) => void,
): Promise<ReleaseRecord | null> {
  const { release, made } = record;
  const text = (whole: ReleaseRecord) => `${printableJson(whole)}\n`;
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const seen = await store.read(release, "json");
    const kept = seen && parsedRecord(seen.text);
    if (seen && isNewer(seen.text)) {
      warn(`${whatElse(seen.text)}, and leaves it as it is: what this deployer saw is not in it`);
      return null;
    }
    // An answer that was lost does not make it another record.
    if (kept?.made.at === made.at && kept.made.command === made.command) return kept;
    const isAnother = seen && (kept?.release !== release || kept.stack !== record.stack);
    const whole = kept && !isAnother ? merged(kept, record) : record;
    if (!(await store.write(release, "json", text(whole), seen))) continue;
    if (isAnother) warn("replaced a file that this version can't read as a record of this release");
    return whole;
  }
  await store.write(release, "json", text(record), undefined);
  warn("replaced without being read, so it lacks what an earlier deployer of the release saw");
  return record;
}

/** A record that is kept, or why none is there. */
export type Found = { record: ReleaseRecord; address: string } | { record: null; why: string };

/** Never fails: what can't be read is not there. */
export async function keptRecord(
  store: RecordStore,
  { stack, release }: { stack: string; release: string },
): Promise<Found> {
  const address = store.address(release, "json");
  try {
    const found = await store.read(release, "json");
    if (!found) return { record: null, why: `there is no ${address} that may be read` };
    const record = parsedRecord(found.text);
    if (record?.stack === stack && record.release === release) return { record, address };
    const what = record ? "is the record of another release" : whatElse(found.text);
    return { record: null, why: `${address} ${what}` };
  } catch (error) {
    return { record: null, why: `${address} could not be read: ${reasonIn(error)}` };
  }
}

/** Undefined: it is none of this version. */
export function parsedRecord(text: string): ReleaseRecord | undefined {
  try {
    return releaseRecordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What a text is that is no record of this version. */
export function whatElse(text: string): string {
  return isNewer(text)
    ? `is a record of version ${versionIn(text)}; this deployer reads version ${recordVersion}`
    : `is not a release record of version ${recordVersion}`;
}

function isNewer(text: string): boolean {
  const version = versionIn(text);
  return version !== null && version > recordVersion;
}

function versionIn(text: string): number | null {
  try {
    const { version } = JSON.parse(text) as { version?: unknown };
    return Number.isSafeInteger(version) ? (version as number) : null;
  } catch {
    return null;
  }
}

export function reasonIn(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const lazyPage = () => require("../report/page") as typeof import("../report/page");
