const hidden = "***";

/** What begins like a secret's name, up to its value; what looks like a secret by itself. */
const named = [
  // A header, to the end of its line.
  /\b((?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:secret|token|key|auth)[\w-]*)(["']?\s*[:=]\s*)[^\r\n]+/gi,
  // Not the name of a secret in its ARN.
  /(?<!:\d{12}:)\b([\w-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|credentials?))(["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi,
  /\b(bearer|basic)(\s+)[\w.~+/=-]{8,}/gi,
];
const alone = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bgh[pousr]_\w{20,}/g,
  /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
];

/**
 * The same value with `***` in place of secrets in its texts: those that are known, and what looks like one. A
 * record is kept and passed on, while what it quotes (a test, a task, AWS) may say anything.
 */
export function withoutSecrets<T>(value: T, known: Iterable<string>): T {
  const hideKnown = hiding(known);
  const hide = (text: string) => {
    let shown = hideKnown(text);
    for (const pattern of named) shown = shown.replace(pattern, `$1$2${hidden}`);
    for (const pattern of alone) shown = shown.replace(pattern, hidden);
    return shown;
  };
  return mapTexts(value, hide) as T;
}

/** The same without those that are known, for what has no other texts that say anything. */
export function withoutKnown<T>(value: T, known: Iterable<string>): T {
  return mapTexts(value, hiding(known)) as T;
}

function hiding(known: Iterable<string>): (text: string) => string {
  // The longest first: one may be a part of another.
  const secrets = [...new Set(known)].filter(Boolean).sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((rest, one) => rest.replaceAll(one, hidden), text);
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]),
  );
}
