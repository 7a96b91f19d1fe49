import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { cloudClient, CloudRequestError } from "../../localCloud/api/client";
import { environmentOf } from "../../localCloud/start";
import { until } from "./fixture";

const root = join(__dirname, "..", "..");

describe("the local cloud's process", function () {
  this.timeout(60_000);
  const directory = mkdtempSync(join(tmpdir(), "bluegreen-process-"));
  const children: ChildProcess[] = [];

  after(() => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  });

  function start(...flags: string[]) {
    const args = ["--require", "tsx/cjs", "localCloud/main.ts", "--state-dir", directory];
    const child = spawn(process.execPath, [...args, ...flags], { cwd: root, stdio: "pipe" });
    children.push(child);
    return child;
  }

  it("prints its address, serves, and ends with its providers when its parent does", async () => {
    const others = ["--zone", "other.test", "--ttl", "60", "--minute-seconds", "2.5"];
    others.push("--client-addresses", "192.0.2.1,2001:db8:1::1");
    const child = start("--stop-with-parent", ...others);
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const client = cloudClient((JSON.parse(line) as { controlUrl: string }).controlUrl);
    const info = await client.info();
    const { zone, ttlSeconds, minuteSeconds, nameServers, providers } = info;
    expect({ zone, ttlSeconds, minuteSeconds }).to.deep.equal({
      ...{ zone: "other.test", ttlSeconds: 60, minuteSeconds: 2.5 },
    });
    expect(environmentOf(info)).to.deep.equal({
      BLUEGREEN_LOCAL_CLOUD: info.controlUrl,
      BLUEGREEN_LOCAL_MINUTE_SECONDS: "2.5",
      PULUMI_DEBUG_PROVIDERS: `aws:${providers.aws},awsx:${providers.awsx}`,
    });
    expect(nameServers.map(({ name }) => name)).to.deep.equal(
      [1, 2, 3, 4].map((number) => `ns-${number}.other.test`),
    );
    const ports = [providers.aws, providers.awsx];
    expect(await Promise.all(ports.map(isOpen))).to.deep.equal([true, true]);

    child.stdin.end();
    await once(child, "exit");
    let open = 2;
    await until("the providers have ended", () => {
      void Promise.all(ports.map(isOpen)).then((found) => (open = found.filter(Boolean).length));
      return open === 0;
    });
  });

  for (const [flag, value, why] of [
    ["--ttl", "soon", "must be a number of at least 0"],
    ["--client-addresses", "192.0.2.1", "must be an IPv4 and an IPv6 address"],
    ["--client-addresses", "2001:db8::1,192.0.2.1", "must be an IPv4 and an IPv6 address"],
  ] as const) {
    it(`explains what is wrong with ${flag} ${value}`, async () => {
      const child = start(flag, value);
      const chunks: Buffer[] = [];
      child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
      const [code] = (await once(child, "close")) as [number];
      expect(code).to.equal(1);
      expect(Buffer.concat(chunks).toString()).to.include(why);
    });
  }

  it("answers a request that it can't serve with the reason", async () => {
    const child = start("--stop-with-parent");
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const client = cloudClient((JSON.parse(line) as { controlUrl: string }).controlUrl);
    const failure = await client.push("users", "v1", directory).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(CloudRequestError);
    expect(String(failure)).to.equal(
      "CloudRequestError: RepositoryNotFoundException: The repository with name 'users' does not " +
        "exist in the registry",
    );
    expect(await client.fleet("main", "users")).to.equal(null);
    child.kill("SIGTERM");
    await once(child, "exit");
  });
});

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () =>
      resolve(false),
    );
    socket.once("connect", () => socket.destroy());
  });
}
