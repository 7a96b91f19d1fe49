import { queueOf } from "../../../config/queueArn";
import { scaledSize } from "../../../config/size";
import type { Identity } from "../../world/inspector";
import { type Check, judge } from "../check";
import { failing, type Judgement, ok } from "../finding";

/** Whether workers that scale by a queue would: CloudWatch has the messages of a queue in its own account and region only. */
export const queues: Check = {
  name: "queues",
  fast: true,
  async look({ inspector, services, stack }) {
    const wanted = services.flatMap((service) => {
      const settings = stack.settings.services[service];
      const queue = settings && scaledSize(settings.size)?.target.queue;
      return queue ? [{ service, arn: queue.arn }] : [];
    });
    if (wanted.length === 0) return [];
    const identity = await inspector.identity();
    return wanted.flatMap(({ service, arn }) =>
      judge(service, identity, (here) => judgeQueue(service, arn, here)),
    );
  },
};

export function judgeQueue(
  service: string,
  arn: string,
  here: Pick<Identity, "account" | "region">,
): Judgement {
  const { name, region, account } = queueOf(arn);
  if (account === here.account && region === here.region) {
    return ok(service, `queue ${name} is in this account and region`);
  }
  const where = account === here.account ? region : `account ${account}`;
  return failing(
    service,
    `queue ${name} is in ${where}, and CloudWatch keeps its metrics there, so AWS would never add a task for its messages`,
    "name a queue in the environment's account and region in `size.target.queue`, or scale by `cpuPercent`",
  );
}
