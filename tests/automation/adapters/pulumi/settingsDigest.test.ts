import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import {
  changesDigest,
  settingsDigest,
} from "../../../../automation/adapters/pulumi/settingsDigest";
import { type StackFile, withRelease } from "../../../../automation/adapters/pulumi/settingsFile";
import { emptyState } from "../../../../release/state";

describe("the digest of settings", () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "bluegreen-digest-"));
    writeFileSync(join(cwd, "Pulumi.yaml"), "name: shop\n");
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  const project = () => ({ cwd, name: "shop" });
  const file = (text: string) => parse(`config:\n${text}`) as StackFile;
  const digest = (text: string) => settingsDigest(project(), file(text));
  const usual = "  shop:domain: x.org\n  shop:services: { users: { size: 2 }, images: {} }\n";

  it("does not depend on order, comments or a release", () => {
    const other =
      "  # a comment\n  shop:services: { images: {}, users: { size: 2 } }\n  shop:domain: x.org\n";
    expect(digest(usual)).to.match(/^[0-9a-f]{16}$/);
    expect(digest(other)).to.equal(digest(usual));
    const released = withRelease(project(), file(usual), { ...emptyState, revision: 7 });
    expect(settingsDigest(project(), released)).to.equal(digest(usual));
  });

  it("changes with any value in any namespace, and with the project file", () => {
    const before = digest(usual);
    expect(digest(usual.replace("size: 2", "size: 3"))).not.to.equal(before);
    expect(digest(`${usual}  aws:region: eu-west-1\n`)).not.to.equal(before);
    writeFileSync(join(cwd, "Pulumi.yaml"), "name: shop\nconfig: { shop:domain: y.org }\n");
    expect(digest(usual)).not.to.equal(before);
  });

  it("does not exist if another stack's outputs matter", () => {
    expect(digest(`${usual}  shop:foundation: dev\n`)).to.equal(null);
    expect(digest(`${usual}  shop:imagesFrom: dev\n`)).to.equal(null);
  });

  it("has a part that always exists, for what this project alone can change", () => {
    const part = (text: string) => changesDigest(project(), file(text));
    expect(part(usual)).to.equal(digest(usual));
    const preview = `${usual}  shop:foundation: dev\n`;
    expect(part(preview)).to.match(/^[0-9a-f]{16}$/);
    expect(part(preview.replace("size: 2", "size: 3"))).not.to.equal(part(preview));
  });
});
