import { pulumiStack } from "../../automation/adapters/pulumi/stack";
import type { PulumiStackOptions } from "../../automation/adapters/pulumi/options";
import { retire, shift, stage } from "../../release/transitions";
import { colors } from "../../release/state";
import { StepTimes } from "../../rehearsal/run/stepTimes";
import type { Scene } from "../../rehearsal/scene";
import { bareUp } from "../bareUp";
import { median, type Result, timed } from "../measurement";
import { releaseOf, withReleased } from "../released";

/** A single share, equal at once, so that the candidate's errors are found soon. */
const steps = [{ percent: 50, minutes: 60 }];
const settings = { more: { users: { canary: { steps }, errorAlarmPercent: 0 } } };
/** A minute of metrics lasts a second here: enough to judge by. */
const requestsPerSecond = 160;
const rounds = 3;
const goalRatio = 1.2;

interface Seconds {
  /** From the end of the tests until both load balancers forward the share. */
  toShare: number;
  /** From the verdict until both forward everything to the old version again. */
  toNone: number;
  /** The same two changes by a bare `up` each. */
  bareShare: number;
  bareNone: number;
}

/** How long the deployer takes around the `up`s of a canary, in releases that their canary rolls back. */
export async function measureShares(progress: (line: string) => void): Promise<Result> {
  return withReleased(
    progress,
    async ({ scene, options }) => {
      const traffic = await scene.traffic(requestsPerSecond, { paths: { users: "/work" } });
      const image = (await scene.push("v3", await scene.inventory(), "errors"))["users"]!.reference;
      const all: Seconds[] = [];
      for (let round = 1; round <= rounds; round++) {
        const own = await rolledBack(scene, image, progress);
        const bare = await bareUps(options);
        const seconds = { ...own, ...bare };
        all.push(seconds);
        const line = Object.entries(seconds).map(([name, took]) => `${name} ${took.toFixed(1)} s`);
        progress(`round ${round}: ${line.join(", ")}`);
      }
      await traffic.stop();
      return sharesResult(all);
    },
    settings,
  );
}

export function sharesResult(all: readonly Seconds[]): Result {
  const of = (name: keyof Seconds) => median(all.map((one) => one[name]));
  const toShareRatio = of("toShare") / of("bareShare");
  const toNoneRatio = of("toNone") / of("bareNone");
  const figures = {
    ...{ toShareSeconds: of("toShare"), bareShareSeconds: of("bareShare"), toShareRatio },
    ...{ toNoneSeconds: of("toNone"), bareNoneSeconds: of("bareNone"), toNoneRatio },
  };
  const goal = (what: string, ratio: number) => ({
    text: `${what} in ${goalRatio} times a bare \`up\``,
    met: ratio <= goalRatio,
  });
  return {
    figures,
    goals: [
      goal("from tests passed to the first share", toShareRatio),
      goal("from a bad verdict to share 0", toNoneRatio),
    ],
  };
}

/** A release whose canary finds the candidate's errors. */
async function rolledBack(
  scene: Scene,
  image: string,
  progress: (line: string) => void,
): Promise<Pick<Seconds, "toShare" | "toNone">> {
  const times = new StepTimes();
  const release = scene.start(["deploy", "--service", "users", "--image", image], (line) =>
    times.read(line, performance.now()),
  );
  const ended = (id: string) => times.steps.find(({ step }) => step === id)?.endedMs ?? null;
  let isOver = false;
  void release.ended.then(() => (isOver = true));
  const since = async (id: string, targets: number): Promise<number> => {
    for (; !isOver; await pause(20)) {
      const began = ended(id);
      if (began !== null && (await areForwarding(scene, targets))) {
        return (performance.now() - began) / 1000;
      }
    }
    throw new Error(`not as expected:\n${(await release.ended).lines.join("\n")}`);
  };
  const toShare = await since("4", 2);
  const toNone = await since("canary", 1);
  const { code, json, lines } = await release.ended;
  if (code !== 3) throw new Error(`not rolled back:\n${lines.join("\n")}`);
  progress(
    `\`up\`s of the release: ${(json["upSeconds"] as number[]).map((up) => up.toFixed(1)).join(", ")} s`,
  );
  return { toShare, toNone };
}

/** Whether both load balancers forward production's requests to so many fleets. */
async function areForwarding({ cloud }: Scene, targets: number): Promise<boolean> {
  const rules = colors.map((edge) => cloud.client.forwards(`users-${edge}-production`));
  return (await Promise.all(rules)).every((found) => found.length === targets);
}

async function bareUps(
  options: PulumiStackOptions,
): Promise<Pick<Seconds, "bareShare" | "bareNone">> {
  const stack = pulumiStack(options);
  const deployed = (await stack.read()).release!;
  const staged = stage(deployed, releaseOf(deployed, "green"));
  await stack.apply(staged, { message: "bench", refresh: false, only: null });
  const shifted = shift(staged, { users: steps })!;
  const at = (state: typeof staged, more: number) => ({
    ...state,
    revision: deployed.revision + more,
  });
  const bareShare = (await timed(() => bareUp(options, at(shifted, 1)))).seconds;
  const bareNone = (await timed(() => bareUp(options, at(retire(shifted), 2)))).seconds;
  return { bareShare, bareNone };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
