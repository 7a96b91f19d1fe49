import { parse } from "yaml";
import { z } from "zod";
import { hintAt } from "../../config/nearest";
import { counted } from "../../config/plural";
import { refused } from "../world/errors";

/** A release file: the image of each service to release, by tag or digest. */
const releaseFileSchema = z.strictObject({
  services: z
    .record(z.string(), z.string().min(1))
    .refine((services) => Object.keys(services).length > 0, "must name at least one service"),
});

/** Reads the images by service. Throws DeployError with every problem. */
export function readReleaseFile(text: string, path: string): Record<string, string> {
  const result = releaseFileSchema.safeParse(parsed(text, path));
  if (result.success) return result.data.services;
  const problems = result.error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `\`${key}\` is not a known key; ${hintAt(key, ["services"])}`);
    }
    const key = issue.path.join(".");
    return [key ? `\`${key}\`: ${issue.message}` : issue.message];
  });
  throw refused(
    `the release file ${path} has ${counted(problems.length, "problem")}; nothing was changed`,
    "write it as `services:` with one line `<name>: <image>` per service",
    problems,
  );
}

function parsed(text: string, path: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw refused(
      `the release file ${path} is not valid YAML: ${(error as Error).message}`,
      "fix the file and run the command again",
    );
  }
}
