import type { EngineLocks } from "../../../locks/engineLock";
import type { EngineOptions } from "../options";
import { isFileBackend } from "../fileBackend";
import { fileLocks } from "./fileLocks";
import { z } from "zod";
import { askCliPlain } from "../cli";

/** The stack's locks, read in the way its backend allows. */
export async function locksOf(
  options: EngineOptions,
  asked: Promise<string> = backendUrl(options),
): Promise<EngineLocks> {
  const url = await asked;
  if (isFileBackend(url)) return fileLocks(url, options.project, options.name);
  const { probedLocks } = require("./probedLocks") as typeof import("./probedLocks");
  return probedLocks(options);
}

const whoami = z.object({ url: z.string() });

/** URL of the backend that the Pulumi CLI is logged in to, such as `file:///var/state` or `s3://bucket`. */
export async function backendUrl(options: EngineOptions): Promise<string> {
  return whoami.parse(await askCliPlain(options, ["whoami", "--json"])).url;
}
