import { z } from "zod";
import { hintAt } from "../../config/nearest";
import { counted } from "../../config/plural";
import { forbiddenKeys } from "../../config/keys";
import { sentence } from "../../config/problem";
import { refused } from "../world/errors";
import { parseYaml } from "../world/yaml";

/** A release file: the image of each service to release, by tag or digest. */
const releaseFileSchema = z.strictObject({
  services: z
    .record(z.string(), z.string().min(1))
    .refine((services) => Object.keys(services).length > 0, "must name at least one service"),
});

/** Reads the images by service. Throws DeployError with every problem. */
export function readReleaseFile(text: string, path: string): Record<string, string> {
  const content = parseYaml(text, `the release file ${path}`);
  const result = releaseFileSchema.safeParse(content);
  const forbidden = forbiddenKeys(content).map(sentence);
  if (result.success && forbidden.length === 0) return result.data.services;
  const problems = [...forbidden, ...(result.error?.issues ?? []).flatMap(problemsIn)];
  throw refused(
    `the release file ${path} has ${counted(problems.length, "problem")}; nothing was changed`,
    "write it as `services:` with one line `<name>: <image>` per service",
    problems,
  );
}

function problemsIn(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map(unknownKey);
  const key = issue.path.map(String).map(shown).join(".");
  return [key ? `\`${key}\`: ${issue.message}` : issue.message];
}

function unknownKey(key: string): string {
  return `\`${shown(key)}\` is not a known key; ${hintAt(key, ["services"])}`;
}

/** Text that can't be a service name may come from a file that was never meant to be read. */
const shown = (key: string) => (/^[a-z][\w-]{0,29}$/i.test(key) ? key : "…");
