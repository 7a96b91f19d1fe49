import { type InstanceLimits, knownLimits, tasksPerInstance } from "../../../config/instanceTypes";
import { counted } from "../../../config/plural";
import { list } from "../../../config/problem";
import type { ServiceSettings } from "../../../config/schema";
import type { Answer, InstanceTypesView } from "../../world/inspector";
import type { Check } from "../check";
import { failing, type Judgement, notApplicable, ok, warning } from "../finding";

/** What of a service's settings says which instances it runs on, and what it needs of them. */
export interface OnInstances extends Pick<ServiceSettings, "architecture" | "cpu" | "memoryMiB"> {
  service: string;
  instanceType: string;
}

/** Whether each service's instances have room for the second task that ECS starts before it stops the first. */
export const instances: Check = {
  name: "instances",
  fast: false,
  async look({ inspector, services, stack }) {
    const wanted = services.flatMap((service): OnInstances[] => {
      const settings = stack.settings.services[service];
      if (settings?.compute.type !== "ec2") return [];
      return [{ ...settings, service, instanceType: settings.compute.instanceType }];
    });
    if (wanted.length === 0) return [];
    const names = [...new Set(wanted.map(({ instanceType }) => instanceType))];
    const answer = await inspector.instanceTypes(names);
    return wanted.map((one) => judgeInstances(one, answer));
  },
};

/** Where EC2 can't be asked, common types are judged by what is known of them. */
export function judgeInstances(wanted: OnInstances, answer: Answer<InstanceTypesView>): Judgement {
  const { service, instanceType, architecture } = wanted;
  if ("notHere" in answer) {
    const known = knownLimits(instanceType);
    return known ? judgeRoom(wanted, known, false) : notApplicable(service, answer.notHere);
  }
  const type = answer.value.types[instanceType];
  const key = `services.${service}.compute.instanceType`;
  if (!type) {
    return failing(
      service,
      `EC2 does not offer ${instanceType} in this region`,
      `choose another \`${key}\``,
    );
  }
  if (!type.architectures.includes(architecture.toLowerCase())) {
    return failing(
      service,
      `${instanceType} runs ${list(type.architectures)}, but \`architecture\` is ${architecture}`,
      `change \`services.${service}.architecture\`, or choose another \`${key}\``,
    );
  }
  return judgeRoom(wanted, type, answer.value.trunking && !type.burstable);
}

/** @param mayTrunk ECS attaches a trunk if it supports the type, which no API reports */
function judgeRoom(wanted: OnInstances, has: InstanceLimits, mayTrunk: boolean): Judgement {
  const { service, instanceType } = wanted;
  const { tasks, shortOf } = tasksPerInstance(has, wanted);
  if (tasks >= 2) return ok(service, `${instanceType} holds ${counted(tasks, "task")}`);
  const room = `${instanceType} has room for ${tasks === 1 ? "only one task" : "no task"} (${shortOf})`;
  const choose = `choose a larger \`services.${service}.compute.instanceType\``;
  const lacksInterfaces =
    tasksPerInstance({ ...has, networkInterfaces: Infinity }, wanted).tasks >= 2;
  if (mayTrunk && lacksInterfaces) {
    return warning(
      service,
      `${room} unless ECS attaches a trunk interface to it (\`awsvpcTrunking\` is on in this account)`,
      `check that ECS supports trunking on ${instanceType}, or ${choose}`,
    );
  }
  return failing(
    service,
    tasks === 0
      ? room
      : `${room}, but ECS starts a second one before it stops the first, so no task could be replaced`,
    lacksInterfaces ? choose : `${choose}, or lower \`cpu\` and \`memoryMiB\``,
  );
}
