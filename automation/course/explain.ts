import { type CourseName, courses, ways } from "./course";
import { exitCodes, type ExitName, exitWords } from "./exitCodes";
import { type PhaseWords, phaseWords } from "./phases";
import { type Failure, type Place, reaches, type Step, type StepId } from "./step";
import { stepWords } from "./stepWords";

/** What can be looked up: `bluegreen explain` prints it, and docs/RUNBOOK.md is made from the same. */
export interface Explanation {
  kind: "phase" | "step" | "exit";
  /** `staged`, `5`, `beforeSwitch`. */
  name: string;
  heading: string;
  /** Other words that it is found by. */
  aliases: readonly string[];
  lines: readonly ExplainedLine[];
  /** To paste; `<stack>` and the like stand for what the reader knows. */
  commands: readonly string[];
}

export interface ExplainedLine {
  label: "You see" | "It means" | "It does" | "It waits until" | "Then" | FailureLabel | Way;
  text: string;
}

type Way = "Look at" | "Way on" | "Way off";
type FailureLabel = "If it fails" | "If the wait fails" | "When rolling back";

/** Everything, in the order in which a person would read it. */
export function explanations(): Explanation[] {
  return [
    idle,
    ...(Object.keys(phaseWords) as (keyof typeof phaseWords)[]).map(ofPhase),
    ...stepIds().map(ofStep),
    ...(Object.keys(exitWords) as ExitName[]).map(ofExit),
  ];
}

const statusCommand = "bluegreen status --stack <stack>";
const command = (name: string) => `bluegreen ${name} --stack <stack>`;

/** No phase of a release, but what `status` says most of the time. */
const idle: Explanation = {
  kind: "phase",
  name: "idle",
  heading: "No release is in progress",
  aliases: ["none"],
  lines: [
    {
      label: "You see",
      text: "`no release is in progress`, or `no release is recorded, but …` after a crash.",
    },
    {
      label: "It means",
      text:
        "One fleet of each service runs, the other has size 0. Both load balancers and production's name lead to " +
        "the active fleet. A command that was killed before its first `up` was recorded leaves no release either; " +
        "if it had started a fleet, `status` names that one.",
    },
    {
      label: "Way on",
      text: "`deploy` releases a new version. After a crash, `abort` removes whatever had been started.",
    },
    {
      label: "Way off",
      text: "`rollback --service <name>` releases the previous version again, by the same six steps.",
    },
  ],
  commands: [
    statusCommand,
    `${command("deploy")} --service <name> --image <reference>`,
    `${command("rollback")} --service <name>`,
    command("abort"),
  ],
};

function ofPhase(phase: keyof typeof phaseWords): Explanation {
  const words = phaseWords[phase];
  const { offCommand } = words;
  const [entry, ...next] = from(courses[ways[phase].on], phase);
  return {
    kind: "phase",
    name: phase,
    heading: words.heading,
    aliases: [],
    lines: [
      ...seen(words).map((text) => ({ label: "You see" as const, text })),
      { label: "It means", text: words.means },
      ...(entry ? [{ label: "It waits until" as const, text: sentence(entry.until) }] : []),
      ...(next.length > 0 ? [{ label: "Then" as const, text: listed(next) }] : []),
      { label: "Way on", text: `\`resume\` ${words.on}.` },
      { label: "Way off", text: `\`${offCommand ?? "abort"}\` ${words.off}.` },
    ],
    commands: [statusCommand, command("resume"), command(offCommand ?? "abort")],
  };
}

/** The ends of the sentences of `status`. */
function seen(words: PhaseWords): string[] {
  const stops = "next, not before <time>";
  const ofDecommission = words.ofDecommission?.("<service>", stops);
  return [
    `\`… ${words.ofApis(stops)}\``,
    ...(words.ofWorkers === undefined || words.ofWorkers === words.ofApis(stops)
      ? []
      : [`Workers only: \`… ${words.ofWorkers}\``]),
    ...(ofDecommission ? [`A decommission: \`… ${ofDecommission}\``] : []),
  ];
}

/** The step that a resumed release enters at, and those after it. */
function from(steps: readonly Step[], phase: Place): readonly Step[] {
  return steps.slice(Math.max(0, entryOf(steps, phase)));
}

function entryOf(steps: readonly Step[], phase: Place): number {
  return steps.findIndex(({ up, hook }) => !hook && up?.to.includes(phase));
}

