import { expect } from "chai";
import { logs, type LogsParts } from "../../../automation/commands/logs";
import { Stopped } from "../../../automation/world/errors";
import type { LogLine, LogRange } from "../../../automation/world/logs";
import { refusalOf } from "../../support/refusalOf";
import { calmWorld } from "../course/calmWorld";

const nowMs = Date.UTC(2026, 10, 22, 10);
const line = (
  id: string,
  second: number,
  color: "blue" | "green" = "blue",
  text = id,
): LogLine => ({
  id,
  ms: nowMs + second * 1000,
  color,
  taskId: "0123456789abcdef",
  text,
});

/** Answers the reads with these lines, one after the other, then the clock is stopped. */
function parts(...answers: LogLine[][]) {
  return partsOf({}, ...answers);
}

function partsOf(users: object, ...answers: LogLine[][]) {
  const { stack } = calmWorld({ users }).ports;
  const [ranges, printed, slept]: [LogRange[], string[], number[]] = [[], [], []];
  const made: LogsParts = {
    stack,
    logs: {
      read: (_, __, range) => {
        ranges.push(range);
        const lines = answers.shift() ?? [];
        return Promise.resolve({ lines, hasMore: false });
      },
    },
    clock: {
      nowMs: () => nowMs,
      sleep: (ms) => {
        slept.push(ms);
        return answers.length > 0 ? Promise.resolve() : Promise.reject(new Stopped("stopped"));
      },
    },
    print: (text) => printed.push(text),
  };
  return { made, ranges, printed, slept };
}
const options = { service: "users", since: 600, json: false };

describe("`logs`", () => {
  it("prints the time, the color, the task and the line", async () => {
    const { made, ranges } = parts([line("1", -3), line("2", -1, "green", "two\u001b[31m red\n!")]);
    const { text, json } = await logs(made, options);
    expect(text).to.equal(
      "2026-11-22 09:59:57.000  blue   01234567  1\n" +
        "2026-11-22 09:59:59.000  green  01234567  two red !",
    );
    expect(json).to.deep.include({ ok: true, stack: "dev", service: "users", hasMore: false });
    expect(ranges).to.deep.equal([{ fromMs: nowMs - 600_000 }]);
  });

  it("asks for one color alone, and says where to look if there is nothing", async () => {
    const { made, ranges } = parts([]);
    const { text } = await logs(made, { ...options, color: "green" });
    expect(ranges[0]).to.deep.equal({ fromMs: nowMs - 600_000, color: "green" });
    expect(text).to.equal(
      "users wrote nothing in that time; to look further back: " +
        "bluegreen logs --stack dev --service users --since 1d",
    );
  });

  it("goes on where the last line ended as long as there is more", async () => {
    const { made, ranges } = parts();
    const answers = [
      { lines: [line("1", -3), line("2", -2)], hasMore: true },
      { lines: [line("2", -2), line("3", -1)], hasMore: false },
    ];
    made.logs.read = (_, __, range) => {
      ranges.push(range);
      return Promise.resolve(answers.shift()!);
    };
    const { json } = await logs(made, options);
    expect((json as { lines: LogLine[] }).lines.map(({ id }) => id)).to.deep.equal(["1", "2", "3"]);
    expect(ranges.map(({ fromMs }) => fromMs - nowMs)).to.deep.equal([-600_000, -2000]);
  });

  it("follows until it is stopped, prints each line once, also one that is late", async () => {
    const first = [line("1", -3), line("2", 0)];
    const late = [line("2", 0), line("late", -10, "green")];
    const { made, ranges, printed, slept } = parts(first, late, [line("3", 2)]);
    const result = await logs(made, { ...options, follow: true });
    expect(printed.map((text) => text.slice(42))).to.deep.equal(["1", "2", "late", "3"]);
    expect(ranges.map(({ fromMs }) => fromMs - nowMs)).to.deep.equal([-600_000, -15_000, -15_000]);
    expect(slept).to.deep.equal([2000, 2000, 2000]);
    expect(result).to.deep.equal({ json: {}, text: "", exitCode: 0, printed: true });
  });

  it("follows in JSON with a document a line", async () => {
    const { made, printed } = parts([line("1", -3)]);
    await logs(made, { ...options, follow: true, json: true });
    expect(printed.map((text) => JSON.parse(text) as unknown)).to.deep.equal([line("1", -3)]);
  });

  it("says when a fleet that runs sends its lines elsewhere", async () => {
    const image = "ghcr.io/team/router@sha256:" + "1".repeat(64);
    const users = {
      sidecars: { router: { image, logRouter: {} } },
      logs: { options: { Name: "datadog" } },
    };
    const there =
      "users sends what it writes to its log router (sidecar `router`, output `datadog`): look there for lines " +
      "that are missing here";
    const run = async (options: object, ...answers: LogLine[][]) => {
      const { made, printed } = partsOf(users, ...answers);
      const deployed = await made.stack.read();
      const release = structuredClone(deployed.release!);
      release.services["users"]!.fleets.blue = { image, size: 1, settings: users };
      made.stack.read = () => Promise.resolve({ ...deployed, release });
      const given = { service: "users", since: 600, json: false, ...options };
      return { ...(await logs(made, given)), printed };
    };
    expect((await run({}, [line("1", -3)])).text).to.match(/  1\nusers sends what it writes to /);
    const empty = await run({}, []);
    expect(empty.text.split("\n").slice(1)).to.deep.equal([there]);
    expect(empty.json).to.deep.include({ lines: [], elsewhere: there });
    expect((await run({ color: "green" }, [])).json).to.deep.include({ elsewhere: null });
    expect((await run({ follow: true }, [])).printed).to.deep.equal([there]);
  });

  const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\n-----END KEY-----";
  const withSecrets = {
    environment: { DB_PASSWORD: "hunter-2-and-more", SIGNING_KEY: key, MODE: "eager-mode" },
  };
  const written = [
    line("1", -3, "blue", "connecting with hunter-2-and-more in eager-mode"),
    line("2", -2, "blue", "MIIEvQIBADANBgkq"),
    line("3", -1, "blue", "token=of-a-user Authorization: Bearer of-a-user"),
  ];
  const shown = [
    "connecting with *** in eager-mode",
    "***",
    "token=of-a-user Authorization: Bearer of-a-user",
  ];

  it("hides the secrets that the deployer knows, and leaves the rest as it was written", async () => {
    const { made } = partsOf(withSecrets, written);
    const { text, json } = await logs(made, options);
    expect(text.split("\n").map((one) => one.slice(42))).to.deep.equal(shown);
    expect((json as { lines: LogLine[] }).lines.map((one) => one.text)).to.deep.equal(shown);
  });

  it("hides them while it follows", async () => {
    const { made, printed } = partsOf(withSecrets, written);
    await logs(made, { ...options, follow: true });
    expect(printed.map((one) => one.slice(42))).to.deep.equal(shown);
  });

  it("refuses a service that does not exist", async () => {
    const { made } = parts();
    const { found } = await refusalOf(() => logs(made, { ...options, service: "user" }));
    expect(found).to.equal("there is no service user in the settings; did you mean users?");
  });
});
