import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import { AwsFailure } from "../../../automation/adapters/aws/awsFailures";
import { verify, type VerifyParts } from "../../../automation/commands/verify";
import { exitCodes, NoSuchStack, refused } from "../../../automation/world/errors";
import type { Inspector } from "../../../automation/world/inspector";
import type { Deployed, Observer } from "../../../automation/world/ports";
import { preflight } from "../../../automation/runbook/preflight";
import type { Run } from "../../../automation/runbook/run";
import type { Finding } from "../../../automation/verify/finding";
import { settingsSchema } from "../../../config/schema";
import { emptyState, withServices } from "../../../release/state";
import { inventory } from "../adapters/aws/fixtures";

const deployed: Deployed = {
  release: withServices(emptyState, ["users"]),
  inventory: { ...inventory, account: "123456789012" },
  colorSecret: "secret",
};
const nothing: Deployed = { release: undefined, inventory: undefined, colorSecret: undefined };
const settings = settingsSchema.parse({
  domain: "example.com",
  services: { users: { errorAlarmPercent: 0 } },
});

function parts(inspector: Partial<Inspector> = {}, found: Deployed = deployed): VerifyParts {
  const stack = {
    name: "dev",
    settings,
    read: () => Promise.resolve(found),
    engineState: () =>
      Promise.resolve({
        targets: {},
        tasks: {},
        instances: {},
        pending: [],
        writtenAt: "",
        content: "",
      }),
  };
  const observer = {
    pollMs: 1,
    // Stopped, as it is before the first release.
    fleet: () => Promise.resolve({ desired: 0 }),
    image: () => Promise.resolve({ found: false, reason: "no such tag" }),
  };
  return {
    ports: {
      stack: stack as unknown as VerifyParts["ports"]["stack"],
      observer: observer as unknown as Observer,
      inspector: { ...nothingToInspect("not here"), ...inspector },
      reads: {} as VerifyParts["ports"]["reads"],
      metrics: {} as VerifyParts["ports"]["metrics"],
      clock: { nowMs: () => 0 } as VerifyParts["ports"]["clock"],
    },
    locks: () => Promise.resolve([]),
    backend: () => Promise.resolve("file:///var/state"),
    stackIdentity: { project: "bluegreen", stack: "dev" },
    unreadable: null,
  };
}

const options = { stack: "dev", cwd: "", json: false, service: [], image: [], drift: false };
const identity = (account: string) => () =>
  Promise.resolve({ value: { account, arn: "arn:ci", region: inventory.region } });
const findingsOf = ({ json }: { json: object }) => (json as { findings: Finding[] }).findings;

