import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  BatchGetImageCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
} from "@aws-sdk/client-ecr";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { createAwsObserver } from "../../../../automation/adapters/aws/observer";
import { digest, inputsOf, region, repositoryUri } from "./fixtures";

const repository = { registryId: "123456789012", repositoryName: "prod/users" };
const acceptedMediaTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];
const index = (...architectures: string[]) =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests: architectures.map((architecture) => ({
      digest: digest("c"),
      platform: { architecture, os: "linux" },
    })),
  });
const manifest = JSON.stringify({
  schemaVersion: 2,
  config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: digest("b") },
  layers: [],
});

describe("an image in ECR", () => {
  let ecr: AwsClientStub<ECRClient>;
  const find = (reference: string) => createAwsObserver({ region }).image(reference, repositoryUri);
  const stored = (imageManifest: string) =>
    ecr
      .on(BatchGetImageCommand)
      .resolves({ images: [{ imageId: { imageDigest: digest("a") }, imageManifest }] });
  const failing = (failureCode: string, failureReason: string) =>
    ecr
      .on(BatchGetImageCommand)
      .resolves({ images: [], failures: [{ failureCode: failureCode as never, failureReason }] });
  const found = (architecture: string | null) => ({
    found: true,
    pinned: `${repositoryUri}@${digest("a")}`,
    digest: digest("a"),
    architecture,
  });
  let blobs: Server;
  let blobUrl: string;
  let blob: string;

  before(async () => {
    ecr = mockClient(ECRClient);
    blobs = createServer((_, response) => response.end(blob));
    await new Promise<void>((resolve) => blobs.listen(0, "127.0.0.1", resolve));
    blobUrl = `http://127.0.0.1:${(blobs.address() as AddressInfo).port}/config`;
  });
  after(() => {
    blobs.close();
    ecr.restore();
  });
  beforeEach(() => ecr.reset());

  it("is looked up in its repository's own region and account", async () => {
    stored(index("amd64"));
    const elsewhere = "210987654321.dkr.ecr.us-east-1.amazonaws.com/shop/dev/users";
    await createAwsObserver({ region }).image("v1", elsewhere);
    const [call] = ecr.commandCalls(BatchGetImageCommand);
    expect(call!.args[0].input).to.deep.include({
      ...{ registryId: "210987654321", repositoryName: "shop/dev/users" },
    });
    expect(await (call!.thisValue as ECRClient).config.region()).to.equal("us-east-1");
  });

  it("is pinned by digest, with the architecture from its config", async () => {
    stored(manifest);
    ecr.on(GetDownloadUrlForLayerCommand).resolves({ downloadUrl: blobUrl });
    blob = JSON.stringify({ architecture: "arm64", os: "linux" });
    expect(await find(`${repositoryUri}:v1`)).to.deep.equal(found("arm64"));
    expect(inputsOf(ecr)).to.deep.equal([
      [
        "BatchGetImageCommand",
        { ...repository, imageIds: [{ imageTag: "v1" }], acceptedMediaTypes },
      ],
      ["GetDownloadUrlForLayerCommand", { ...repository, layerDigest: digest("b") }],
    ]);
  });

  it("is looked up by digest, or by tag and digest so that ECR compares them", async () => {
    stored(index("amd64"));
    await find(`${repositoryUri}@${digest("a")}`);
    await find(`${repositoryUri}:v1@${digest("a")}`);
    expect(
      ecr.commandCalls(BatchGetImageCommand).map(({ args }) => args[0].input.imageIds),
    ).to.deep.equal([
      [{ imageDigest: digest("a") }],
      [{ imageTag: "v1", imageDigest: digest("a") }],
    ]);
  });

  it("has every architecture of a multi-platform image, without attestations", async () => {
    stored(index("arm64", "amd64", "unknown", "amd64"));
    expect(await find(`${repositoryUri}:v1`)).to.deep.equal(found("amd64,arm64"));
    expect(ecr.commandCalls(GetDownloadUrlForLayerCommand)).to.have.length(0);
  });

  it("is found even if its architecture is unknown", async () => {
    stored(manifest);
    ecr.on(GetDownloadUrlForLayerCommand).rejects(new Error("not allowed"));
    expect(await find(`${repositoryUri}:v1`)).to.deep.equal(found(null));
    ecr.on(GetDownloadUrlForLayerCommand).resolves({ downloadUrl: blobUrl });
    blob = "no JSON";
    expect(await find(`${repositoryUri}:v1`)).to.deep.equal(found(null));
    stored("no JSON");
    expect(await find(`${repositoryUri}:v1`)).to.deep.equal(found(null));
  });

  const refusals: [string, () => void, string, string][] = [
    [
      "a tag that is not there",
      () => failing("ImageNotFound", "Requested image not found"),
      `${repositoryUri}:v9`,
      `\`${repositoryUri}\` has no image with tag \`v9\`. Push it, or choose an existing one.`,
    ],
    [
      "a tag and a digest that are two images",
      () => failing("ImageTagDoesNotMatchDigest", "..."),
      `${repositoryUri}:v9@${digest("a")}`,
      `In \`${repositoryUri}\`, tag \`v9\` and digest \`${digest("a")}\` are different images. ` +
        `Use only the tag or only the digest.`,
    ],
    [
      "any other failure of ECR",
      () => failing("KmsError", "The key is disabled"),
      `${repositoryUri}:v9`,
      `\`${repositoryUri}\` did not return the image with tag \`v9\`: KmsError: The key is disabled.`,
    ],
    [
      "a repository that is not there",
      () =>
        ecr.on(BatchGetImageCommand).rejects(
          Object.assign(new Error("The repository with name 'prod/users' does not exist"), {
            name: "RepositoryNotFoundException",
            $fault: "client",
          }),
        ),
      `${repositoryUri}:v1`,
      "The ECR repository does not exist: The repository with name 'prod/users' does not exist. " +
        "Check the region and account; `bluegreen up --stack <stack>` creates the repository. Then push the image.",
    ],
    [
      "a missing permission",
      () =>
        ecr
          .on(BatchGetImageCommand)
          .rejects(
            Object.assign(
              new Error(
                "User: arn:aws:sts::123456789012:assumed-role/ci/run is not authorized to perform: " +
                  "ecr:BatchGetImage on resource: arn:aws:ecr:eu-central-1:123456789012:repository/prod/users " +
                  "because no identity-based policy allows the ecr:BatchGetImage action",
              ),
              { name: "AccessDeniedException", $fault: "client" },
            ),
          ),
      `${repositoryUri}:v1`,
      "IAM does not allow `arn:aws:sts::123456789012:assumed-role/ci/run` `ecr:BatchGetImage` on " +
        "`arn:aws:ecr:eu-central-1:123456789012:repository/prod/users` because no identity-based " +
        "policy allows the ecr:BatchGetImage action. Allow `ecr:BatchGetImage` on " +
        "`arn:aws:ecr:eu-central-1:123456789012:repository/prod/users` in the policy of " +
        "`arn:aws:sts::123456789012:assumed-role/ci/run` and run the command again.",
    ],
  ];
  for (const [what, given, reference, reason] of refusals) {
    it(`is refused for ${what}, with what to do next`, async () => {
      given();
      expect(await find(reference)).to.deep.equal({ found: false, reason });
    });
  }

  const unasked: [string, string][] = [
    [
      "docker.io/library/nginx:1",
      `\`docker.io/library/nginx:1\` is not in the service's own repository \`${repositoryUri}\`. ` +
        `Push the image there and use \`${repositoryUri}:<tag>\` or ` +
        `\`${repositoryUri}@sha256:<digest>\`.`,
    ],
    [
      repositoryUri,
      `\`${repositoryUri}\` has neither a tag nor a digest. Use \`${repositoryUri}:<tag>\`.`,
    ],
    [
      `${repositoryUri}@sha256:abc`,
      `\`${repositoryUri}@sha256:abc\` is malformed. A digest is \`sha256:\` followed by 64 hexadecimal digits, in lower case.`,
    ],
    ...["-v1", "t".repeat(129), `${repositoryUri}:v1+2`].map((reference): [string, string] => [
      reference,
      `\`${reference}\` is malformed. A tag has 1 to 128 letters, digits, \`_\`, \`.\` and \`-\`, of which the ` +
        "first is neither `.` nor `-`.",
    ]),
  ];
  for (const [reference, reason] of unasked) {
    it(`is refused without asking ECR for ${reference}`, async () => {
      expect(await find(reference)).to.deep.equal({ found: false, reason });
      expect(ecr.calls()).to.have.length(0);
    });
  }
});
