import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { ControlServer } from "../../../localCloud/api/server";
import { type CloudClient, cloudClient } from "../../../localCloud/api/client";
import { colorsAtOnce } from "../../../localCloud/queue/consumption";
import type { QueueReport } from "../../../localCloud/queue/queue";
import { buildImage, type Variant } from "../../../rehearsal/sample/buildImage";
import { Fixture, until } from "../../localCloud/fixture";

describe("the sample worker", () => {
  const root = mkdtempSync(join(tmpdir(), "bluegreen-worker-"));
  let fixture: Fixture;
  let server: ControlServer;
  let client: CloudClient;
  const children: ChildProcess[] = [];

  before(async () => {
    for (const variant of ["normal", "bad-tests", "bad-health"] as const) {
      const directory = join(root, variant);
      await buildImage({ version: "v2", variant, program: "worker", directory });
    }
  });
  after(() => rmSync(root, { recursive: true }));

  beforeEach(async () => {
    fixture = await Fixture.open();
    server = new ControlServer(fixture.cloud);
    await server.open(0);
    client = cloudClient(server.url);
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    server.close();
    fixture.close();
  });

  function run(
    variant: Variant,
    more: Record<string, string> = {},
    ...words: string[]
  ): ChildProcess {
    const env = {
      QUEUE_URL: `${server.url}queue`,
      IMAGE_DIGEST: "sha256:2",
      BLUEGREEN_COLOR: "green",
      LAST_JOB_SECONDS: "0.5",
      ...more,
    };
    const child = spawn(process.execPath, ["server.cjs", ...words], {
      cwd: join(root, variant),
      env,
    });
    children.push(child);
    return child;
  }

  async function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    }
    const [code] = (await once(child, "close")) as [number | null];
    return { code, output: Buffer.concat(chunks).toString() };
  }

  const now = () => fixture.cloud.queue.report(Date.now());
  const waitFor = (what: string, is: (report: QueueReport) => boolean) =>
    until(what, () => is(now()));

  it("does every job once, and reports which version did", async () => {
    await client.enqueue([1, 2, 3].map((number) => ({ id: `job-${number}`, workMs: 5 })));
    const { pid } = run("normal");
    await waitFor("all are done", ({ done }) => done === 3);
    const { consumers, ...counts } = now();
    const none = { lost: 0, waiting: 0, leased: 0, doubled: 0 };
    expect(counts).to.deep.equal({ enqueued: 3, done: 3, ...none });
    expect(consumers).to.have.length(1);
    expect(consumers[0]).to.deep.include({
      task: `pid ${pid}`,
      color: "green",
      digest: "sha256:2",
      version: "v2",
      leases: 3,
      effects: 3,
    });
  });

  it("finishes its job when it gets SIGTERM, takes no other, and exits", async () => {
    await client.enqueue([1, 2].map((number) => ({ id: `job-${number}`, workMs: 1500 })));
    const worker = run("normal");
    await waitFor("it has a job", ({ leased }) => leased === 1);
    const end = ended(worker);
    worker.kill("SIGTERM");
    expect(await end).to.deep.equal({ code: 0, output: "" });
    expect(now()).to.deep.include({ done: 1, waiting: 1, leased: 0, doubled: 0 });
  });

  it("takes the job that it has requested when it gets SIGTERM, at its last job's pace", async () => {
    const worker = run("normal");
    await waitFor("it asks", ({ consumers }) => consumers.length === 1);
    const end = ended(worker);
    worker.kill("SIGTERM");
    // It has handled the signal, and its request still waits, for a second.
    await sleep(250);
    await client.enqueue([1, 2].map((number) => ({ id: `job-${number}`, workMs: 5 })));
    const startedMs = performance.now();
    expect(await end).to.deep.equal({ code: 0, output: "" });
    expect(performance.now() - startedMs).to.be.greaterThan(500);
    expect(now()).to.deep.include({ done: 1, waiting: 1, leased: 0 });
  });

  it("leaves its job to another worker if it is killed in the middle of it", async () => {
    await client.enqueue([{ id: "job-1", workMs: 5000 }]);
    const worker = run("normal");
    await waitFor("it has a job", ({ leased }) => leased === 1);
    worker.kill("SIGKILL");
    await once(worker, "exit");
    expect(now()).to.deep.include({ done: 0, lost: 0, leased: 1 });
  });

  for (const waits of [true, false]) {
    const seen = waits ? "never at the queue with its successor" : "seen next to a successor";
    const when = waits ? "if that one waits for its end" : "if that one does not wait for its end";
    it(`is ${seen} ${when}`, async () => {
      await client.enqueue([1, 2].map((number) => ({ id: `job-${number}`, workMs: 200 })));
      const old = run("normal", { BLUEGREEN_COLOR: "blue" });
      await waitFor("it has a job", ({ leased }) => leased === 1);
      const end = once(old, "exit");
      if (!waits) {
        run("normal");
        await waitFor("both are at the queue", ({ consumers }) => consumers.length === 2);
      }
      old.kill("SIGTERM");
      if (waits) {
        await end;
        run("normal");
      }
      await waitFor("all are done", ({ done }) => done === 2);
      const { lost, doubled, consumers } = now();
      expect({ lost, doubled }).to.deep.equal({ lost: 0, doubled: 0 });
      expect(consumers.map(({ color }) => color)).to.deep.equal(["blue", "green"]);
      expect(colorsAtOnce(consumers)).to.have.length(waits ? 0 : 1);
    });
  }

  it("tests itself without taking a job", async () => {
    await client.enqueue([{ id: "job-1", workMs: 5 }]);
    const { code, output } = await ended(run("normal", {}, "self-test"));
    expect([code, output]).to.deep.equal([0, "ok version v2, 1 jobs waiting\n"]);
    expect(now()).to.deep.include({ waiting: 1, consumers: [] });
  });

  it("fails its own test as bad-tests, and if there is no queue", async () => {
    const bad = await ended(run("bad-tests", {}, "self-test"));
    expect(bad.code).to.equal(1);
    expect(bad.output).to.contain("version is v2-unfinished, expected v2");
    // On a port that nobody listens on, another process may soon do so, and never answer.
    const noQueue = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await once(noQueue, "listening");
    const QUEUE_URL = `http://127.0.0.1:${(noQueue.address() as AddressInfo).port}/queue`;
    const { code } = await ended(run("normal", { QUEUE_URL }, "self-test"));
    noQueue.close();
    expect(code).to.equal(1);
  });

  it("exits at once as bad-health", async () => {
    const { code, output } = await ended(run("bad-health"));
    expect(code).to.equal(1);
    expect(output).to.contain("broken: no connection to the queue");
  });
});
