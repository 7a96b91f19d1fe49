import type { Read, ReadAnswer, Reads } from "../../../automation/world/reads";
import type { Reach } from "../reach";

const seconds = { usual: 0.1, slow: 0.3 };

/**
 * Reads of a comparison, which move no traffic: all at once, and no moments of their own. What can go wrong in between
 * comes when the deployer asks for the addresses of a load balancer, before each round.
 */
export class ModelReads implements Reads {
  readonly minuteMs = 0;

  constructor(private readonly reach: Reach) {}

  send({ hostName, headers }: Read): Promise<ReadAnswer> {
    const { world } = this.reach;
    const color = headers["x-bluegreen-color"] === "green" ? "green" : "blue";
    const { healthy, runningDefinition } = world.service(hostName).fleets[color];
    if (healthy === 0) return Promise.resolve({ status: 503, body: "", seconds: 0 });
    const isSlow = world.temperOf(runningDefinition!).isSlow;
    const took = isSlow ? seconds.slow : seconds.usual;
    return Promise.resolve({ status: 200, body: "{}", seconds: took });
  }
}
