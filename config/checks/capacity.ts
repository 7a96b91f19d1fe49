import { capacityLimits, type SpotShare, spotShare } from "../capacitySchema";
import { architectureOf, instanceSize } from "../instanceTypes";
import { counted } from "../plural";
import type { Problem } from "../problem";
import type { ServiceSettings } from "../schema";
import { boundsOf } from "../size";
import { type Draft, services } from "./draft";

/**
 * Seconds between a Spot task's or instance's notice and its end. Sources: "Fargate Spot termination notice", Amazon ECS
 * Developer Guide; "Spot Instance interruption notices", Amazon EC2 User Guide.
 */
export const noticeSeconds = 120;

/** Spot capacity that no task would use, that AWS would refuse, or whose notice is too short to stop gracefully. */
export function capacityProblems(draft: Draft): Problem[] {
  return services(draft).flatMap(([name, service]) => {
    const share = spotShare(service);
    if (!share) return [];
    const key = `services.${name}`;
    return [
      ...unused(key, service, share),
      ...typeProblems(key, service, share),
      ...(service.compute.type === "ec2" ? slowToDrain(key, service) : slowToStop(key, service)),
    ];
  });
}

function unused(key: string, { size }: ServiceSettings, { base }: SpotShare): Problem[] {
  const { max } = boundsOf(size);
  if (base < max) return [];
  const lower = base > 1 ? "lower `base` (`{ base: 1 }`), " : "";
  const text =
    `leaves nothing to Spot: it keeps ${counted(base, "task")} on demand, and \`size\` allows ${max}. Give \`size\` ` +
    `a higher \`max\`, ${lower}or set \`capacity: onDemand\``;
  return [{ key: `${key}.capacity`, text, reads: [`${key}.size`] }];
}

/** ECS drains an instance before it ends: its tasks leave their load balancers first, and get SIGTERM then. */
function slowToDrain(key: string, service: ServiceSettings): Problem[] {
  const leave = service.kind === "api" ? service.deregistrationSeconds : 0;
  const { stopSeconds } = service;
  if (leave + stopSeconds <= noticeSeconds) return [];
  const [taken, lower] =
    leave > 0
      ? [
          `with \`deregistrationSeconds\` ${leave}, a task takes up to ${leave + stopSeconds} s`,
          "them",
        ]
      : [`a task takes up to ${stopSeconds} s`, "it"];
  const text =
    `is ${stopSeconds}, too long for Spot: ${taken} to stop, and a Spot instance ends ${noticeSeconds} s after ` +
    `its notice. Lower ${lower}, or set \`capacity: onDemand\``;
  const reads = [`${key}.capacity`, `${key}.compute`, `${key}.deregistrationSeconds`];
  return [{ key: `${key}.stopSeconds`, text, reads }];
}

/** On Fargate a task gets SIGTERM with its notice, while requests are still open (AWS re:Post, "Spot termination notices"). */
function slowToStop(key: string, service: ServiceSettings): Problem[] {
  if (service.kind !== "api") return [];
  const { longestRequestSeconds: longest, deregistrationSeconds: leave, stopSeconds } = service;
  const reads = [`${key}.capacity`, `${key}.compute`, `${key}.longestRequestSeconds`];
  if (leave >= noticeSeconds) {
    const text =
      `is ${leave}, but a Spot task ends ${noticeSeconds} s after its notice: AWS wants less than that, and ` +
      "longer requests would be cut. Lower it with `longestRequestSeconds`, or set `capacity: onDemand`";
    return [{ key: `${key}.deregistrationSeconds`, text, reads }];
  }
  if (stopSeconds >= longest) return [];
  const text =
    `is ${stopSeconds}, less than \`longestRequestSeconds\` ${longest}: a Spot task on Fargate gets SIGTERM while ` +
    `requests are open, and they would be cut after ${stopSeconds} s. Set it to at least ${longest}`;
  return [{ key: `${key}.stopSeconds`, text, reads }];
}

function typeProblems(key: string, service: ServiceSettings, share: SpotShare): Problem[] {
  const { instanceTypes } = share;
  const at = `${key}.capacity.instanceTypes`;
  const reads = [`${key}.compute`, `${key}.capacity`];
  if (instanceTypes.length === 0) return [];
  if (service.compute.type === "fargate") {
    return [
      { key: at, text: "has no effect on Fargate, which has no instances; remove it", reads },
    ];
  }
  const { instanceType } = service.compute;
  const most = capacityLimits.instanceTypes - 1;
  const tooMany =
    instanceTypes.length > most
      ? [
          {
            key: at,
            text:
              `has ${instanceTypes.length} types besides \`compute.instanceType\`; ` +
              `an Auto Scaling group takes at most ${most}`,
            reads,
          },
        ]
      : [];
  const each = instanceTypes.flatMap((type) => {
    const text = unfit(type, instanceType, service);
    return text === null ? [] : [{ key: at, text, reads: [...reads, `${key}.architecture`] }];
  });
  return [...tooMany, ...each];
}

function unfit(type: string, first: string, { architecture }: ServiceSettings): string | null {
  if (type === first) return `repeats ${type}, which is \`compute.instanceType\``;
  const actual = architectureOf(type);
  if (actual !== architecture) {
    return `has ${type}, an ${actual} type, but \`architecture\` is ${architecture}`;
  }
  const [has, needs] = [instanceSize(type), instanceSize(first)];
  if (!has || !needs) return null;
  if (has.memoryMiB >= needs.memoryMiB && has.vcpus >= needs.vcpus) return null;
  return (
    `has ${type} (${has.vcpus} vCPUs, ${has.memoryMiB} MiB), which is smaller than ${first} ` +
    `(${needs.vcpus} vCPUs, ${needs.memoryMiB} MiB): a task might not fit`
  );
}
