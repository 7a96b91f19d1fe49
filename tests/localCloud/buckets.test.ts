import { expect } from "chai";
import { BucketStore } from "../../localCloud/dataplane/bucketStore";

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
    expect(store.describe("acme")).to.deep.equal({ region: "eu-central-1", blocksPublic: true });
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
