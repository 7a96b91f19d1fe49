import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { withoutSecrets } from "../../../automation/world/redact";
import { reportPage } from "../../../automation/report/page";
import type { Run } from "../../../automation/runbook/run";
import { api, imageOf, options, serving } from "../commands/servingWorld";
import { keeping } from "./recording";

/** Each stands where a secret may turn up; none may be in a record. */
const canaries = {
  variable: "canary-of-a-plain-variable",
  password: "canary-of-a-password-in-the-settings",
  token: "canary-of-a-token-of-the-runner",
  header: "canary-of-a-header",
  cookie: "canary-of-a-cookie",
  assigned: "canary-of-an-assignment",
  url: "canary-of-a-url",
};

describe("a record and its page", () => {
  afterEach(() => delete process.env["CANARY_TOKEN"]);

  it("have none of the secrets that are planted around a release", async () => {
    process.env["CANARY_TOKEN"] = canaries.token;
    const environment = { PLAIN: canaries.variable, DB_PASSWORD: canaries.password };
    const hooks = { afterRetire: { command: ["migrate", `--password=${canaries.assigned}`] } };
    const alarms = ["errors"];
    const made = await serving({ users: { ...api, environment, alarms } });
    made.edit("users", { ...api, environment: { ...environment, A: "b" }, hooks, alarms });
    const said = [
      `connected with ${canaries.password}`,
      `curl failed for https://ann:${canaries.url}@example.com/`,
      `Authorization: Bearer ${canaries.header}, then more`,
      `{"set-cookie":"session=${canaries.cookie}"}`,
      `API_KEY=${canaries.assigned} ${canaries.token}`,
    ].join("\n");
    const { ports } = made;
    ports.oneOffTasks.output = () => Promise.resolve(said);
    ports.tests.run = () => {
      ports.reporter.warn("this goes by");
      return Promise.resolve([{ name: said, ok: true, seconds: 1, reason: said, output: said }]);
    };
    ports.observer.alarms = (_, names) =>
      Promise.resolve(names.map((name) => ({ name, state: "OK", reason: said, sinceMs: null })));
    const image = [imageOf("2")];
    const { record, text, result } = await keeping(made, (run: Run) =>
      deploy(run, { ...options, image }),
    );
    expect(result!.exitCode).to.equal(0);
    // It is in there, with only the secrets gone.
    expect(record.hooks[0]!.output).to.match(/^connected with \*\*\*\n/);
    expect(record.tests[0]!.output).to.include("curl failed for https://***@example.com/");
    expect(record.alarms[0]!.reason).to.include("Authorization: ***");
    const page = reportPage(record);
    expect(page).to.include("connected with ***\n");
    for (const canary of [...Object.values(canaries), "canary-of"]) {
      for (const shown of [text, page]) expect(shown).to.not.include(canary);
    }
  });
});

describe("a text for a record", () => {
  const shown = (text: string, known: string[] = []) => withoutSecrets(text, known);

  it("keeps what only talks of secrets", () => {
    for (const text of [
      "users could not read the secret users/db",
      "run beforeSwitch of users: rails db:migrate",
      "the basic checks passed",
      "a token is missing",
    ]) {
      expect(shown(text)).to.equal(text);
    }
  });

  it("loses a known secret and its longer neighbour as a whole", () => {
    expect(shown("abcdefgh and abcdefghij", ["abcdefgh", "abcdefghij"])).to.equal("*** and ***");
  });

  it("loses what looks like a credential by itself", () => {
    const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    const key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----";
    const found = [`AKIA${"A".repeat(16)}`, `ghp_${"a".repeat(36)}`, jwt, key];
    for (const one of found) expect(shown(`it is ${one} here`)).to.equal("it is *** here");
    expect(shown(`it is ${key.slice(0, 40)}`)).to.equal("it is ***");
  });
});
