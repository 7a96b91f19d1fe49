import { join } from "node:path";
import { median, type Measurement, timed } from "./measurement";

const bluegreen = join(__dirname, "..", "bin", "bluegreen.js");
const runs = 15;
const goalSeconds = 0.2;

/** Prints how many modules a process has loaded that a help text must not wait for. */
const reportLoaded = `
process.on("exit", () => {
  const heavy = Object.keys(require.cache).filter((path) => /@pulumi|@aws-sdk/.test(path));
  process.stderr.write(String(heavy.length));
});`;

export const help: Measurement = {
  name: "help",
  what: "`bluegreen --help`, from start to exit",
  async run() {
    const { execa } = await import("execa");
    const seconds: number[] = [];
    const empty: number[] = [];
    for (let run = 0; run < runs; run++) {
      seconds.push((await timed(() => execa(process.execPath, [bluegreen, "--help"]))).seconds);
      empty.push((await timed(() => execa(process.execPath, ["--eval", ""]))).seconds);
    }
    const code = `${reportLoaded} process.argv.push("--help"); require(${JSON.stringify(bluegreen)})`;
    const { stderr } = await execa(process.execPath, ["--eval", code, bluegreen]);
    const loaded = Number(stderr);
    const helpSeconds = median(seconds);
    return {
      figures: { helpSeconds, emptyNodeSeconds: median(empty), modulesOfPulumiAndAws: loaded },
      goals: [
        {
          text: `${goalSeconds} s, with nothing of Pulumi or the AWS SDK loaded`,
          met: helpSeconds <= goalSeconds && loaded === 0,
        },
      ],
    };
  },
};
