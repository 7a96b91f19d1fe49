import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  ECRClient,
  ListImagesCommand,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsImageKeeper } from "../../../../automation/adapters/aws/imageKeeper";
import { digest, region } from "./fixtures";

const repository = { registryId: "123456789012", repositoryName: "shop/prod/users" };
const uri = `123456789012.dkr.ecr.${region}.amazonaws.com/shop/prod/users`;
const tag = (stack: string, letter: string) => `serving-shop.${stack}-${letter.repeat(12)}`;
const image = (imageTag: string, letter: string) => ({ imageTag, imageDigest: digest(letter) });

describe("images that are kept in ECR", () => {
  let ecr: AwsClientStub<ECRClient>;
  beforeEach(() => {
    ecr = mockClient(ECRClient);
    ecr.on(BatchGetImageCommand).resolves({
      images: [{ imageManifest: "{}", imageManifestMediaType: "application/json" }],
    });
    ecr.on(PutImageCommand).resolves({});
    ecr.on(BatchDeleteImageCommand).resolves({});
  });
  afterEach(() => ecr.restore());

  const keepOf = (owner: string, ...letters: string[]) =>
    createAwsImageKeeper({ region }).keep(uri, owner, letters.map(digest));
  const keep = (stack: string, ...letters: string[]) => keepOf(`shop/${stack}`, ...letters);
  const put = () => ecr.commandCalls(PutImageCommand).map(({ args }) => args[0].input);
  const deleted = () => ecr.commandCalls(BatchDeleteImageCommand).map(({ args }) => args[0].input);

  it("get a tag of their stack's own, once", async () => {
    ecr
      .on(ListImagesCommand)
      .resolvesOnce({ imageIds: [image("v1", "a")], nextToken: "more" })
      .resolves({ imageIds: [image("v2", "b"), image(tag("prod", "b"), "b")] });
    await keep("prod", "a", "b");
    expect(put()).to.deep.equal([
      {
        ...repository,
        imageManifest: "{}",
        imageManifestMediaType: "application/json",
        imageDigest: digest("a"),
        imageTag: tag("prod", "a"),
      },
    ]);
    expect(deleted()).to.deep.equal([]);
  });

  it("lose it once they are not needed, unless it is their last or another stack's", async () => {
    ecr.on(ListImagesCommand).resolves({
      imageIds: [
        ...[image("v1", "a"), image(tag("prod", "a"), "a")],
        ...[image("v2", "b"), image(tag("prod", "b"), "b")],
        image(tag("prod", "c"), "c"),
        ...[image("v4", "d"), image(tag("dev", "d"), "d"), image(tag("prod-2", "d"), "d")],
      ],
    });
    await keep("prod", "a");
    expect(deleted()).to.deep.equal([
      { ...repository, imageIds: [{ imageTag: tag("prod", "b") }] },
    ]);
    expect(put()).to.deep.equal([]);
  });

  it("are never deleted by a stack that does not own the repository", async () => {
    ecr.on(ListImagesCommand).resolves({
      imageIds: [
        image("v1", "a"),
        image("v2", "b"),
        image(tag("live", "b"), "b"),
        image("serving-blog.prod-bbbbbbbbbbbb", "b"),
      ],
    });
    await keep("live", "a");
    await keepOf("blog/prod", "a");
    const tags = [tag("live", "a"), tag("prod", "a").replace("shop", "blog")];
    expect(put().map(({ imageTag }) => imageTag)).to.deep.equal(tags);
    expect(deleted()).to.deep.equal([]);
  });

  it("may be tagged by another deployer at the same time, or be gone", async () => {
    ecr.on(ListImagesCommand).resolves({});
    const faster = Object.assign(new Error("exists"), { name: "ImageAlreadyExistsException" });
    ecr.on(PutImageCommand).rejects(faster);
    await keep("prod", "a");
    ecr.on(BatchGetImageCommand).resolves({ images: [], failures: [] });
    await keep("prod", "a");
    expect(put().length).to.equal(1);
  });
});
