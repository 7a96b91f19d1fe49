import { z } from "zod";
import { namedMap } from "./namedMap";

/**
 * Tags that the program gives its resources itself: permissions and the deployer depend on them (components/tags.ts). ECS
 * gives Auto Scaling groups the last one.
 */
export const ownTags = ["project", "environment", "service", "color", "Name", "AmazonECSManaged"];

/** AWS allows a resource this many; those of the program are among them. */
export const mostTags = 50 - ownTags.length;

/** Source: "Tag naming limits and requirements", Tagging AWS Resources User Guide. */
const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const reservedStart = "begins with `aws:`, which AWS reserves";
const known = "has characters other than letters, digits, spaces and `_ . : / = + - @`";

/** Problems with one tag's key; the first is enough for a message. */
function keyProblem(key: string): string | null {
  if (key === "") return "has a tag without a key";
  const reserved = ownTags.find((own) => own.toLowerCase() === key.toLowerCase());
  if (reserved !== undefined) return `is a tag that the program sets itself (\`${reserved}\`)`;
  if (/^aws:/i.test(key)) return reservedStart;
  if (key.length > 128) return `has ${key.length} characters; AWS allows a key 128`;
  if (!characters.test(key)) return known;
  return /^\s|\s$/.test(key) ? "begins or ends with a space" : null;
}

/** A key that is there before, but for its case: IAM takes the two for the same. */
function twice(keys: readonly string[]): string | undefined {
  const lower = keys.map((key) => key.toLowerCase());
  return keys.find((_, index) => lower.indexOf(lower[index]!) < index);
}

const value = z
  .string()
  .max(256)
  .regex(characters, known)
  .regex(/^(?!aws:)/i, reservedStart)
  .regex(/^(?!\s)|^$/, "begins with a space")
  .regex(/(?<!\s)$/, "ends with a space");

/** Tags of every resource of the environment, such as a cost center or an owner. */
export const tags = namedMap(value, keyProblem).superRefine((given, context) => {
  const keys = Object.keys(given);
  const again = twice(keys);
  if (again !== undefined) {
    const message = "differs from another key in its case alone, which IAM takes for the same";
    context.addIssue({ code: "custom", path: [again], message });
  }
  if (keys.length > mostTags) {
    const message =
      `has ${keys.length} tags; AWS allows a resource 50, and the program sets up to ` +
      `${ownTags.length} itself, which leaves ${mostTags}`;
    context.addIssue({ code: "custom", message });
  }
});
