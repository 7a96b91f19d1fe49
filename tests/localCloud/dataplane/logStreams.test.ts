import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { LogStreams } from "../../../localCloud/dataplane/logStreams";

describe("local cloud: log streams", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bluegreen-logs-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** As written at a second. */
  const write = (name: string, text: string, second: number) => {
    const file = join(folder, name);
    appendFileSync(file, text);
    utimesSync(file, second, second);
    return file;
  };

  it("have each whole line once, with the time of the write that was last when it was read", () => {
    const logs = new LogStreams();
    logs.open("/users", "green/users/t1", write("t1", "one\ntw", 100));
    expect(logs.filter("/users", 0)).to.deep.equal([
      { eventId: "green/users/t1/0", stream: "green/users/t1", timestamp: 100_000, message: "one" },
    ]);
    write("t1", "o\nthree\n", 200);
    expect(
      logs.filter("/users", 0).map(({ message, timestamp }) => [message, timestamp]),
    ).to.deep.equal([
      ["one", 100_000],
      ["two", 200_000],
      ["three", 200_000],
    ]);
    expect(logs.filter("/users", 100_001).map(({ message }) => message)).to.deep.equal([
      "two",
      "three",
    ]);
  });

  it("are distinguished by group and prefix", () => {
    const logs = new LogStreams();
    logs.open("/users", "green/users/t1", write("t1", "new\n", 200));
    logs.open("/users", "blue/users/t2", write("t2", "old\n", 100));
    writeFileSync(join(folder, "t3"), "other\n");
    logs.open("/orders", "blue/orders/t3", join(folder, "t3"));
    const messages = (prefix?: string) =>
      logs.filter("/users", 0, prefix).map(({ message }) => message);
    expect(messages()).to.deep.equal(["old", "new"]);
    expect(messages("green/")).to.deep.equal(["new"]);
    expect(logs.filter("/nothing", 0)).to.deep.equal([]);
  });
});
