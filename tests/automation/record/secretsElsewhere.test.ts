import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gateTests } from "../../../automation/adapters/gate/tests";
import { quotedTasks } from "../../../automation/adapters/quotedTasks";
import { credentialsIn } from "../../../automation/world/credentialNames";
import { printable, printableJson } from "../../../automation/world/printable";
import { deploy } from "../../../automation/commands/deploy";
import { report } from "../../../automation/commands/report";
import { history } from "../../../automation/commands/history";
import { traceOf } from "../../../automation/record/spans";
import { summaryInMarkdown } from "../../../automation/record/summary";
import { reportPage } from "../../../automation/report/page";
import { leaksIn, type Outputs } from "../../support/canaries/canaries";
import { api, imageOf, options, serving } from "../commands/servingWorld";
import { deployerIn } from "../events/announcing";
import { keeping } from "./recording";

const canaries = {
  password: "in-the-settings-6f1d0a",
  token: "of-the-runner-9b27cc",
  header: "in-a-header-55e0d1",
  cookie: "in-a-cookie-20c4aa",
  assigned: "in-an-assignment-e81b07",
  argument: "in-an-argument-41d9be",
  url: "in-a-url-773f9e",
};

/** All of it on the first line, which is what messages take over. */
const said = [
  `connected with ${canaries.password} and ${canaries.token}`,
  `to https://ann:${canaries.url}@example.com/ by api_key=${canaries.assigned},`,
  `got {"set-cookie":"session=${canaries.cookie}"} for Authorization: Bearer ${canaries.header}`,
].join(" ");

/** A release of users whose hook or test fails and says all that; everything that anybody can read of it. */
async function outputsOf(
  failing: "hook" | "test",
  known = credentialsIn(process.env),
): Promise<Outputs> {
  const environment = { DB_PASSWORD: canaries.password };
  const hooks = { beforeSwitch: { command: ["migrate", `--password=${canaries.argument}`] } };
  const made = await serving({ users: { ...api, environment } });
  made.edit("users", { ...api, environment, ...(failing === "hook" && { hooks }) });
  const { ports } = made;
  const terminal: string[] = [];
  const { reporter } = ports;
  for (const how of ["note", "warn"] as const) reporter[how] = (text) => void terminal.push(text);
  if (failing === "hook") {
    const look = ports.oneOffTasks.look.bind(ports.oneOffTasks);
    ports.oneOffTasks = quotedTasks(
      {
        ...ports.oneOffTasks,
        output: () => Promise.resolve(said),
        look: async (...args) => ({ ...(await look(...args)), exitCode: 3 }) as never,
      },
      known,
    );
  } else {
    // As a candidate that shows what it was sent.
    const command = `echo '${said}'; echo "$TEST_HEADERS"; exit 3`;
    const test = { command, timeoutSeconds: 20, passVariables: [] };
    const folder = mkdtempSync(join(tmpdir(), "secrets-"));
    const gate = gateTests({
      ...{ cwd: folder, logFolder: folder, signal: new AbortController().signal },
      endpoint: () => Promise.resolve({ host: "127.0.0.1", port: 1, ca: "" }),
      warn: (text) => terminal.push(text),
      note: (text) => terminal.push(text),
    });
    ports.tests.run = async (input) => {
      const results = await gate.run({ ...input, settings: { ...input.settings, test } });
      rmSync(folder, { recursive: true });
      return results.map((one) => ({ ...one, name: "npm test" }));
    };
  }
  const { announcer, told } = deployerIn(made);
  const kept = await keeping({ ...made, ports: { ...ports, stack: announcer.stack } }, (run) =>
    deploy(run, { ...options, image: [imageOf("2")] }),
  );
  expect(kept.result?.exitCode).to.equal(3);
  await announcer.ended();
  const session = {
    ...{ stack: ports.stack, command: "bluegreen report" },
    history: () => Promise.resolve(made.updates),
    machine: { host: "vm", nowMs: () => ports.clock.nowMs(), process: () => null },
    verifyParts: () => ({ ports }) as never,
  };
  const { record } = kept;
  expect(record.reasons.join()).to.include("***");
  expect(told.map(({ verb }) => verb)).to.include("rolledBack");
  return {
    record: kept.text,
    page: reportPage(record),
    summary: summaryInMarkdown(record),
    trace: JSON.stringify(traceOf(record)),
    events: JSON.stringify(told),
    messages: made.updates.map(({ message }) => message).join("\n"),
    report: printableJson(await report(session, {})),
    history: printableJson(await history(session, { limit: 9 })),
    result: `${printable(kept.result!.text)}\n${printableJson(kept.result!.json)}`,
    terminal: printable(terminal.join("\n")),
  };
}

describe("what a failed hook or test quotes", () => {
  before(() => (process.env["CANARY_TOKEN"] = canaries.token));
  after(() => delete process.env["CANARY_TOKEN"]);

  for (const failing of ["hook", "test"] as const) {
    it(`has no secret in whatever can be read of the release: a ${failing}`, async () => {
      const outputs = await outputsOf(failing);
      expect(leaksIn(outputs, canaries)).to.deep.equal([]);
    });
  }

  it("would be found where nobody takes out the deployer's own credentials", async () => {
    const leaks = leaksIn(await outputsOf("hook", []), canaries);
    expect(leaks).to.include.members([
      ...["events", "messages", "history", "result", "terminal"].map(
        (output) => `token in ${output} as it is`,
      ),
    ]);
  });
});
