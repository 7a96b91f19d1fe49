import { printable, printableJson } from "../../automation/world/printable";

/** One line of JSON, with the same values. */
export function printJson(document: unknown): Promise<void> {
  return write(printableJson(document));
}

export function print(text: string): Promise<void> {
  return write(printable(text));
}

/** Resolves once the text is written, so that the end of this process does not cut it off. */
function write(text: string): Promise<void> {
  return new Promise((done) => process.stdout.write(`${text}\n`, () => done()));
}
