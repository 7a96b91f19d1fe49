import { expect } from "chai";
import { skipDebugMessages } from "../../../components/sdk/debugMessages";

describe("debug messages of Pulumi's SDK", () => {
  it("are not sent, while others are", async () => {
    const sent: string[] = [];
    const send = (kind: string) => (text: unknown) =>
      Promise.resolve(sent.push(`${kind} ${String(text)}`));
    const log = { debug: send("debug"), info: send("info") };
    skipDebugMessages(log);
    await log.debug("one");
    await log.info("two");
    expect(sent).to.deep.equal(["info two"]);
  });

  it("all go through the patched module", () => {
    const log = require("@pulumi/pulumi/log") as { debug: () => Promise<unknown> };
    const before = log.debug;
    try {
      skipDebugMessages();
      expect(log.debug).not.to.equal(before);
    } finally {
      log.debug = before;
    }
  });
});
