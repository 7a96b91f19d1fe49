import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { homeFolder } from "../../engine/user";

/** What `docker login` stores if no credential helper is configured. */
const configSchema = z.object({
  auths: z
    .record(
      z.string(),
      z.object({
        /** `user:password`, base64. */
        auth: z.string().optional(),
        username: z.string().optional(),
        password: z.string().optional(),
      }),
    )
    .default({}),
});

/**
 * Value of a Basic `Authorization` header for a registry, from `config.json` in `DOCKER_CONFIG` or
 * `~/.docker`; null if it has no entry. Credential helpers are not used.
 */
export async function dockerCredentials(
  env: NodeJS.ProcessEnv,
  keys: readonly string[],
): Promise<string | null> {
  const home = homeFolder(env);
  const folder = env["DOCKER_CONFIG"] ?? (home && join(home, ".docker"));
  if (!folder) return null;
  const auths = await readAuths(join(folder, "config.json"));
  const found = keys.map((key) => auths[key]).find((entry) => entry !== undefined);
  // Anything else is no header, and the error that says so would repeat it.
  if (found?.auth && /^[\w+/=-]+$/.test(found.auth)) return `Basic ${found.auth}`;
  if (!found?.username || !found.password) return null;
  return `Basic ${Buffer.from(`${found.username}:${found.password}`).toString("base64")}`;
}

async function readAuths(file: string): Promise<z.output<typeof configSchema>["auths"]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    return {};
  }
  const parsed = configSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data.auths : {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
