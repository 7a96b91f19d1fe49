/**
 * The traffic process, separate so that neither a busy deployer nor a busy cloud delays the clients. It
 * is controlled over Node's IPC channel and ends with it.
 */
import { TrafficGenerator, wallClockMs } from "./generator";
import type { FromTraffic, ToTraffic } from "./protocol";

const liveMs = 1000;
let generator: TrafficGenerator | undefined;
let live: NodeJS.Timeout | undefined;

process.on("message", (message: ToTraffic) => {
  switch (message.type) {
    case "start":
      generator = new TrafficGenerator(message.plan);
      live = setInterval(() => tell({ type: "live", ...generator!.total }), liveMs);
      return;
    case "askTime":
      return tell({ type: "time", atMs: wallClockMs() });
    case "stop":
      void stop();
  }
});
process.on("disconnect", () => process.exit());
// The rehearsal decides when traffic ends, but a terminal's Ctrl-C reaches this process too.
process.on("SIGINT", () => undefined);
tell({ type: "ready" });

async function stop(): Promise<void> {
  clearInterval(live);
  const report = await generator!.stop();
  tell({ type: "report", report });
}

function tell(message: FromTraffic): void {
  process.send?.(message);
}
