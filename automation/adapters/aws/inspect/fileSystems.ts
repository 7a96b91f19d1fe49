import type { MountTargetView } from "../../../world/inspector";
import type { Aws } from "../clients";

/** A file system has one in each zone at most, so one page has them all. */
export async function mountTargetsOf(
  aws: Aws,
  FileSystemId: string,
): Promise<MountTargetView[] | null> {
  const efs = await aws.efs();
  return unless("FileSystemNotFound", async () => {
    const { MountTargets = [] } = await efs.describeMountTargets(
      { FileSystemId, MaxItems: 100 },
      aws.callOptions,
    );
    return MountTargets.map(({ AvailabilityZoneName = "", VpcId = "", LifeCycleState }) => ({
      zone: AvailabilityZoneName,
      vpcId: VpcId,
      available: LifeCycleState === "available",
    }));
  });
}

export async function fileSystemOf(aws: Aws, AccessPointId: string): Promise<string | null> {
  const efs = await aws.efs();
  return unless("AccessPointNotFound", async () => {
    const { AccessPoints = [] } = await efs.describeAccessPoints(
      { AccessPointId },
      aws.callOptions,
    );
    return AccessPoints[0]?.FileSystemId ?? null;
  });
}

/** Null if AWS says that there is none. */
async function unless<T>(name: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && error.name === name) return null;
    throw error;
  }
}
