import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Something that people or machines can read, by what it is. */
export type Outputs = Record<string, string>;

/** Secrets that a test plants. None looks like a secret, so that only its place can give it away. */
export class Canaries {
  readonly planted: Record<string, string> = {};

  /** Returns a new value; of the same name, the same. */
  plant(name: string): string {
    return (this.planted[name] ??= `${name}-${randomBytes(12).toString("hex")}`);
  }

  /** One that was not made here. */
  know(name: string, value: string): void {
    this.planted[name] = value;
  }
}

/** How a value may be written. */
const forms: Record<string, (value: string) => string> = {
  "as it is": (value) => value,
  "in Base64": (value) => inBase64(value),
  "in hexadecimal": (value) => Buffer.from(value).toString("hex"),
  "in a URL": (value) => encodeURIComponent(value),
  reversed: (value) => [...value].reverse().join(""),
};

/** The part that is the same wherever the value begins in what was encoded. */
function inBase64(value: string): string {
  const whole = Math.floor(value.length / 3) * 3;
  return Buffer.from(value.slice(0, whole)).toString("base64").replace(/=+$/, "");
}

/** A line for each secret in each output, in whatever form. */
export function leaksIn(
  outputs: Outputs,
  canaries: Readonly<Record<string, string>>,
  mayBe: (canary: string, output: string) => boolean = () => false,
): string[] {
  return Object.entries(outputs).flatMap(([output, text]) =>
    Object.entries(canaries).flatMap(([canary, value]) => {
      const form = Object.keys(forms).find((name) => text.includes(forms[name]!(value)));
      return form === undefined || mayBe(canary, output) ? [] : [`${canary} in ${output} ${form}`];
    }),
  );
}

/** Every file below a folder. */
export function filesBelow(folder: string): Outputs {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [relative(folder, path), readFileSync(path, "latin1")]),
  );
}
