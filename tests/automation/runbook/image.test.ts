import { expect } from "chai";
import type { ImageLookup } from "../../../automation/world/ports";
import type { Environment } from "../../../automation/world/environment";
import { pinImage } from "../../../automation/runbook/image";
import type { Run } from "../../../automation/runbook/run";
import { serviceSchema } from "../../../config/schema";
import { inventory } from "../adapters/aws/fixtures";

describe("runbook/image", () => {
  const pin = (image: ImageLookup, architecture = "X86_64") => {
    const observer = { image: () => Promise.resolve(image) };
    const reporter = { note: () => undefined };
    const run = { ports: { observer, reporter } } as unknown as Run;
    const service = { name: "users", settings: serviceSchema.parse({ architecture }) };
    return pinImage(run, { inventory } as Environment, service, "repo:v1");
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
    it(`takes an image of ${found ?? "unknown architecture"} for a fleet of ${wanted}`, async () => {
      expect(await pin(built(found), wanted)).to.equal("repo@sha256:1");
    });
  }

  it("refuses one that has nothing for the fleet, and says what to build", async () => {
    const error = await refusalOf(pin(built("arm64,s390x")));
    expect(error).to.include({
      kind: "refused",
      found:
        "image repo:v1 cannot be released as users: it is built for arm64, s390x, and the fleet runs amd64",
      mend:
        "build it for linux/amd64 (`docker buildx build --platform`), " +
        "or set `architecture` of users in the settings",
    });
  });

  it("refuses one that is not there, in the registry's words", async () => {
    const error = await refusalOf(pin({ found: false, reason: "no such tag" }));
    expect(error).to.include({
      found: "image repo:v1 cannot be released as users: no such tag",
    });
  });
});
