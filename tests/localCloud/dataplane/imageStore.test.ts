import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ImageStore } from "../../../localCloud/dataplane/imageStore";

const uri = (name: string) => `123456789012.dkr.ecr.eu-central-1.amazonaws.com/${name}`;

describe("the image store", () => {
  const root = mkdtempSync(join(tmpdir(), "bluegreen-images-"));
  let store: ImageStore;

  after(() => rmSync(root, { recursive: true }));
  beforeEach(() => {
    store = new ImageStore();
    store.createRepository("users", uri("users"), true);
    store.createRepository("matching", uri("matching"), false);
  });

  function directory(name: string, content: string): string {
    const path = join(root, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "server.cjs"), content);
    return path;
  }

  it("gives equal contents the same digest, and different contents different ones", () => {
    const [a, b, c] = [directory("a", "1"), directory("b", "1"), directory("c", "2")];
    const digests = [a, b, c].map((path) => store.push("matching", "t", path).digest);
    expect(digests[0]).to.match(/^sha256:[0-9a-f]{64}$/);
    expect([digests[0] === digests[1], digests[0] === digests[2]]).to.deep.equal([true, false]);
  });

  it("expires the oldest by the lifecycle rules, but nothing that a rule before them matches", () => {
    const pushed = ["1", "2", "3"].map(
      (content) => store.push("users", `v${content}`, directory(content, content)).digest,
    );
    const [first, second, third] = pushed as [string, string, string];
    store.addTag("users", "serving-prod-1", first);
    const any = { tagStatus: "any", countNumber: 1 } as const;
    const serving = { tagStatus: "tagged", countNumber: 10 } as const;
    const rules = [
      { rulePriority: 2, selection: any },
      { rulePriority: 1, selection: { ...serving, tagPrefixList: ["serving-"] } },
    ];
    store.setLifecycle("users", rules);
    const isThere = (digest: string) => store.find(`${uri("users")}@${digest}`) !== undefined;
    expect([first, second, third].map(isThere)).to.deep.equal([true, false, true]);
    expect(store.tags("users")).to.deep.equal({ v1: first, "serving-prod-1": first, v3: third });
    store.push("users", "v4", directory("4", "4"));
    expect([first, third].map(isThere)).to.deep.equal([true, false]);
    store.removeTag("users", "serving-prod-1");
    store.push("users", "v5", directory("5", "5"));
    expect(isThere(first)).to.equal(false);
  });

  it("deletes an image with its last tag", () => {
    const { digest } = store.push("users", "v1", directory("a", "1"));
    store.addTag("users", "serving-prod-1", digest);
    store.removeTag("users", "v1");
    expect(store.find(`${uri("users")}@${digest}`)).to.not.equal(undefined);
    store.removeTag("users", "serving-prod-1");
    expect(store.find(`${uri("users")}@${digest}`)).to.equal(undefined);
  });

  it("finds an image by tag and by digest, only in its own repository", () => {
    const { digest, uri: pinned } = store.push(uri("users"), "v1", directory("a", "1"));
    expect(store.find(`${uri("users")}:v1`)?.digest).to.equal(digest);
    expect(store.find(pinned)?.digest).to.equal(digest);
    expect(store.find(`${uri("matching")}@${digest}`)).to.equal(undefined);
  });

  it("refuses to move an immutable tag", () => {
    store.push("users", "v1", directory("a", "1"));
    store.push("users", "v1", directory("b", "1"));
    expect(() => store.push("users", "v1", directory("c", "2"))).to.throw(
      "ImageTagAlreadyExistsException",
    );
    store.push("matching", "v1", directory("a", "1"));
    store.push("matching", "v1", directory("c", "2"));
  });

  it("refuses to delete a repository with images, unless forced", () => {
    store.push("users", "v1", directory("a", "1"));
    expect(() => store.deleteRepository("users", false)).to.throw("RepositoryNotEmptyException");
    store.deleteRepository("users", true);
    expect(() => store.push("users", "v1", directory("a", "1"))).to.throw(
      "RepositoryNotFoundException",
    );
  });
});
