import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { ofNamespace } from "../../../config/raw";
import { readSettings } from "../../../config/settings";
import { makeWorkDir, type WorkDir } from "../../../rehearsal/run/workDir";

describe("the work folder of a rehearsal", () => {
  let folder: WorkDir;
  beforeEach(() => (folder = makeWorkDir({ ttlSeconds: 7, startSeconds: 60 })));
  afterEach(() => folder.remove());

  function read(name: string): Record<string, unknown> {
    return parse(readFileSync(join(folder.root, name), "utf8")) as Record<string, unknown>;
  }

  it("has settings that the program accepts", () => {
    const { config } = read("Pulumi.rehearsal.yaml") as { config: Record<string, unknown> };
    const reading = readSettings(ofNamespace(config, "bluegreen"));
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    const { domain, drain, services } = reading.value;
    expect(domain).to.equal("rehearsal.test");
    expect(drain).to.deep.equal({
      ttlSeconds: 7,
      marginSeconds: 1,
      quietSeconds: 1,
      maxQuietSeconds: 1,
    });
    expect(Object.keys(services)).to.deep.equal(["users", "matching"]);
    expect(services.users!.compute.type).to.equal("ec2");
    expect(services.matching!.compute.type).to.equal("fargate");
  });

  it("keeps Pulumi's state and home inside itself", () => {
    const { backend } = read("Pulumi.yaml") as { backend: { url: string } };
    expect(backend.url).to.equal(`file://${join(folder.root, "state")}`);
    expect(folder.env.PULUMI_HOME).to.equal(join(folder.root, "home"));
  });

  it("has a name that no later start sweeps if it is kept", () => {
    const kept = makeWorkDir({ ttlSeconds: 7, startSeconds: 60 }, true);
    kept.remove();
    expect(kept.root).to.match(/^.*\/bluegreen-kept-\w{6}$/);
    expect(folder.root).to.match(new RegExp(`-${process.pid}-\\w{6}$`));
  });

  it("is gone afterwards", () => {
    folder.remove();
    expect(existsSync(folder.root)).to.equal(false);
  });
});
