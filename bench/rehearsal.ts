import { join } from "node:path";
import type { Measurement } from "./measurement";
import { timed } from "./measurement";

const typescript = join(__dirname, "../bin/typescript.cjs");
const goal = { seconds: 45, requests: 40_000 };

export const rehearsal: Measurement = {
  name: "rehearsal",
  what: "`npm run rehearse` with Pulumi already installed, at the default TTL and rate",
  async run() {
    const { execa } = await import("execa");
    const main = join(__dirname, "..", "rehearsal", "main.ts");
    const { seconds, value } = await timed(() =>
      execa(process.execPath, ["--require", typescript, main, "--json"], {
        cwd: join(__dirname, ".."),
        stderr: "ignore",
        reject: false,
      }),
    );
    const found = JSON.parse(value.stdout) as Record<"requests" | "failed" | "skipped", number>;
    const { requests, failed, skipped } = found;
    return {
      figures: { seconds, requests, failed, skipped },
      goals: [
        {
          text: `${goal.seconds} s with ${goal.requests} requests or more, none failed or skipped`,
          met: seconds <= goal.seconds && requests >= goal.requests && failed + skipped === 0,
        },
      ],
    };
  },
};
