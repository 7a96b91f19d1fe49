import { list } from "../../../config/problem";
import { counted } from "../../../config/plural";
import { type FileSystem, fileSystemsOf } from "../../../config/volumes";
import type { Answer, MountTargetView, SubnetView } from "../../world/inspector";
import { type Check, type Verification } from "../check";
import { failing, type Judgement, notApplicable, ok } from "../finding";

/** Whether tasks of the next release can mount the file systems in `volumes`, in every zone: otherwise they don't start. */
export const fileSystems: Check = {
  name: "file systems",
  fast: true,
  async look(verification) {
    const { services, stack } = verification;
    const wanted = services.flatMap((service) => {
      const settings = stack.settings.services[service];
      return settings
        ? fileSystemsOf(stack.settings, settings).map((volume) => ({ service, volume }))
        : [];
    });
    if (wanted.length === 0) return [];
    const subnets = await tasksSubnets(verification);
    return Promise.all(
      wanted.map(({ service, volume }) => lookAt(service, volume, subnets, verification)),
    );
  },
};

/** Where tasks run; before the first `up` only an existing network is known. */
async function tasksSubnets({ stack, environment, inspector }: Verification) {
  const { network } = stack.settings;
  const ids =
    environment?.inventory.taskSubnetIds ?? ("vpcId" in network ? network.privateSubnetIds : []);
  const answer: Answer<SubnetView[]> =
    ids.length === 0 ? { value: [] } : await inspector.subnets(ids);
  return "value" in answer ? answer.value : [];
}

async function lookAt(
  service: string,
  volume: FileSystem,
  subnets: readonly SubnetView[],
  { inspector }: Verification,
): Promise<Judgement> {
  const { efs, accessPoint } = volume;
  const [targets, owner] = await Promise.all([
    inspector.mountTargets(efs),
    accessPoint === undefined ? { value: efs } : inspector.accessPoint(accessPoint),
  ]);
  const subject = `${service} ${volume.path}`;
  if ("notHere" in targets) return notApplicable(subject, targets.notHere);
  if ("notHere" in owner) return notApplicable(subject, owner.notHere);
  return judgeFileSystem(subject, volume, subnets, targets.value, owner.value);
}

/** @param owner the file system that the access point is of */
export function judgeFileSystem(
  subject: string,
  { efs, accessPoint }: FileSystem,
  subnets: readonly SubnetView[],
  targets: readonly MountTargetView[] | null,
  owner: string | null,
): Judgement {
  const correct = "correct `volumes` in the settings";
  if (targets === null) {
    const todo = `create it, or ${correct}`;
    return failing(subject, `there is no file system ${efs} in this region`, todo);
  }
  if (owner !== efs) {
    const found = owner === null ? "does not exist" : `is of ${owner}, not of ${efs}`;
    return failing(subject, `access point ${accessPoint} ${found}`, correct);
  }
  const served = targets.filter(({ available }) => available);
  const lacking = subnets.filter(
    ({ zone, vpcId }) => !served.some((one) => one.zone === zone && one.vpcId === vpcId),
  );
  if (lacking.length > 0) {
    const zones = [...new Set(lacking.map(({ zone }) => zone))].sort();
    return failing(
      subject,
      `${efs} has no available mount target in ${list(zones)} of ${lacking[0]!.vpcId}, so no task could start there`,
      `create one: \`aws efs create-mount-target --file-system-id ${efs} --subnet-id ${lacking[0]!.id} --security-groups <one that lets the tasks in on port 2049>\``,
    );
  }
  return ok(subject, `${efs} has ${counted(served.length, "mount target")}`);
}
