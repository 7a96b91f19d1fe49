/** What to say about each key of other tools, by its name without case, hyphens and underscores. */
export type Words = Readonly<Record<string, string>>;

/** These keys have one explanation: `about("is …", "replicas", "desiredCount")`. */
export function about(text: string, ...keys: string[]): Words {
  return Object.fromEntries(keys.map((key) => [normalized(key), text]));
}

/** @param key its path from the map that the other tool's key is in */
export function here(key: string, more = ""): string {
  return `is called \`${key}\` here${more}`;
}

/** What always holds, or follows from other settings. */
export function needless(why: string): string {
  return `needs no setting: ${why}`;
}

export function unsupported(why: string): string {
  return `is not supported: ${why}`;
}

export function normalized(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, "");
}
