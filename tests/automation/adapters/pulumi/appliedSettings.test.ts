import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { presentOrApplied } from "../../../../automation/cli/stackSettings";
import type { DeployError } from "../../../../automation/world/errors";
import type { LocatedEngine } from "../../../../automation/engine/findEngine";

const value = (text: string) => ({ value: text, secret: false });
const objectValue = (found: object) => ({ ...value(JSON.stringify(found)), objectValue: found });
const update = (kind: string, result: string, more: object) => ({
  ...{ kind, result, message: "", startTime: "2026-01-01T00:00:00Z" },
  config: {
    "aws:region": value("eu-central-1"),
    "bluegreen:domain": value("dev.example.com"),
    "bluegreen:services": objectValue({ users: { size: 3 } }),
    "bluegreen:release": objectValue({ revision: 4 }),
    "deployer:settings": value("0123"),
    ...more,
  },
});
const broken = { "bluegreen:domian": value("dev.example.com") };

/** As `pulumi config refresh` writes it, of the last update: a refresh that has read the typo. */
const restored = `encryptionsalt: v1:salt
config:
  aws:region: eu-central-1
  other:token:
    secure: v1:secret
  bluegreen:domain: dev.example.com
  bluegreen:domian: dev.example.com
  bluegreen:services:
    users:
      size: 3
  deployer:settings: "0123"
`;

describe("a settings file that can't be used", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bluegreen-applied-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** With a CLI that knows the last updates; none: the stack has had no `up`. */
  async function opened(text: string | undefined, history: object[]) {
    if (text !== undefined) writeFileSync(join(folder, "Pulumi.dev.yaml"), text);
    const command = join(folder, "pulumi");
    const cli = `#!${process.execPath}
const [command, what] = process.argv.slice(2);
const history = ${JSON.stringify(history)};
if (command === "config" && history.length === 0) {
  console.error("error: getting latest configuration: no previous deployment");
  process.exit(255);
}
if (command === "config") require("node:fs").writeFileSync(process.argv[6], ${JSON.stringify(restored)});
if (what === "history") console.log(JSON.stringify(history));
`;
    writeFileSync(command, cli);
    chmodSync(command, 0o700);
    const project = { cwd: folder, name: "bluegreen" };
    const engine = { command, version: "3.259.0" } as LocatedEngine;
    return presentOrApplied({ project, name: "dev" }, () => Promise.resolve(engine));
  }
  const updates = [
    update("refresh", "succeeded", broken),
    update("update", "failed", { "bluegreen:services": objectValue({ users: { size: 5 } }) }),
    update("update", "succeeded", {}),
    update("update", "succeeded", { "bluegreen:services": objectValue({ users: { size: 1 } }) }),
  ];

  const ways: [string, string | undefined, string][] = [
    ["is no YAML", "config: [", "Pulumi.dev.yaml is not valid YAML"],
    ["is no map", "7", "Pulumi.dev.yaml is not a settings file"],
    ["is empty", "", "the settings in Pulumi.dev.yaml have"],
    [
      "has an unknown key",
      `config: {bluegreen:domian: a.b}`,
      "the settings in Pulumi.dev.yaml have",
    ],
    ["has a key of another form", "config: {a:b:c: 1}", "Pulumi.dev.yaml has the key `a:b:c`"],
    ["has a wrong region", "config: {aws:region: x}", "the settings in Pulumi.dev.yaml have"],
    ["is not there", undefined, "stack dev has no settings file Pulumi.dev.yaml"],
  ];
  for (const [how, text, found] of ways) {
    it(`is replaced by the settings of the last \`up\` that succeeded when it ${how}`, async () => {
      const applied = await opened(text, updates);
      expect(applied.settings.services["users"]).to.include({ size: 3 });
      expect(applied.unreadable?.found).to.match(new RegExp(`^${found}`));
      expect(applied.unreadable?.found).not.to.contain("nothing was changed");
      expect(applied.file).to.deep.equal({
        encryptionsalt: "v1:salt",
        config: {
          "aws:region": "eu-central-1",
          "other:token": { secure: "v1:secret" },
          "bluegreen:domain": "dev.example.com",
          "bluegreen:services": { users: { size: 3 } },
        },
      });
      expect(readdirSync(folder).sort()).to.deep.equal(
        text === undefined ? ["pulumi"] : ["Pulumi.dev.yaml", "pulumi"],
      );
    });
  }

  it("is refused with its own problems where there was no `up` yet", async () => {
    const error = await opened("config: {bluegreen:domian: a.b}", []).catch(
      (thrown: unknown) => thrown as DeployError,
    );
    expect(error).to.include({
      kind: "refused",
      found: "the settings in Pulumi.dev.yaml have 3 problems; nothing was changed",
    });
    expect((error as DeployError).reasons.at(-1)).to.match(
      /^the settings of the last `up` can't be used either: /,
    );
  });
});
