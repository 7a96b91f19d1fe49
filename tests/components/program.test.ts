import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { toDerivedConfig } from "../../release/derivedConfig";
import type { ReleaseState } from "../../release/state";
import type { RawConfig } from "../../config/raw";
import { config, settingsOf } from "../config/samples";
import { type Run, runProgram } from "./engine";
import { find, unwrapped } from "./find";
import { environment, phases, programAt } from "./phases";

function refusal(run: Run): string {
  expect(run.resources, "registered").to.deep.equal([]);
  expect(pulumi.RunError.isInstance(run.error), String(run.error)).to.equal(true);
  return run.error?.message ?? "";
}

describe("the program", () => {
  before(() => programAt("idle"));

  it("reports every problem of the config at once, and registers nothing", async () => {
    const run = await runProgram({
      config: { domain: "Example", services: { users: { prot: 1 } }, activeColor: "green" },
    });
    expect(refusal(run)).to.equal(
      "The config of stack dev has problems:\n" +
        "- `domain` must be a domain name in lower case, without a dot at the end, found `Example`\n" +
        "- `services.users.prot` is not a known key; did you mean `port`?\n" +
        "- `activeColor` must be blue or green for each service; remove it instead: the deployer " +
        "keeps track of it\n" +
        "- AWS's documentation of `domain`: " +
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html",
    );
  });

  it("refuses an `up` made from another revision than the deployed one", async () => {
    const deployed = { ...phases.staged, revision: 8 };
    const derived = toDerivedConfig({ ...phases.switched, revision: 7 });
    const run = await runProgram({
      config: { ...environment, ...derived },
      deployed: { release: deployed },
    });
    expect(refusal(run)).to.match(/^This `up` was refused: stale release: .*revision 7/);
  });

  it("refuses a committed `activeColor` that differs from the deployed one", async () => {
    const run = await runProgram({
      config: { ...environment, activeColor: { users: "green" } },
      deployed: { release: phases.idle },
    });
    expect(refusal(run)).to.contain("`activeColor` says users is green, but deployed is blue");
  });

  it("refuses settings that would replace what serves, and says what to do instead", async () => {
    const deployed = (await programAt("idle")).outputs;
    const edited: RawConfig = { ...environment, network: { cidr: "10.20.0.0/16" } };
    const { users, ...others } = edited["services"] as Record<string, object>;
    const services = { ...others, users: { ...users, port: 1234 } };
    const run = await runProgram({ config: { ...edited, services }, deployed });
    expect(refusal(run)).to.equal(
      "This `up` was refused: these settings would replace, rename or delete what serves:\n" +
        "- `network.cidr` is 10.20.0.0/16, but what serves was made with 10.0.0.0/16, and AWS can " +
        "only replace it\n" +
        "- `services.users.port` is 1234, but users is running with 8080, " +
        "and the change would interrupt it\n" +
        "Next: set them back in Pulumi.dev.yaml and run the command again; for an environment with " +
        "other values: bluegreen env create <name> --from dev; then, for a service with other values: " +
        "bluegreen service add <name> --stack dev --from users",
    );
  });

  it("reads what an older program did not record from the settings that it last applied", async () => {
    const outputs = (await programAt("idle")).outputs!;
    const { environment: _, ...inventory } = outputs["inventory"] as Record<string, unknown>;
    const deployed = { ...outputs, inventory };
    const edited = { ...environment, network: { cidr: "10.20.0.0/16" } };
    const before = settingsOf(environment);
    const told = await runProgram({ config: edited, deployed, deployedSettings: before });
    expect(refusal(told)).to.contain("- `network.cidr` is 10.20.0.0/16, but what serves was made");
    const unknown = await runProgram({ config: edited, deployed, preview: true });
    expect(unknown.error).to.equal(undefined);
  });

  it("refuses to go on in another account or region than the stack is deployed in", async () => {
    const outputs = (await programAt("idle")).outputs!;
    const inventory = { ...(outputs["inventory"] as object), account: "999999999999" };
    const derived = toDerivedConfig({ ...phases.idle });
    const input = { config: { ...environment, ...derived } };
    const away = await runProgram({
      ...input,
      deployed: { ...outputs, release: phases.idle, inventory },
    });
    expect(refusal(away)).to.equal(
      "This stack is deployed elsewhere:\n- it is deployed in account 999999999999, but " +
        "these credentials are for 123456789012 (arn:aws:iam::123456789012:user/ann): use " +
        "credentials for 999999999999",
    );
    const elsewhere = { ...inventory, account: "123456789012", region: "us-east-1" };
    const moved = await runProgram({
      ...input,
      deployed: { ...outputs, release: phases.idle, inventory: elsewhere },
    });
    expect(refusal(moved)).to.equal(
      "This stack is deployed elsewhere:\n- it is deployed in us-east-1, but " +
        "`aws:region` is eu-central-1: set it back, or create a new stack for the other " +
        "region",
    );
  });

  it("refuses a key for logs that is in another region", async () => {
    const key = (region: string) => `arn:aws:kms:${region}:123456789012:key/mrk-${"0".repeat(32)}`;
    const run = await runProgram({ config: { ...environment, logKmsKeyArn: key("us-east-1") } });
    expect(refusal(run)).to.equal(
      "The config of stack dev has problems:\n- `logKmsKeyArn` is a key in us-east-1, but the logs are in " +
        "eu-central-1, and CloudWatch Logs accepts only keys of its own region: use a key there",
    );
  });

  it("refuses to delete what serves, unless the deployer decommissioned it", async () => {
    const deployed = { release: phases.idle };
    const guarded = config({ matching: {} });
    const plain = await runProgram({ config: guarded, deployed });
    expect(refusal(plain)).to.contain("\n- `services.users` was removed from the settings");
    const derived = (state: ReleaseState) => ({ ...guarded, ...toDerivedConfig(state) });
    const other = await runProgram({ config: derived(phases.idle), deployed });
    expect(refusal(other)).to.contain("`services.users` was removed from the settings");
    const users = { ...phases.idle.services["users"]!, activeColor: null };
    const letGo = { ...phases.idle, services: { ...phases.idle.services, users } };
    const run = await runProgram({ config: derived(letGo), deployed, preview: true });
    expect(run.error).to.equal(undefined);
  });

  it("refuses a release state that it can't read", async () => {
    const run = await runProgram({ config: environment, deployed: { release: { phase: "odd" } } });
    expect(refusal(run)).to.match(/^The stack output `release` is not a release state/);
  });

  it("applies the state that the deployer wants, one revision later", async () => {
    const { outputs } = await programAt("staged");
    expect(outputs?.["release"]).to.deep.equal({
      version: 2,
      ...phases.staged,
      revision: phases.staged.revision + 1,
    });
    expect(outputs?.["urls"]).to.deep.equal({
      users: "https://users.dev.example.com",
      matching: "https://matching.dev.example.com",
    });
  });

  it("carries the deployed release over in a plain `pulumi up`", async () => {
    const run = await runProgram({
      config: environment,
      deployed: { release: phases.retired, colorSecret: "s3cret" },
    });
    const released = await programAt("retired");
    expect(run.outputs?.["release"]).to.deep.equal({ version: 2, ...phases.retired });
    for (const [type, name] of [
      ["ListenerRule", "users-blue-production"],
      ["ListenerRule", "users-green-production"],
      ["Record", "users-production"],
      ["Service", "users-blue"],
      ["Service", "users-green"],
      ["TaskDefinition", "users-green"],
    ] as const) {
      expect(find(run, type, name).inputs).to.deep.equal(find(released, type, name).inputs);
    }
  });

  it("keeps the deployed secret, and creates one if there is none", async () => {
    const secretOf = (run: Run) => run.outputs?.["colorSecret"];
    expect(secretOf(await programAt("idle"))).to.equal("s3cret");
    const [one, other] = [
      await runProgram({ config: config() }),
      await runProgram({ config: config() }),
    ];
    expect(one.secretOutputs).to.deep.equal(["colorSecret"]);
    expect(secretOf(one)).to.match(/^[0-9a-f]{64}$/);
    expect(secretOf(one)).to.not.equal(secretOf(other));
    const rule = find(one, "ListenerRule", "users-blue-header-blue");
    expect(unwrapped<object[]>(rule.inputs["conditions"])[2]).to.deep.equal({
      httpHeader: { httpHeaderName: "x-bluegreen-secret", values: [secretOf(one)] },
    });
  });

  it("is what index.ts exports to the plain CLI, and decides before any AWS code is loaded", () => {
    const script = `
      const main = require("./index.ts");
      const aws = Object.keys(require.cache).filter((file) => file.includes("@pulumi/aws"));
      console.log(JSON.stringify([main instanceof Function, main.name, aws]));`;
    const root = join(__dirname, "../..");
    const output = execFileSync(process.execPath, ["--require", "tsx/cjs", "-e", script], {
      cwd: root,
      encoding: "utf8",
    });
    expect(JSON.parse(output)).to.deep.equal([true, "program", []]);
  });

  it("runs in a preview before the first `up`", async () => {
    const run = await runProgram({ config: environment, preview: true });
    expect(run.error).to.equal(undefined);
    expect(run.resources).to.not.have.length(0);
  });
});
