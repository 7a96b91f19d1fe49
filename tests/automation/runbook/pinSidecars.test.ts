import { expect } from "chai";
import { pinSidecars } from "../../../automation/runbook/pinSidecars";
import type { Run } from "../../../automation/runbook/run";
import { neededDigests } from "../../../automation/world/imageKeeper";
import type { ImageLookup } from "../../../automation/world/ports";
import { keptSettings } from "../../../config/definition";
import { serviceSchema } from "../../../config/schema";
import type { FleetSettings } from "../../../release/state";

const old = `sha256:${"1".repeat(64)}`;
const digest = `sha256:${"2".repeat(64)}`;

describe("pinning the images of sidecars", () => {
  const asked: string[][] = [];
  beforeEach(() => asked.splice(0));

  function pin(image: string, found: Partial<ImageLookup> = {}): Promise<FleetSettings> {
    const observer = {
      image: (...question: string[]) => {
        asked.push(question);
        const there = { found: true, pinned: `r@${digest}`, digest, architecture: "amd64" };
        return Promise.resolve({ ...there, ...found });
      },
    };
    const settings = serviceSchema.parse({ sidecars: { otel: { image } } });
    const run = { ports: { observer } } as unknown as Run;
    return pinSidecars(run, { name: "users", settings }, keptSettings(settings));
  }

  it("looks up what a tag is, in its own repository", async () => {
    const kept = await pin("ghcr.io/team/otel:1");
    expect(kept["sidecars"]).to.have.nested.property("otel.image", `ghcr.io/team/otel:1@${digest}`);
    expect(asked).to.deep.equal([["ghcr.io/team/otel:1", "ghcr.io/team/otel"]]);
  });

  it("asks for a digest that is known by that alone, since its tag may have been moved", async () => {
    await pin(`ghcr.io/team/otel:1@${old}`);
    expect(asked).to.deep.equal([[`ghcr.io/team/otel@${old}`, "ghcr.io/team/otel"]]);
  });

  it("refuses an image that does not exist, or is built for another architecture", async () => {
    const refusal = (found: object) =>
      pin("ghcr.io/team/otel:1", found).catch((error: { found: string }) => error.found);
    expect(await refusal({ found: false, reason: "no such tag" })).to.equal(
      "image ghcr.io/team/otel:1 cannot run beside users as sidecar otel: no such tag",
    );
    expect(await refusal({ architecture: "arm64" })).to.equal(
      "image ghcr.io/team/otel:1 cannot run beside users as sidecar otel: it is built for arm64, but the fleet runs amd64",
    );
  });

  it("keeps them from expiring, of what serves and of the way back", async () => {
    const settings = await pin("ghcr.io/team/otel:1");
    const fleet = { image: `r/users@${old}`, size: 1, settings };
    const services = {
      users: { activeColor: "blue", fleets: { blue: fleet, green: { image: null, size: 0 } } },
    } as const;
    expect([...neededDigests({ services })]).to.deep.equal([
      ["r/users", [old]],
      ["ghcr.io/team/otel", [digest]],
    ]);
  });
});
