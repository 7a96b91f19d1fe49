import { counted } from "../../../config/plural";
import { tasksPerInstance } from "../../../config/instanceTypes";
import type { ServiceSettings } from "../../../config/schema";
import type { Check } from "../check";
import { failing, type Judgement, ok, unknown } from "../finding";

/** Whether each service's instances have room for the second task that ECS starts before it stops the first. */
export const instances: Check = {
  name: "instances",
  fast: false,
  look: ({ services, stack }) =>
    Promise.resolve(
      services.flatMap((service) => {
        const settings = stack.settings.services[service];
        return settings?.compute.type === "ec2" ? [judgeRoom(service, settings)] : [];
      }),
    ),
};

export function judgeRoom(
  service: string,
  { compute, cpu, memoryMiB }: Pick<ServiceSettings, "compute" | "cpu" | "memoryMiB">,
): Judgement {
  if (compute.type !== "ec2") return ok(service, "not on instances");
  const { instanceType } = compute;
  const room = tasksPerInstance(instanceType, { cpu, memoryMiB });
  if (!room) {
    return unknown(
      service,
      `this version does not know how many tasks fit on a ${instanceType}`,
      "compare `cpu`, `memoryMiB` and one network interface per task with " +
        `\`aws ec2 describe-instance-types --instance-types ${instanceType}\``,
    );
  }
  const { tasks, shortOf } = room;
  if (tasks >= 2) return ok(service, `a ${instanceType} holds ${counted(tasks, "task")}`);
  const holds = tasks === 1 ? "holds one of its tasks" : "holds none of its tasks";
  return failing(
    service,
    `a ${instanceType} ${holds} (${shortOf}), but ECS starts a second one before it stops the first, so no ` +
      "task could be replaced",
    `choose a larger \`services.${service}.compute.instanceType\`, or lower \`cpu\` and \`memoryMiB\``,
  );
}
