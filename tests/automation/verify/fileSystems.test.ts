import { expect } from "chai";
import { nothingToInspect } from "../../../automation/adapters/nothingToInspect";
import type { Verification } from "../../../automation/verify/check";
import { fastChecks } from "../../../automation/verify/checks";
import { fileSystems } from "../../../automation/verify/checks/fileSystems";
import type { Inspector, MountTargetView } from "../../../automation/world/inspector";
import { config, settingsOf } from "../../config/samples";
import { told } from "./told";

const inZone = (zone: string, more: object = {}): MountTargetView => ({
  ...{ zone: `eu-central-1${zone}`, vpcId: "vpc-1", available: true },
  ...more,
});
const subnet = (zone: string) => ({
  ...{ id: `subnet-${zone}`, vpcId: "vpc-1", zone: `eu-central-1${zone}` },
});

interface Given {
  targets?: MountTargetView[] | null;
  owner?: string | null;
  settings?: object;
  deployed?: boolean;
}

/** What is found for a file system with an access point, in two zones, and which questions were asked. */
async function look({
  targets = [inZone("a"), inZone("b")],
  owner = "fs-01234567",
  settings = {},
  deployed = true,
}: Given) {
  const asked: string[] = [];
  const answer =
    <T>(value: T) =>
    (of: string | readonly string[]) => {
      asked.push(String(of));
      return Promise.resolve({ value });
    };
  const inspector: Partial<Inspector> = {
    subnets: answer([subnet("a"), subnet("b")]),
    mountTargets: answer(targets),
    accessPoint: answer(owner),
  };
  const volumes = [
    { path: "/tmp", temporary: true },
    { path: "/data", efs: "fs-01234567", accessPoint: "fsap-01234567" },
  ];
  const judged = await fileSystems.look({
    services: ["users"],
    stack: {
      name: "dev",
      settings: settingsOf({ ...config({ users: { volumes } }), ...settings }),
    },
    environment: deployed ? { inventory: { taskSubnetIds: ["subnet-a", "subnet-b"] } } : null,
    inspector: { ...nothingToInspect("not here"), ...inspector },
  } as unknown as Verification);
  return { judged, asked };
}

describe("verify, for file systems,", () => {
  const found = async (given: Given) => told((await look(given)).judged);

  it("asks for their mount targets in the zones of the tasks, also at the start of a release", async () => {
    expect(fastChecks).to.include(fileSystems);
    const { judged, asked } = await look({});
    expect(told(judged)).to.deep.equal(["ok: fs-01234567 has 2 mount targets"]);
    expect(asked).to.deep.equal(["subnet-a,subnet-b", "fs-01234567", "fsap-01234567"]);
  });

  it("finds a file system that does not exist, and a zone in which no task could start", async () => {
    expect(await found({ targets: null })).to.deep.equal([
      "error: there is no file system fs-01234567 in this region",
    ]);
    const lacking =
      "error: fs-01234567 has no available mount target in eu-central-1b of vpc-1, so no task could start there";
    expect(await found({ targets: [inZone("a")] })).to.deep.equal([lacking]);
    for (const more of [{ available: false }, { vpcId: "vpc-2" }]) {
      expect(await found({ targets: [inZone("a"), inZone("b", more)] })).to.deep.equal([lacking]);
    }
    const { judged } = await look({ targets: [inZone("a")] });
    expect(judged[0]!.todo).to.equal(
      "create one: `aws efs create-mount-target --file-system-id fs-01234567 --subnet-id subnet-b " +
        "--security-groups <one that lets the tasks in on port 2049>`",
    );
  });

  it("finds an access point that does not exist, or is another file system's", async () => {
    expect(await found({ owner: null })).to.deep.equal([
      "error: access point fsap-01234567 does not exist",
    ]);
    expect(await found({ owner: "fs-89abcdef" })).to.deep.equal([
      "error: access point fsap-01234567 is of fs-89abcdef, not of fs-01234567",
    ]);
  });

  it("knows no zones before the first `up`, unless the network exists, and mounts none in a preview", async () => {
    const targets = [inZone("a")];
    expect(await found({ deployed: false, targets })).to.deep.equal([
      "ok: fs-01234567 has 1 mount target",
    ]);
    const network = {
      vpcId: "vpc-0000000a",
      publicSubnetIds: ["subnet-0000000a", "subnet-0000000b"],
      privateSubnetIds: ["subnet-0000000c", "subnet-0000000d"],
    };
    const { judged, asked } = await look({ deployed: false, targets, settings: { network } });
    expect(told(judged)[0]).to.match(/^error: fs-01234567 has no available mount target/);
    expect(asked[0]).to.equal("subnet-0000000c,subnet-0000000d");
    expect((await look({ settings: { foundation: "prod" } })).asked).to.deep.equal([]);
  });
});
