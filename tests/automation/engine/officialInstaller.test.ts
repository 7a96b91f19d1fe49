import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { expect } from "chai";
import { makeInCache } from "../../../automation/engine/cache";
import { officialInstaller } from "../../../automation/engine/officialInstaller";
import { FakeMachine, rejection } from "./fakes";

const projectRoot = resolve(__dirname, "../../..");

describe("the official installer", () => {
  let machine: FakeMachine;
  let server: Server;
  let url: string;
  let status: number;

  beforeEach(async () => {
    machine = await FakeMachine.create();
    status = 200;
    server = createServer((_request, response) => response.writeHead(status).end());
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    await new Promise((closed) => server.close(closed));
    await machine.remove();
  });

  /** Installs with a script instead of the one that runs `PulumiCommand.install`. */
  async function make(scriptText: string, changes = {}): Promise<unknown> {
    const script = join(machine.folder, "script.ts");
    await writeFile(script, scriptText);
    const maker = officialInstaller({ url, script: relative(projectRoot, script) });
    return makeInCache(machine.search({ projectRoot, ...changes }), maker);
  }

  const installs = `
    import { mkdirSync, writeFileSync } from "node:fs";
    const [root, version] = process.argv.slice(2);
    mkdirSync(root + "/bin");
    writeFileSync(root + "/bin/pulumi", "#!/bin/sh\\necho v" + version + "\\n", { mode: 0o755 });`;

  it("puts the pinned version into the cache", async () => {
    expect(await make(installs)).to.deep.equal({
      root: `${machine.cacheFolder}/3.259.0`,
      version: "3.259.0",
    });
    expect(await machine.cacheEntries()).to.deep.equal(["3.259.0"]);
  });

  it("does not start if the download can't be reached", async () => {
    await new Promise((closed) => server.close(closed));
    const { message } = await rejection(make("process.exit(9)"));
    const { host } = new URL(url);
    expect(message).to.equal(`${url} can't be reached: connect ECONNREFUSED ${host}`);
  });

  it("does not start if the download is refused", async () => {
    status = 403;
    const { message } = await rejection(make("process.exit(9)"));
    expect(message).to.equal(`${url} answered 403`);
  });

  it("reports its own output if it fails, and leaves nothing behind", async () => {
    const { message } = await rejection(make('console.error("no tar"); process.exitCode = 1'));
    expect(message).to.equal(`\`${process.execPath}\` failed (exit code 1)\nno tar`);
    expect(await machine.cacheEntries()).to.deep.equal([]);
  });
});
