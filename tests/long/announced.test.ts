import { expect } from "chai";
import { parse, stringify } from "yaml";
import { parseHistory } from "../../automation/adapters/pulumi/history";
import { killScripts } from "../../rehearsal/crash/matrix";
import { playRow } from "../../rehearsal/crash/playRow";
import { Stand } from "../../rehearsal/crash/stand";
import { released } from "../../rehearsal/run/settings";
import { projectName } from "../../rehearsal/run/workDir";
import { announcementProblems, outcomesSince } from "../support/announced/announcements";
import { Sink } from "../support/announced/sink";

const url = "/rehearsal/sink/url";
const secret = "/rehearsal/sink/key";
const key = `whsec_${"a2V5".repeat(8)}`;

/** Every kill of `npm run rehearse -- --kill-matrix` can be played here; these are in each phase, by each way. */
const rows: [point: string, killed: string, way: string][] = [
  ["stage-service-during", "deployer and Pulumi", "resume"],
  ["canary-share-after", "deployer", "resume"],
  ["switch-record-after", "deployer and Pulumi", "abort"],
  ["step-drain", "deployer", "resume"],
  ["retire-service-after", "deployer", "resume"],
  ["undo-service-after", "deployer", "resume"],
];

describe("what is announced of releases under traffic", function () {
  this.timeout(900_000);
  let stand: Stand;
  let sink: Sink;

  before(async () => {
    stand = await Stand.open({ ttlSeconds: 2, ratePerSecond: 100, seed: 1 });
    const { scene } = stand;
    sink = await Sink.open(() => scene.release());
    await scene.cloud.client.putSecret(url, sink.url);
    await scene.cloud.client.putSecret(secret, key);
    const file = parse(scene.committedSettings()) as { config: Record<string, unknown> };
    file.config[`${projectName}:notify`] = [{ to: "webhook", url, secret }];
    scene.writeSettings(stringify(file));
  });
  after(async () => {
    sink?.close();
    await stand?.close();
  });
  beforeEach(() => {
    sink.told.length = 0;
  });
  afterEach(() => {
    sink.manner = "takes";
    delete process.env["BLUEGREEN_BREAK"];
  });

  async function play([point, killed, way]: (typeof rows)[number]): Promise<string[]> {
    const { title, play } = killScripts().find(
      ({ title: one, way: then }) => one.point === point && one.killed === killed && then === way,
    )!;
    // History has whole seconds.
    const sinceMs = Math.floor(Date.now() / 1000) * 1000;
    const row = await playRow(stand, title, play);
    expect(row.problems).to.deep.equal([]);
    return problemsSince(sinceMs);
  }

  async function problemsSince(sinceMs: number): Promise<string[]> {
    const { current } = await stand.scene.release();
    const history = await stand.scene.pulumi("stack", "history", "--json", "--page-size", "60");
    const updates = parseHistory(projectName, JSON.parse(history));
    return announcementProblems(sink.told, outcomesSince(updates, sinceMs, current?.id ?? null));
  }

  for (const row of rows) {
    it(`was recorded, and includes the outcome: ${row.join(", ")}`, async () => {
      expect(await play(row)).to.deep.equal([]);
    });
  }

  /** Its deployer dies once the release has ended, before anybody is notified; somebody runs `resume`. */
  async function dieUntold(): Promise<string[]> {
    const { scene } = stand;
    const { after } = await stand.start();
    const sinceMs = Math.floor(Date.now() / 1000) * 1000;
    const deploy = ["deploy", "--service", released, "--image", after.reference];
    const command = scene.start(deploy, () => undefined);
    sink.loses = ({ verb }) => {
      if (verb === "done") command.kill("SIGKILL");
      return verb === "done";
    };
    expect((await command.ended).code).to.equal(null);
    sink.loses = () => false;
    expect((await scene.run(["resume"])).json["found"]).to.match(/^no release is in progress/);
    return problemsSince(sinceMs);
  }

  it("includes an outcome whose deployer died before it told anybody", async () => {
    expect(await dieUntold()).to.deep.equal([]);
  });

  it("would be found to lack an outcome", async () => {
    process.env["BLUEGREEN_BREAK"] = "toldAgain";
    expect((await dieUntold()).join()).to.match(
      /^release r-\w+ ended done, and nobody was notified$/,
    );
  });

  it("would be found to come too early", async () => {
    process.env["BLUEGREEN_BREAK"] = "recordedFirst";
    const found = await play(["step-drain", "deployer", "resume"]);
    expect(found.join()).to.match(/was announced in phase switched, but revision \d+ was recorded/);
  });

  const troubles = [
    ["hangs", "no answer within 3 s"],
    ["fails", "it answered 500"],
    ["redirects", "it answered 307; redirects are not followed"],
  ] as const;
  for (const [manner, answer] of troubles) {
    it(`costs no request and three seconds at most where the receiver ${manner}`, async () => {
      const { scene } = stand;
      const { after } = await stand.start();
      const traffic = await stand.traffic();
      sink.manner = manner;
      let lastMs = performance.now();
      const deploy = ["deploy", "--service", released, "--image", after.reference];
      const command = scene.start(deploy, (line) => {
        if (line.startsWith("✔")) lastMs = performance.now();
      });
      const { code, lines } = await command.ended;
      const seconds = (performance.now() - lastMs) / 1000;
      const { requests, failed } = await traffic.stop();
      expect([code, failed]).to.deep.equal([0, 0]);
      expect(requests).to.be.greaterThan(500);
      // And time for a busy machine to end the command.
      expect(seconds).to.be.lessThan(3 + 4);
      const warned = lines.filter((line) => line.includes("webhook was not notified of"));
      expect(warned.map((line) => line.replace(/^.*webhook/, "webhook"))).to.have.members(
        ["started", "staged", "switched", "done"].map(
          (verb) => `webhook was not notified of \`${verb}\`: ${answer}`,
        ),
      );
      expect(sink.followed).to.equal(0);
      expect(sink.told.map(({ event }) => event.verb)).to.have.members([
        ...["started", "staged", "switched", "done"],
      ]);
    });
  }
});
