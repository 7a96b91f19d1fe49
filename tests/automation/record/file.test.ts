import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { deploy } from "../../../automation/commands/deploy";
import { type RecordOptions, recorded } from "../../../automation/commands/recorded";
import type { Run } from "../../../automation/runbook/run";
import type { DeployError } from "../../../automation/world/errors";
import { api, imageOf, options, serving } from "../commands/servingWorld";
import { recordFolder } from "./recording";

describe("the file of a record", () => {
  let place: ReturnType<typeof recordFolder>;
  beforeEach(() => (place = recordFolder()));
  afterEach(() => place.clear());

  async function attempt(wanted: RecordOptions, during = () => {}) {
    const world = await serving({ users: api });
    const warnings: string[] = [];
    const notes: string[] = [];
    world.ports.reporter.warn = (text) => warnings.push(text);
    world.ports.reporter.note = (text) => notes.push(text);
    let begun = false;
    const action = (run: Run) => {
      begun = true;
      during();
      return deploy(run, { ...options, image: [imageOf("2")] });
    };
    const history = () => Promise.resolve(world.updates);
    const session = { run: world.run, history, command: "" };
    const result = await recorded({ session, options: wanted }, action).catch(
      (error: unknown) => error,
    );
    return { result, begun, warnings, notes };
  }

  it("is refused before anything begins where it could not be written", async () => {
    const folder = dirname(place.file);
    const next = "name a file in an existing folder that this user may write";
    for (const [path, found] of [
      [join(folder, "none", "a.json"), `${join(folder, "none")} is not an existing folder`],
      [folder, `${folder} exists and is not a regular file`],
    ] as const) {
      const { result, begun } = await attempt({ record: path });
      expect(begun).to.equal(false);
      const { kind, found: told, next: then } = result as DeployError;
      expect([kind, told, then]).to.deep.equal(["refused", `${found}; nothing was changed`, next]);
    }
  });

  it("changes nothing for the release if it can't be written in the end", async () => {
    const spoil = () => mkdirSync(place.file);
    const { result, warnings } = await attempt({ record: place.file }, spoil);
    expect(result).to.deep.include({ exitCode: 0 });
    expect(warnings.filter((text) => /record could not be written: /.test(text))).to.have.length(1);
    expect(readdirSync(dirname(place.file))).to.deep.equal(["release.json"]);
  });

  it("may be a page, alone or beside the record", async () => {
    const folder = join(dirname(place.file), "pages");
    const { result } = await attempt({ report: folder });
    expect(result).to.deep.include({ exitCode: 0 });
    expect(readdirSync(folder)).to.deep.equal(["release-r-2.html"]);
    expect(existsSync(place.file)).to.equal(false);
    const { notes } = await attempt({ report: folder, record: place.file });
    expect(existsSync(place.file)).to.equal(true);
    // Only the page has a name that nobody gave.
    const page = `report: ${join(folder, "release-r-2.html")}`;
    expect(notes.filter((text) => text.includes(dirname(place.file)))).to.deep.equal([page]);
    writeFileSync(join(folder, "file"), "");
    const refusal = await attempt({ report: join(folder, "file") });
    expect(refusal.begun).to.equal(false);
    const { found } = refusal.result as DeployError;
    expect(found).to.equal(`${join(folder, "file")} is no folder to write to; nothing was changed`);
  });

  it("is not made where nobody asked for it", async () => {
    const { result } = await attempt({});
    expect(result).to.deep.include({ exitCode: 0 });
    expect(readdirSync(dirname(place.file))).to.deep.equal([]);
  });
});
