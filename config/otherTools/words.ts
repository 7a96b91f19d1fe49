/** What to say about each key of other tools, by its name without case, hyphens and underscores. */
export type Words = Readonly<Record<string, string>>;

/** These keys have one explanation: `about("is …", "replicas", "desiredCount")`. */
export function about(text: string, ...keys: string[]): Words {
  return Object.fromEntries(keys.map((key) => [normalized(key), text]));
}

export function here(key: string, more = ""): string {
  return `is called \`${key}\` here${more}`;
}

export function unsupported(why: string): string {
  return `is not supported: ${why}`;
}

export function normalized(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, "");
}
