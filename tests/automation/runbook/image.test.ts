import { expect } from "chai";
import type { ImageLookup } from "../../../automation/world/ports";
import type { Environment } from "../../../automation/world/environment";
import { pinImage } from "../../../automation/runbook/image";
import type { Run } from "../../../automation/runbook/run";
import { serviceSchema } from "../../../config/schema";
import { inventory } from "../adapters/aws/fixtures";

describe("pinning the image of a release", () => {
  const pin = (image: ImageLookup, architecture = "X86_64", reference = "v1") => {
    const observer = { image: () => Promise.resolve(image) };
    const reporter = { note: () => undefined };
    const run = { ports: { observer, reporter, stack: { name: "dev" } } } as unknown as Run;
    const service = { name: "users", settings: serviceSchema.parse({ architecture }) };
    return pinImage(run, { inventory } as Environment, service, reference);
  };
  const built = (architecture: string | null): ImageLookup => ({
    found: true,
    pinned: "repo@sha256:1",
    digest: "sha256:1",
    architecture,
  });
  const refusalOf = (promise: Promise<string>) => promise.catch((thrown: unknown) => thrown);

  for (const [found, wanted] of [
    ["amd64", "X86_64"],
    ["arm64", "ARM64"],
    ["amd64,arm64", "ARM64"],
    [null, "ARM64"],
  ] as const) {
    it(`accepts an image for ${found ?? "unknown architectures"} in a fleet of ${wanted}`, async () => {
      expect(await pin(built(found), wanted)).to.equal("repo@sha256:1");
    });
  }

  it("refuses an image for other architectures and says what to build", async () => {
    const error = await refusalOf(pin(built("arm64,s390x")));
    expect(error).to.include({
      kind: "refused",
      found:
        "image v1 cannot be released as users: it is built for arm64, s390x, but the fleet runs amd64",
      next:
        "build it for linux/amd64 (`docker buildx build --platform`), " +
        "or set `architecture` of users in the settings",
    });
  });

  it("refuses an image that does not exist, in the registry's words", async () => {
    const error = await refusalOf(pin({ found: false, reason: "no such tag" }));
    expect(error).to.include({
      found: "image v1 cannot be released as users: no such tag",
    });
  });

  it("asks for another reference if this one can't be an image of the service", async () => {
    const missing = { found: false, reason: "it is elsewhere" } as const;
    expect(await refusalOf(pin(missing, "X86_64", "elsewhere.example/users:v1"))).to.include({
      kind: "refused",
      found: "image elsewhere.example/users:v1 cannot be released as users: it is elsewhere",
      next: "bluegreen deploy --stack dev --service users --image <tag>",
    });
    const { repositoryUri } = inventory.services["users"]!;
    expect(await refusalOf(pin(missing))).to.include({
      next: `push it to ${repositoryUri} and deploy again`,
    });
  });
});
