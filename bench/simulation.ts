import { join } from "node:path";
import type { Measurement } from "./measurement";

const typescript = join(__dirname, "../bin/typescript.cjs");
const runs = 20_000;
const goalPerSecond = 5000;

export const simulation: Measurement = {
  name: "simulation",
  what: "simulated releases per second, on one core",
  async run() {
    const { execa } = await import("execa");
    const main = join(__dirname, "..", "simulation", "main.ts");
    const args = ["--require", typescript, main, "--json", "--runs", String(runs)];
    const { stdout } = await execa(process.execPath, args, { cwd: join(__dirname, "..") });
    const { runsPerSecond, violations } = JSON.parse(stdout) as Record<string, number>;
    return {
      figures: { runs, runsPerSecond: runsPerSecond!, violations: violations! },
      goals: [{ text: `${goalPerSecond} per second`, met: runsPerSecond! >= goalPerSecond }],
    };
  },
};