const listed = (steps: readonly Step[]) => `${steps.map(({ id }) => `\`${id}\``).join(", ")}.`;

/** Steps in the order of a release, then those of the other courses. */
function stepIds(): StepId[] {
  return [...new Set(Object.values(courses).flatMap((steps) => steps.map(({ id }) => id)))];
}

function ofStep(id: StepId): Explanation {
  const words = stepWords[id];
  const parts = partsOf(id);
  const steps = parts.map(({ step }) => step);
  const leads = [
    ...new Set(steps.flatMap(({ up }) => (up === undefined || up.to === "same" ? [] : up.to))),
  ];
  const stays = steps.some(({ up, hook }) => up?.to === "same" && !hook);
  const pauses = steps.some(({ fails, waitFails }) => fails === "pause" || waitFails === "pause");
  return {
    kind: "step",
    name: id,
    heading: words.heading,
    aliases: words.alias ? [words.alias] : [],
    lines: [
      { label: "It does", text: steps[0]!.hook ? hookDoes : doing(leads, stays) },
      { label: "It waits until", text: sentence(steps[0]!.until) },
      ...failures(parts),
      { label: "Look at", text: words.look },
    ],
    commands: [
      statusCommand,
      ...(words.commands ?? []),
      ...(pauses ? [command("resume"), ...offCommands(leads)] : []),
    ],
  };
}

interface Part {
  course: CourseName;
  step: Step;
}

/** A step may be in several courses, and mean something else in each when it fails. */
function partsOf(id: StepId): Part[] {
  return (Object.entries(courses) as [CourseName, readonly Step[]][]).flatMap(([course, steps]) =>
    steps.filter((step) => step.id === id).map((step) => ({ course, step })),
  );
}

const hookDoes = "Runs the service's own command as a task of the new image.";

function doing(leads: readonly Place[], stays: boolean): string {
  if (stays) return "Applies an `up`; the phase stays the same.";
  if (leads.length === 0) return "Runs no `up`; it only observes and waits.";
  const phases = leads.filter((place) => place !== "idle").map((place) => `\`${place}\``);
  const places = [
    ...(phases.length > 0 ? [`is in phase ${phases.join(" or ")}`] : []),
    ...(leads.includes("idle") ? ["has ended"] : []),
  ];
  return `Runs an \`up\`; once that is recorded, the release ${places.join(" or ")}.`;
}

function offCommands(leads: readonly Place[]): string[] {
  const commands = leads.flatMap((place) => (place === "idle" ? [] : phaseWords[place].offCommand));
  return [...new Set(commands.filter((name) => name !== null))].map(command);
}

const rollsBack = (course: CourseName) => course === "back" || course === "undo";

function failures(parts: readonly Part[]): ExplainedLine[] {
  const forward = parts.find(({ course }) => !rollsBack(course));
  const backward = parts.find(({ course }) => rollsBack(course));
  const lines = forward ? failuresOf(forward) : [];
  if (!backward) return lines;
  const { course, step } = backward;
  const label = forward ? "When rolling back" : "If it fails";
  return [...lines, { label, text: capital(meaning(step.fails, course)) }];
}

function failuresOf({ course, step }: Part): ExplainedLine[] {
  const { fails, waitFails, withoutWayBack } = step;
  const late = withoutWayBack
    ? ` Once the old fleet has begun to stop, ${meaning(withoutWayBack, course)}`
    : "";
  return [
    { label: "If it fails", text: `${capital(meaning(fails, course))}${late}` },
    ...(waitFails
      ? [{ label: "If the wait fails" as const, text: capital(waitMeans(step, waitFails, course)) }]
      : []),
  ];
}

/** What a failure does to the release, and the exit code. */
function meaning(failure: Failure, course: CourseName): string {
  switch (failure) {
    case "refuse":
      return `the command ends, and nothing has changed; ${exit("refused")}`;
    case "undo":
      return `the candidate stops; production was never touched; ${exit("rolledBack")}`;
    case "back":
      return `production rolls back to the old fleet by itself, then the candidate stops; ${exit("rolledBack")}`;
    case "pause":
      return `the release pauses, and what runs keeps running; ${exit("stoppedMidway")} Fix the cause, then \`resume\`.`;
    case "report":
      return rollsBack(course)
        ? `the failure is reported, and the rollback goes on; ${exit("rolledBack")}`
        : `the failure is reported, and the release goes on; ${exit("failedAfterwards")}`;
  }
}

/** In a canary users have reached the candidate, although no name has moved. */
function waitMeans(step: Step, failure: Failure, course: CourseName): string {
  if (failure !== "undo" || !reaches(step, "canary")) return meaning(failure, course);
  return `both load balancers forward everything to the old fleet, and the candidate stops; ${exit("rolledBack")}`;
}

const exit = (name: ExitName) => `exit code ${exitCodes[name]}.`;

function ofExit(name: ExitName): Explanation {
  const { heading, short, see, means, on, off, commands } = exitWords[name];
  return {
    kind: "exit",
    name: String(exitCodes[name]),
    heading,
    aliases: [name, short],
    lines: [
      { label: "You see", text: sentence(see) },
      { label: "It means", text: means },
      { label: "Way on", text: sentence(on) },
      ...(off ? [{ label: "Way off" as const, text: sentence(off) }] : []),
    ],
    commands,
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text: string) => `${capital(text)}.`;
