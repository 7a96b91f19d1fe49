import { type Measurement, median, timed } from "./measurement";
import { withReleased } from "./released";

const rounds = 5;
const goals = { status: 0.7, plan: 3 };

/** How long a person waits for commands that change nothing. */
export const commands: Measurement = {
  name: "commands",
  what: "`bluegreen status` and `bluegreen plan`, from start to exit, alternating",
  run: (progress) =>
    withReleased(progress, async ({ scene, images }) => {
      const args = {
        status: ["status"],
        plan: ["plan", "--service", "users", "--image", images["users"]!.v2],
      };
      const seconds = { status: [] as number[], plan: [] as number[] };
      for (let round = 0; round < rounds; round++) {
        for (const name of ["status", "plan"] as const) {
          seconds[name].push((await timed(() => scene.mustRun(args[name]))).seconds);
        }
        const last = (name: "status" | "plan") => seconds[name].at(-1)!.toFixed(2);
        progress(`round ${round + 1}: ${last("status")} s, ${last("plan")} s`);
      }
      const [statusSeconds, planSeconds] = [median(seconds.status), median(seconds.plan)];
      return {
        figures: { statusSeconds, planSeconds },
        goals: [
          { text: `status in ${goals.status} s`, met: statusSeconds <= goals.status },
          { text: `plan in ${goals.plan} s`, met: planSeconds <= goals.plan },
        ],
      };
    }),
};
