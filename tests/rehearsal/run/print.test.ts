import { expect } from "chai";
import { print, printJson } from "../../../rehearsal/run/print";

describe("what a rehearsal prints", () => {
  /** Both resolve once the text is written. */
  async function printed(act: () => Promise<void>): Promise<string> {
    const write = process.stdout.write.bind(process.stdout);
    let text = "";
    process.stdout.write = ((chunk: string, done: () => void) => {
      text += chunk;
      done();
      return true;
    }) as typeof process.stdout.write;
    try {
      await act();
    } finally {
      process.stdout.write = write;
    }
    return text;
  }

  it("is JSON with the same values, without side effects", async () => {
    const document = { name: "##[group] \u202e a\u009bb" };
    const text = await printed(() => printJson(document));
    expect(text).to.equal('{"name":"#\\u0023[group] \\u202e a\\u009bb"}\n');
    expect(JSON.parse(text)).to.deep.equal(document);
  });

  it("is text without side effects", async () => {
    expect(await printed(() => print("##[group] \u202e"))).to.equal("# #[group] \ufffd\n");
  });
});
