import { codeBlock, codeSpan, marker, table } from "../plan/comment";

export interface PreviewFacts {
  name: string;
  /** The environment that provides everything else. */
  from: string;
  /** ISO 8601, UTC. */
  expiresAt: string;
  /** By service. */
  urls: Record<string, string>;
  /** What was released, by service. */
  images: Record<string, string>;
  /** Why the release was rolled back; empty if it is done. */
  reasons: string[];
}

/** A preview as the comment of a pull request; the marker lets CI find and replace its comment. */
export function previewInMarkdown(facts: PreviewFacts): string {
  const { name, from, expiresAt, urls, images, reasons } = facts;
  const rows = Object.entries(urls).map(([service, url]) => {
    const image = images[service];
    return [service, url, image ? codeSpan(image) : "unchanged"];
  });
  return [
    marker("preview", name),
    `### bluegreen: preview \`${name}\``,
    "",
    ...failure(reasons),
    ...table(["service", "URL", "image"], rows),
    "",
    `Everything else comes from \`${from}\`. This preview expires at ${expiresAt}.`,
  ].join("\n");
}

export function describePreview({ name, expiresAt, urls, reasons }: PreviewFacts): string {
  return [
    `${name} is up until ${expiresAt}`,
    ...Object.values(urls).map((url) => `  ${url}`),
    ...reasons.map((reason) => `  - ${reason}`),
  ].join("\n");
}

function failure(reasons: readonly string[]): string[] {
  if (reasons.length === 0) return [];
  return ["**The release was rolled back:**", "", ...codeBlock(reasons.join("\n")), ""];
}
