import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Scene } from "../../rehearsal/scene";
import { startDashboard } from "../../rehearsal/run/dashboard";
import { Canaries, leaksIn } from "../support/canaries/canaries";
import { bus, plant, plantInTest, quoted, written } from "../support/canaries/plant";
import { Reading } from "../support/canaries/reading";
import { openReceiver, type Receiving } from "../support/canaries/receiver";

/** The command line as it is against AWS. */
const real = join(__dirname, "../../bin/bluegreen.js");
const preload = join(__dirname, "../support/canaries/withoutRedaction.cjs");

/** What stands in the settings may be in them and in Pulumi's state, which has the definitions that serve. */
const mayBe = (canary: string, output: string) =>
  ([...written, ...quoted].includes(canary) && /^(settings$|state export$|state\/)/.test(output)) ||
  (quoted.includes(canary) && tasksWrote.test(output));
/** What these print, less the secrets that the deployer knows. */
const tasksWrote = /^(logs|run)( |$)/;

/**
 * Secrets stand wherever one may be; then releases fail and quote all they can. Everything that can be read of them is
 * searched. What this does not show: an application that prints a secret without a word that says so, which only ECS
 * knows; and `exec`, which is a terminal.
 */
describe("a secret around a release on the real Pulumi", function () {
  this.timeout(600_000);
  const canaries = new Canaries();
  let scene: Scene;
  let receiver: Receiving;
  let env: Record<string, string>;
  let image: string;

  before(async () => {
    receiver = await openReceiver();
    scene = await Scene.open({ more: { matching: null } });
    const { v2 } = await scene.firstRelease();
    image = v2["users"]!.reference;
    env = await plant({ scene, receiver, canaries }, image);
    plantInTest({ scene, canaries }, 3);
  });
  after(async () => {
    receiver?.close();
    await scene?.close();
  });

  const release = () => ["--service", "users", "--image", image];

  /** Its hook fails; the record and the page are kept in a folder and in the bucket. */
  async function deployAndFail(reading: Reading, more: Record<string, string> = {}) {
    const { root } = scene.workDir;
    const record = join(root, "record.json");
    const kept = ["--record", record, "--report", join(root, "pages"), "--json"];
    const { code } = await reading.say("deploy", ["deploy", ...release(), ...kept], more);
    expect(code, reading.outputs["deploy"]).to.equal(3);
    reading.outputs["record"] = readFileSync(record, "utf8");
  }

  /** The links and headers that open the candidate, and the live page. */
  async function knowLinks(reading: Reading): Promise<string> {
    const link = new URL((await reading.say("link", ["link", "--service", "users"])).stdout.trim());
    delete reading.outputs["link"];
    canaries.know("test-link", new URLSearchParams(link.hash.slice(1)).values().next().value!);
    const all = await scene.pulumi("stack", "output", "--json", "--show-secrets");
    canaries.know("color-secret", (JSON.parse(all) as Record<string, string>)["colorSecret"]!);
    const { root: cwd } = scene.workDir;
    const shown = { ...process.env, ...scene.env, ...env };
    const page = await startDashboard(scene.processes, { cwd, env: shown });
    canaries.know("page-token", new URL(page).searchParams.get("token")!);
    return page;
  }

  async function readAll(reading: Reading): Promise<void> {
    for (const command of ["status", "history", "report", "verify"]) {
      await reading.say(command, [command]);
      await reading.say(`${command} --json`, [command, "--json"]);
    }
    await reading.say("cost", ["cost"]);
    await readTasks(reading);
    await reading.say("report --out", ["report", "--out", join(scene.workDir.root, "pages")]);
    await reading.say("notify --test", ["notify", "--test", "--json"]);
    await reading.collect();
    reading.outputs["state export"] = await scene.pulumi("stack", "export");
    reading.outputs["settings"] = scene.committedSettings();
  }

  /** The hook's task has written what it knows; so does a command. */
  async function readTasks(reading: Reading): Promise<void> {
    const logs = ["logs", "--service", "users", "--since", "1d"];
    await reading.say("logs", logs);
    await reading.say("logs --json", [...logs, "--json"]);
    const code = "console.log('app has', process.argv[1])";
    const command = ["node", "-e", code, canaries.planted["settings-password"]!];
    await reading.say("run", ["run", "--service", "users", "--", ...command]);
  }

  /** A proxy before AWS answers with pages that repeat the request. */
  async function askThroughProxy(reading: Reading): Promise<void> {
    const proxy = { AWS_ENDPOINT_URL: `${receiver.url}/aws` };
    const { code } = await reading.say("verify by a proxy", ["verify"], proxy, real);
    expect(code).to.equal(2);
    expect(reading.outputs["verify by a proxy"]).to.include("answered 403 with text/html");
  }

  it("is in no record, page, event, log or file", async () => {
    const reading = new Reading(scene, receiver, env);
    const { outputs } = reading;
    const { code } = await reading.say("up", ["up", "--json"]);
    expect(code, outputs["up"]).to.equal(0);
    const page = await knowLinks(reading);
    const over = new AbortController();
    const watching = reading.watch(page, over.signal);
    await reading.say("plan", ["plan", ...release(), "--markdown"]);
    await reading.say("failed test", ["deploy", ...release()]);
    plantInTest({ scene, canaries }, 0);
    await deployAndFail(reading);
    await readAll(reading);
    over.abort();
    await watching;
    await askThroughProxy(reading);
    // Each kind of output was there, and said what the release quoted.
    expect(outputs["failed test"]).to.include("connecting as app with");
    expect(outputs["record"]).to.include("connecting as app with ***");
    for (const output of ["logs", "logs --json"]) {
      expect(outputs[output]).to.include("connecting as app with ***");
    }
    expect(outputs["run"]).to.include("app has ***");
    expect(outputs["summary/summary.md"]).to.include("rolled back");
    expect(receiver.bodies.join("\n")).to.include("rolledBack").and.include("GET failed");
    expect(outputs["live events"]).to.include("data: ");
    expect(Object.keys(outputs).join("\n"))
      .to.match(/s3 team\/.*html/)
      .and.include(bus);
    expect(leaksIn(outputs, canaries.planted, mayBe)).to.deep.equal([]);
  });

  it("would be found where redaction is broken", async () => {
    const reading = new Reading(scene, receiver, env);
    receiver.bodies.length = 0;
    await deployAndFail(reading, { NODE_OPTIONS: `--require ${preload}` });
    await reading.collect();
    const leaks = leaksIn(reading.outputs, canaries.planted, mayBe);
    for (const canary of [...quoted, "settings-password", "test-link"]) {
      expect(leaks, canary).to.include(`${canary} in record as it is`);
    }
    for (const where of [/s3 team\/\S+html/, /receiver \d+/, /arn:aws:sns\S+ \d+/, /summary\S+/]) {
      expect(leaks.join("\n")).to.match(
        new RegExp(`^settings-password in ${where.source} as`, "m"),
      );
    }
  });
});