describe("bluegreen verify", () => {
  it("reports ready when nothing is wrong, and lists what does not apply here", async () => {
    const result = await verify(parts({ identity: identity("123456789012") }), options);
    expect(result.exitCode).to.equal(exitCodes.done);
    expect(result.json).to.include({ ok: true, stack: "dev" });
    expect(findingsOf(result)).to.deep.include({
      check: "account",
      subject: "account",
      status: "ok",
      found: "123456789012, as arn:ci",
      todo: "",
    });
    expect(findingsOf(result)).to.deep.include({
      check: "quotas",
      subject: "quotas",
      status: "notApplicable",
      found: "not here",
      todo: "",
    });
  });

  it("checks what it can before the first `up` creates the stack", async () => {
    const room = { accountRoom: () => Promise.resolve({ notHere: "not here" }) };
    const { ports, ...more } = parts({ identity: identity("123456789012"), ...room });
    const none = new NoSuchStack("refused", "there is no stack dev", "create it");
    const absent = () => Promise.reject(none);
    const stack = { ...ports.stack, read: absent, engineState: absent };
    const result = await verify({ ports: { ...ports, stack }, ...more, locks: absent }, options);
    const found = findingsOf(result);
    const errors = found.filter(({ status }) => status === "error");
    expect([result.exitCode, errors.map(({ todo }) => todo)]).to.deep.equal([
      exitCodes.refused,
      ["bluegreen up --stack dev"],
    ]);
    expect(found.filter(({ status }) => status === "unknown")).to.deep.equal([]);
    // The quotas of the account are asked for only before the first `up`.
    expect(found.map(({ check, subject }) => `${check} ${subject}`)).to.include.members([
      ...["account account", "quotas account", "Pulumi operations"],
    ]);
  });

  it("exits with 2 when something is wrong, such as the account", async () => {
    const result = await verify(parts({ identity: identity("999999999999") }), options);
    expect(result.exitCode).to.equal(exitCodes.refused);
    expect(result.json).to.include({ ok: false });
    expect(result.text).to.contain(
      "the stack is in account 123456789012, but these credentials are for 999999999999 (arn:ci)",
    );
    expect(result.text).to.match(/→ use credentials for 123456789012/);
    expect(result.text).to.match(/not ready for a release: errors 1, /);
  });

  it("leaves out a release's permissions when only drift is asked for", async () => {
    const denied: Inspector["denied"] = (_, wanted) => Promise.resolve({ value: [...wanted] });
    const onlyLooking = parts({ identity: identity("123456789012"), denied });
    for (const drift of [false, true]) {
      const result = await verify(onlyLooking, { ...options, drift });
      expect(result.exitCode).to.equal(drift ? exitCodes.done : exitCodes.refused);
      const lacking = findingsOf(result).filter(({ check }) => check === "permissions");
      expect(lacking.some(({ status }) => status === "error")).to.equal(!drift);
    }
  });

  it("reports an expired token as an error, since nothing can be checked without one", async () => {
    const expired = () =>
      Promise.reject(
        new AwsFailure("credentials-expired", "The AWS credentials have expired.", "Renew them."),
      );
    const result = await verify(parts({ identity: expired }), options);
    expect(result.exitCode).to.equal(exitCodes.refused);
    expect(findingsOf(result)).to.deep.include({
      check: "account",
      subject: "credentials",
      status: "error",
      found: "The AWS credentials have expired.",
      todo: "Renew them.",
    });
  });

  it("checks what it can before the first `up`, and is not ready for a release", async () => {
    const result = await verify(parts({}, nothing), options);
    expect(result.exitCode).to.equal(exitCodes.refused);
    expect(result.text).to.match(/\nnot ready for a release: errors 1, /);
    expect(findingsOf(result)).to.deep.include({
      check: "release",
      subject: "environment",
      status: "error",
      found: "not created yet",
      todo: "bluegreen up --stack dev",
    });
  });

  it("checks the image when one is named", async () => {
    const result = await verify(parts(), { ...options, service: ["users"], image: ["repo:v9"] });
    expect(findingsOf(result).filter(({ check }) => check === "image")).to.deep.equal([
      {
        check: "image",
        subject: "users",
        status: "error",
        found: "no such tag",
        todo: `push it to ${inventory.services["users"]!.repositoryUri}`,
      },
    ]);
  });

  it("names the holder of the lock", async () => {
    const lock = { user: "ann", host: "runner-7", pid: 4711, since: "2025-01-31T12:00:00Z" };
    const result = await verify({ ...parts(), locks: () => Promise.resolve([lock]) }, options);
    expect(findingsOf(result)).to.deep.include({
      check: "Pulumi",
      subject: "lock",
      status: "error",
      found: "the stack is locked by ann@runner-7:4711 since 2025-01-31T12:00:00Z",
      todo: "wait until it ends; if that process is no longer running: bluegreen unlock --stack dev",
    });
  });

  it("refuses a service that does not exist, and an image without its service", async () => {
    const refusals = await Promise.all(
      [{ service: ["userz"] }, { image: ["repo:v1"] }].map((more) =>
        verify(parts(), { ...options, ...more }).catch((error: unknown) => error),
      ),
    );
    expect(refusals.map((error) => (error as Error).message)).to.deep.equal([
      "there is no service userz in the settings; did you mean users?",
      "found 0 --service and 1 --image; each image needs its service",
    ]);
  });

  it("runs every check even when one can't be answered", async () => {
    const quotas = () => Promise.reject(refused("IAM does not allow `x`.", "Allow it."));
    const result = await verify(parts({ quotas }), options);
    expect(result.exitCode).to.equal(exitCodes.done);
    expect(findingsOf(result)).to.deep.include({
      check: "quotas",
      subject: "",
      status: "unknown",
      found: "IAM does not allow `x`.",
      todo: "Allow it.",
    });
  });

  it("asks for each load balancer, the caller and Pulumi's state once", async () => {
    const asked: string[] = [];
    const edge: Inspector["edge"] = (_, color) => {
      asked.push(color);
      return Promise.resolve({ notHere: "" });
    };
    await verify(parts({ edge }), options);
    expect(asked).to.deep.equal(["blue", "green"]);
  });
});

describe("the pre-flight checks of a release", () => {
  const environment = { ...deployed } as Parameters<typeof preflight>[1];
  const run = (inspector: Partial<Inspector>) => {
    const warnings: string[] = [];
    const reporter = { warn: (text: string) => warnings.push(text) };
    const ports = { ...parts(inspector).ports, reporter };
    return { warnings, run: { ports } as unknown as Run };
  };
  const missingZone = { zone: () => Promise.resolve({ value: null }) };
  const reason =
    "zone example.com: the account has no public hosted zone of this name; " +
    "create it (`aws route53 create-hosted-zone --name example.com --caller-reference bluegreen-example.com`), or set `hostedZone`";

  it("refuse a release that would fail halfway, with every reason", async () => {
    const both = { ...missingZone, identity: identity("999999999999") };
    const error = await preflight(run(both).run.ports, environment, {
      services: [],
      compared: [],
      force: false,
    }).catch((thrown: unknown) => thrown);
    expect(error).to.deep.include({
      kind: "refused",
      found: "pre-flight checks failed: the release would fail",
    });
    expect((error as { reasons: string[] }).reasons).to.deep.equal([
      "account account: the stack is in account 123456789012, but these credentials are for " +
        "999999999999 (arn:ci); use credentials for 123456789012, such as another AWS_PROFILE or role",
      reason,
    ]);
  });

  it("allow a release over a broken production when forced to, but never into another account", async () => {
    const broken = run(missingZone);
    await preflight(broken.run.ports, environment, { services: [], compared: [], force: true });
    expect(broken.warnings).to.deep.equal([reason]);
    const away = run({ identity: identity("999999999999") });
    const error = await preflight(away.run.ports, environment, {
      services: [],
      compared: [],
      force: true,
    }).catch((thrown: unknown) => thrown);
    expect(error).to.include({ kind: "refused" });
  });
});
