import { z } from "zod";
import { askCliPlain } from "../cli";
import type { EngineOptions } from "../options";

const whoami = z.object({ url: z.string() });

/** URL of the backend that the CLI is logged in to, such as `file:///var/state` or `s3://bucket`. */
export async function backendUrl(options: EngineOptions): Promise<string> {
  return whoami.parse(await askCliPlain(options, ["whoami", "--json"])).url;
}
