import { run } from "./run";
import type { Search } from "./search";
import { usableVersion } from "./version";

// The first start of a binary of 115 MB from a cold disk takes some seconds.
const timeoutMs = 60_000;

/** Runs `<command> version` and returns the version; throws when it does not run or is not usable. */
export async function verify(search: Search, command: string): Promise<string> {
  const env = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  return usableVersion(await run(search, command, ["version"], { env, timeoutMs }));
}
