import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";

const root = join(__dirname, "../..");
const depcruise = join(root, "node_modules/.bin/depcruise");

/** A small project with everything that the check must find, and some valid imports. */
const files = {
  "release/state.ts": "export const state = {};",
  "automation/world/ports.ts":
    'import type { state } from "../../release/state";\nexport type Port = typeof state;',
  "automation/cli/main.ts": 'import type { Port } from "../world/ports";\nexport type Main = Port;',
  "release/left.ts": 'import type { Right } from "./right";\nexport type Left = Right | 1;',
  "release/right.ts": 'import type { Left } from "./left";\nexport type Right = Left[];',
  "config/upward.ts": 'import { main } from "../automation/cli/main";\nexport const upward = main;',
  "automation/adapters/lazy.ts":
    'export const lazy = () => require("../../localCloud/cloud") as unknown;',
  "automation/plan/later.ts": 'export const later = () => import("../cli/main");',
  "automation/runbook/named.ts": 'export type Named = import("../../rehearsal/scene").Scene;',
  "localCloud/cloud.ts": "export const cloud = 1;",
  "rehearsal/scene.ts": "export type Scene = 1;",
  "automation/loose.ts": 'import { state } from "../release/state";\nexport const loose = state;',
};

interface Found {
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
}

describe("the check of imports", function () {
  this.timeout(60_000);
  let folder: string;
  let found: string[];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "bluegreen-imports-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${text}\n`);
    }
    const config = join(root, ".dependency-cruiser.cjs");
    const args = [depcruise, "--config", config, "--output-type", "json", "."];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    const { violations } = (JSON.parse(stdout) as Found).summary;
    found = violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("finds circles, also of types", () => {
    expect(found.filter((line) => line.startsWith("circle"))).to.deep.equal([
      "circle: release/left.ts -> release/right.ts",
    ]);
  });

  it("finds imports that point up the layers, also by `require`, `import()` and type", () => {
    expect(found.filter((line) => line.startsWith("upward")).sort()).to.deep.equal([
      "upward-from-automation-adapters: automation/adapters/lazy.ts -> localCloud/cloud.ts",
      "upward-from-automation-plan-and-automation-edit-and-automation-record: automation/plan/later.ts -> automation/cli/main.ts",
      "upward-from-automation-runbook: automation/runbook/named.ts -> rehearsal/scene.ts",
      "upward-from-config: config/upward.ts -> automation/cli/main.ts",
    ]);
  });

  it("finds files that are in no layer, and nothing else", () => {
    expect(found.filter((line) => !/^(circle|upward)/.test(line))).to.deep.equal([
      "in-no-layer: automation/loose.ts -> release/state.ts",
    ]);
  });
});
