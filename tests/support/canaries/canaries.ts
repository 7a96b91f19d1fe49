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

/** How a value may be written: any of these texts gives it away. */
const forms: Record<string, (value: string) => string[]> = {
  "as it is": (value) => [value],
  "in Base64": (value) => [0, 1, 2].map((before) => inBase64(value, before)),
  "in hexadecimal": (value) => [Buffer.from(value).toString("hex")],
  "in a URL": (value) => [encodeURIComponent(value)],
  reversed: (value) => [[...value].reverse().join("")],
};

/** The part that depends on nothing around it, where that many bytes of a group of three come before the value. */
function inBase64(value: string, before: number): string {
  const bytes = Buffer.from(`${" ".repeat(before)}${value}`);
  const [first, last] = [before > 0 ? 3 : 0, bytes.length - (bytes.length % 3)];
  return bytes.subarray(first, last).toString("base64");
}

/** A line for each secret in each output, in whatever form. */
export function leaksIn(
  outputs: Outputs,
  canaries: Readonly<Record<string, string>>,
  mayBe: (canary: string, output: string) => boolean = () => false,
): string[] {
  return Object.entries(outputs).flatMap(([output, text]) =>
    Object.entries(canaries).flatMap(([canary, value]) => {
      const form = Object.keys(forms).find((name) =>
        forms[name]!(value).some((written) => written !== "" && text.includes(written)),
      );
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
