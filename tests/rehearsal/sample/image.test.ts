import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { Client } from "undici";
import { FreePorts } from "../../../localCloud/ports";
import { buildImage, type Variant } from "../../../rehearsal/sample/buildImage";

describe("the sample service", () => {
  const root = mkdtempSync(join(tmpdir(), "bluegreen-sample-"));
  const ports = new FreePorts();
  let child: ChildProcess;
  let client: Client;

  after(() => rmSync(root, { recursive: true }));
  afterEach(async () => {
    await client.destroy();
    child.kill("SIGKILL");
  });

  async function run(variant: Variant): Promise<void> {
    const directory = join(root, variant);
    await buildImage({ version: "v2", variant, directory, slowStartSeconds: 1 });
    const port = await ports.take();
    const env = {
      PORT: String(port),
      IMAGE_DIGEST: "sha256:1",
      BLUEGREEN_SERVICE: "users",
      BLUEGREEN_COLOR: "green",
    };
    child = spawn(process.execPath, [join(directory, "server.cjs")], { env });
    client = new Client(`http://127.0.0.1:${port}`);
  }

  async function get(path: string) {
    const { statusCode, headers, body } = await client.request({ path, method: "GET" });
    return { status: statusCode, connection: headers.connection, body: await body.json() };
  }

  /** Seconds until it answers. */
  async function started(): Promise<number> {
    const startedMs = Date.now();
    for (;;) {
      try {
        await get("/health");
        return (Date.now() - startedMs) / 1000;
      } catch {
        await sleep(20);
      }
    }
  }

  it("reports its identity", async () => {
    await run("normal");
    await started();
    const { pid } = child;
    const who = { service: "users", version: "v2", digest: "sha256:1", color: "green", pid };
    expect(await get("/")).to.deep.include({ status: 200, body: who });
    expect(await get("/slow?ms=5")).to.deep.include({ status: 200, body: who });
    expect(await get("/health")).to.deep.include({ status: 200, body: { status: "ok" } });
    const version = { service: "users", version: "v2" };
    expect(await get("/version")).to.deep.include({ status: 200, body: version });
    expect((await get("/none")).status).to.equal(404);
  });

  it("answers every 33rd request with an error as errors, and says who it is", async () => {
    await run("errors");
    await started();
    const { pid } = child;
    const who = { service: "users", version: "v2", digest: "sha256:1", color: "green", pid };
    const all = [];
    for (let asked = 0; asked < 34; asked++) all.push(await get("/work"));
    expect(all.map(({ status }) => status)).to.deep.equal([
      ...Array<number>(32).fill(200),
      ...[500, 200],
    ]);
    expect(all.map(({ body }) => body)).to.deep.equal(Array(34).fill(who));
    expect((await get("/health")).status).to.equal(200);
  });

  it("finishes its requests when it gets SIGTERM, then exits", async () => {
    await run("normal");
    await started();
    const slow = get("/slow?ms=1300");
    await sleep(400);
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    expect(await slow).to.deep.include({ status: 200, connection: "close" });
    expect(await exit).to.deep.equal([0, null]);
  });

  it("is never healthy as bad-health", async () => {
    await run("bad-health");
    await started();
    expect((await get("/health")).status).to.equal(500);
  });

  it("reports another version than its own as bad-tests", async () => {
    await run("bad-tests");
    await started();
    expect((await get("/health")).status).to.equal(200);
    expect((await get("/version")).body).to.deep.equal({
      service: "users",
      version: "v2-unfinished",
    });
  });

  it("listens late as slow-start", async () => {
    await run("slow-start");
    expect(await started()).to.be.greaterThan(0.9);
  });
});
