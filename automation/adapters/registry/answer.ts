import { type DeployError, refused } from "../../world/errors";

/** A manifest may be 4 MiB (OCI Distribution, "Pushing Manifests"); a token or a config is far smaller. */
const longestBytes = 4 * 1024 * 1024;

/** The body of an answer; throws if it is longer than any valid answer of a registry. */
export async function bodyOf(answer: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk as Uint8Array);
    length += (chunk as Uint8Array).length;
    if (length > longestBytes) throw unusable(answer.url, "is longer than 4 MiB");
  }
  return Buffer.concat(chunks);
}

/** The body of an answer as JSON; undefined if it is not JSON. */
export async function jsonOf(answer: Response): Promise<unknown> {
  const body = await bodyOf(answer);
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** An answer that can't be trusted. Only the host is named, since a path may carry a signature. */
export function unusable(url: string, what: string): DeployError {
  return refused(
    `the answer of \`${new URL(url).host}\` ${what}; the image can't be looked up there`,
    "check `repository` in the settings, and that no proxy answers for the registry",
  );
}
