/** Resolves once the text has left this process, so that its end does not cut it. */
export function print(text: string): Promise<void> {
  return new Promise((done) => process.stdout.write(`${text}\n`, () => done()));
}
