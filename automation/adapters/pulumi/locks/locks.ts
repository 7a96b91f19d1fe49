import type { EngineLocks } from "../../../locks/engineLock";
import type { EngineOptions } from "../options";
import { backendUrl } from "./backendUrl";
import { fileLocks } from "./fileLocks";

/** The stack's locks, in the way that suits its backend. */
export async function locksOf(options: EngineOptions): Promise<EngineLocks> {
  const url = await backendUrl(options);
  if (url.startsWith("file://")) return fileLocks(url, options.project, options.name);
  const { probedLocks } = require("./probedLocks") as typeof import("./probedLocks");
  return probedLocks(options);
}
