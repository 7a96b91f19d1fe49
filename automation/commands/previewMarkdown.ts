import { codeBlock, codeSpan, marker, table } from "../plan/comment";
import type { Outcome } from "../runbook/result";
import { listed } from "./result";

export interface PreviewFacts {
  name: string;
  /** The environment that provides everything else. */
  from: string;
  /** A new one that did not come up is deleted, unless that fails: then it is `left`. */
  after: "up" | "deleted" | "left";
  /** ISO 8601, UTC; null: it did not come up. */
  expiresAt: string | null;
  /** By service. */
  urls: Record<string, string>;
  /** What was released, by service. */
  images: Record<string, string>;
  outcome: Outcome | "unchanged";
  /** Why the release was rolled back, or what failed after it was done; empty when all went well. */
  reasons: string[];
}

/** A preview as the comment of a pull request; the marker lets CI find and replace its comment. */
export function previewInMarkdown(facts: PreviewFacts): string {
  const { name, from, after, expiresAt, urls, images } = facts;
  const rows = Object.entries(urls).map(([service, url]) => {
    const image = images[service];
    return [service, url, image ? codeSpan(image) : "unchanged"];
  });
  return [
    marker("preview", name),
    `### bluegreen: preview \`${name}\``,
    "",
    ...failure(facts),
    ...(after !== "up"
      ? [`This preview ${notUp(facts)}.`]
      : [
          ...table(["service", "URL", "image"], rows),
          "",
          `Everything else comes from \`${from}\`. This preview expires at ${expiresAt}.`,
        ]),
  ].join("\n");
}

export function describePreview(facts: PreviewFacts): string {
  const { name, after, expiresAt, urls, reasons } = facts;
  const isUp = after === "up" ? `is up until ${expiresAt}` : notUp(facts);
  return [
    `${name} ${isUp}`,
    ...Object.values(urls).map((url) => `  ${url}`),
    ...(reasons.length > 0 ? [howItEnded(facts)] : []),
    ...reasons.map(listed),
  ].join("\n");
}

function notUp({ name, after }: PreviewFacts): string {
  return after === "deleted"
    ? "did not come up and was deleted"
    : `did not come up and could not be deleted; to delete it: ${previewDown(name)}`;
}

export function previewDown(name: string): string {
  return `bluegreen preview down --pr ${name.replace("pr-", "")}`;
}

function failure(facts: PreviewFacts): string[] {
  const { reasons } = facts;
  if (reasons.length === 0) return [];
  return [`**${howItEnded(facts)}**`, "", ...codeBlock(reasons.join("\n")), ""];
}

function howItEnded({ outcome }: PreviewFacts): string {
  return outcome === "rolledBack"
    ? "The release was rolled back:"
    : "The release is done, but a hook or a worker failed:";
}
