import type { CloudInfo } from "../../localCloud/views/info";
import type { FromTraffic, ToTraffic, TrafficPlan } from "../traffic/protocol";
import type { Count, TrafficReport } from "../traffic/trafficReport";
import { nameServersOf } from "./nameServers";
import type { Processes, RunningProcess } from "./processes";

const main = require.resolve("../traffic/main");

/** Constant traffic in a process of its own. */
export interface Traffic {
  /**
   * The time on the clock of its report, in milliseconds since the epoch. Clocks that never go backwards differ by as
   * long as the machine was suspended between the starts of two processes.
   */
  nowMs: () => Promise<number>;
  /** Ends it; resolves once every request in flight has ended. */
  stop: () => Promise<TrafficReport>;
}

/** Traffic for services behind the load balancers of a local cloud; their names are in one zone. */
export function trafficAt(
  processes: Processes,
  cloud: CloudInfo,
  plan: Omit<TrafficPlan, "nameServers" | "controlUrl" | "caFile">,
  how: TrafficOptions = {},
): Promise<Traffic> {
  const { controlUrl, caFile } = cloud;
  const nameServers = nameServersOf(cloud, Object.values(plan.services)[0] ?? "");
  return startTraffic(processes, { ...plan, nameServers, controlUrl, caFile }, how);
}

export interface TrafficOptions {
  /** Gets the current numbers once a second. */
  onLive?: (total: Count) => void;
  /** Traffic begins after it; its process starts at once. */
  begin?: () => Promise<unknown>;
}

export async function startTraffic(
  processes: Processes,
  plan: TrafficPlan,
  { onLive = () => undefined, begin }: TrafficOptions,
): Promise<Traffic> {
  const running = processes.start("traffic", [main], { ipc: true });
  await Promise.all([message(running, "ready"), begin?.()]);
  running.child.on("message", (live: FromTraffic) => {
    if (live.type === "live") onLive({ requests: live.requests, failed: live.failed });
  });
  tell(running, { type: "start", plan });
  return {
    nowMs: async () => {
      const time = message(running, "time");
      tell(running, { type: "askTime" });
      return (await time).atMs;
    },
    stop: async () => {
      const report = message(running, "report");
      tell(running, { type: "stop" });
      const { report: numbers } = await report;
      running.child.disconnect();
      return numbers;
    },
  };
}

function tell({ child }: RunningProcess, order: ToTraffic): void {
  child.send(order);
}

/** The next message of this type; throws if the process ends first. */
function message<T extends FromTraffic["type"]>(
  running: RunningProcess,
  type: T,
): Promise<Extract<FromTraffic, { type: T }>> {
  const { child, exited } = running;
  return new Promise((resolve, reject) => {
    const read = (received: FromTraffic) => {
      if (received.type !== type) return;
      child.off("message", read);
      resolve(received as Extract<FromTraffic, { type: T }>);
    };
    child.on("message", read);
    exited.then(
      () =>
        reject(new Error(`the traffic process ended early:\n${running.lastLines().join("\n")}`)),
      reject,
    );
  });
}
