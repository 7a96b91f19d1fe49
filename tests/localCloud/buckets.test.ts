import { expect } from "chai";
import type { DeployError } from "../../automation/world/errors";
import { cloudClient } from "../../localCloud/api/client";
import { ControlServer } from "../../localCloud/api/server";
import { BucketStore } from "../../localCloud/dataplane/bucketStore";
import { createLocalBuckets } from "../../localCloud/world/buckets";
import { Fixture } from "./fixture";

const put = (text: string, more: object = {}) => ({ text, type: "text/plain", ...more });

describe("buckets of the local cloud", () => {
  let store: BucketStore;
  beforeEach(() => {
    store = new BucketStore("eu-central-1");
    store.create("acme", {});
  });

  it("refuse names that S3 refuses, and are not there before they are made", () => {
    expect(() => store.create("Acme", {})).to.throw("InvalidBucketName");
    expect(() => store.get("none", "a")).to.throw("NoSuchBucket");
    expect(() => store.put("none", "a", put("1"))).to.throw("NoSuchBucket");
    expect(store.describe("none")).to.equal(null);
    const made = { region: "eu-central-1", blocksPublic: true, policy: null };
    expect(store.describe("acme")).to.deep.equal(made);
  });

  it("don't tell an object that is missing from one that may not be read", () => {
    store.put("acme", "a", put("1"));
    expect(store.get("acme", "a").text).to.equal("1");
    const missing = 'perform: s3:GetObject on resource: "arn:aws:s3:::acme/b" because';
    expect(() => store.get("acme", "b")).to.throw(missing);
    store.create("acme", { allowed: { read: "x/", write: "x/" } });
    expect(() => store.get("acme", "a")).to.throw("AccessDenied");
    expect(() => store.put("acme", "a", put("2"))).to.throw("AccessDenied");
    expect(Object.keys(store.objects("acme"))).to.deep.equal(["a"]);
  });

  it("write on a condition only where it holds", () => {
    const etag = store.put("acme", "a", put("1", { ifNoneMatch: "*" }));
    expect(() => store.put("acme", "a", put("2", { ifNoneMatch: "*" }))).to.throw(
      "PreconditionFailed",
    );
    store.put("acme", "a", put("2", { ifMatch: etag }));
    expect(() => store.put("acme", "a", put("3", { ifMatch: etag }))).to.throw(
      "PreconditionFailed",
    );
    expect(() => store.put("acme", "b", put("3", { ifMatch: etag }))).to.throw("NoSuchKey");
    expect(store.objects("acme")["a"]!.text).to.equal("2");
  });

  it("take keys of 1024 bytes", () => {
    store.put("acme", "é".repeat(512), put("1"));
    expect(() => store.put("acme", "é".repeat(513), put("1"))).to.throw("KeyTooLongError");
  });
});

describe("the adapter to buckets of the local cloud", () => {
  let fixture: Fixture;
  let server: ControlServer;
  before(async () => {
    fixture = await Fixture.open();
    server = new ControlServer(fixture.cloud);
    await server.open(0);
  });
  after(() => {
    server.close();
    fixture.close();
  });

  it("reads and writes as that to S3 does", async () => {
    const client = cloudClient(server.url);
    const buckets = createLocalBuckets(client);
    const object = { text: "1", type: "text/plain" };
    const missing = await buckets.write("acme", "a", object, null).catch((error: unknown) => error);
    expect((missing as DeployError).found).to.equal(
      "Could not write s3://acme/a. NoSuchBucket: The specified bucket does not exist",
    );
    await client.createBucket("acme", {});
    expect(await buckets.read("acme", "a")).to.equal(null);
    expect(await buckets.write("acme", "a", object, null)).to.equal(true);
    expect(await buckets.write("acme", "a", object, null)).to.equal(false);
    const seen = await buckets.read("acme", "a");
    expect(seen!.text).to.equal("1");
    expect(await buckets.write("acme", "a", { ...object, text: "2" }, seen)).to.equal(true);
    expect(await buckets.write("acme", "a", { ...object, text: "3" }, seen)).to.equal(false);
    expect(await buckets.write("acme", "a", { ...object, text: "4" }, undefined)).to.equal(true);
    expect((await client.objects("acme"))["a"]!.text).to.equal("4");
    await client.createBucket("acme", { allowed: { write: "other/" } });
    const denied = await buckets.write("acme", "a", object, seen).catch((error: unknown) => error);
    expect((denied as DeployError).found).to.include("not authorized to perform: s3:PutObject");
  });
});
