import type { Properties } from "./values";

/** Calls the local cloud's control API, whose address the cloud gives its providers. */
export async function callCloud<Answer>(path: string, body: Properties): Promise<Answer> {
  const controlUrl = process.env.BLUEGREEN_LOCAL_CLOUD;
  if (!controlUrl)
    throw new Error("BLUEGREEN_LOCAL_CLOUD is not set: the cloud starts its providers");
  const response = await fetch(new URL(path, controlUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer & { error?: string };
  if (!response.ok) throw new Error(answer.error ?? `the local cloud answered ${response.status}`);
  return answer;
}

/** A provider is part of the cloud and ends with it. */
export function endWithCloud(): void {
  process.once("disconnect", () => process.exit(0));
}
