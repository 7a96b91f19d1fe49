import { printable } from "../../automation/world/printable";

/** Resolves once the text is written, so that the end of this process does not cut it off. */
export function print(text: string): Promise<void> {
  return new Promise((done) => process.stdout.write(`${printable(text)}\n`, () => done()));
}
