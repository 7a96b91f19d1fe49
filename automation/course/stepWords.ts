import type { StepId } from "./step";

/** A step of the course in words, of any release; titles.ts names it for one. */
export interface StepWords {
  heading: string;
  /** Another word that people may look it up by. */
  alias?: string;
  /** What to look at when it fails or takes long. */
  look: string;
  commands?: readonly string[];
}

const verify = "bluegreen verify --stack <stack>";
const history = "bluegreen history --stack <stack>";
const output =
  "The hook's last lines are in the reasons; all of them are in the service's log group.";

export const stepWords: Readonly<Record<StepId, StepWords>> = {
  "0": {
    heading: "Check production and pin the image",
    alias: "look",
    look:
      "Each problem is listed with its fix. If production is down and this release is the fix, " +
      "add `--force-from-broken`.",
    commands: [verify],
  },
  decommission: {
    heading: "Record the decommission",
    look: "The reasons say what Pulumi or AWS refused.",
  },
  define: {
    heading: "Register the new version",
    look: "The reasons say what Pulumi or AWS refused.",
  },
  beforeStage: { heading: "Run the hook `beforeStage`", look: output },
  "1": {
    heading: "Start the candidate",
    alias: "start",
    look:
      "The reasons quote ECS and the stopped tasks: no room in the cluster, an image that can't be pulled, " +
      "a secret that can't be read, a crash at start. The deadline is the service's `startSeconds`.",
    commands: [verify],
  },
  "2": {
    heading: "Deploy the image to the candidate",
    alias: "healthy",
    look:
      "Each unhealthy target is listed with the load balancer's reason. Compare the path, port and expected status of the " +
      "health check with the new version's responses.",
  },
  "3": {
    heading: "Point the test name at the candidate",
    alias: "test name",
    look:
      "Each name server's answer is listed. One that lags behind catches up; a wrong delegation does not: `verify` " +
      "tells them apart. `dnsSeconds` is the deadline.",
    commands: [verify],
  },
  "4": {
    heading: "Test the candidate",
    alias: "test",
    look:
      "The failed check is shown with the response's body. The whole output of test commands and self-tests is kept " +
      "in `~/.local/state/bluegreen/<stack>/`.",
  },
  compare: {
    heading: "Compare the candidate with production",
    look:
      "Each request is listed with its times, the 95 % interval of their ratio, and what differs in the answers. " +
      "`compare.gate: false` reports without ending the release. A resumed release compares from the start.",
    commands: [history],
  },
  warm: {
    heading: "Warm up the candidate",
    alias: "warm-up",
    look:
      "The reasons say which share of the requests failed once the full load was reached, and with which status. " +
      "Failures while the load rises are counted but do not fail the release: a cold load balancer may answer 503. " +
      "A resumed release warms up from the start.",
    commands: [history],
  },
  beforeSwitch: { heading: "Run the hook `beforeSwitch`", look: output },
  approval: {
    heading: "Ask for approval",
    look:
      "`status` says who is asked for what, and until when. `approve` and `reject` answer; `resume` then goes on. " +
      "A release that is resumed after its request has expired is rolled back.",
    commands: ["bluegreen approve --stack <stack> --release <release>"],
  },
  hold: {
    heading: "Take the shares of a canary back",
    look:
      "A freeze or something else that keeps a release from going on has come up during its canary. The candidates " +
      "keep running; `resume` tests them again and begins with the first share.",
  },
  canary: {
    heading: "Forward a growing share to the candidate",
    look:
      "The reasons name the alarm, the targets, or the figures of both versions. No DNS name has moved, so rolling back " +
      "takes one `up` and reaches every client at once. A resumed release keeps its share and watches it for its minutes again.",
    commands: [history],
  },
  "5": {
    heading: "Switch production to the candidate",
    alias: "switch",
    look:
      "Each name server's answer is listed. Both fleets keep " +
      "running, and clients are served whichever address they get.",
    commands: [verify],
  },
  handover: {
    heading: "Hand over from one worker fleet to the other",
    look:
      "A task finishes its current job, for at most `stopSeconds`; `status` says how many tasks are left. No jobs " +
      "are processed until the new fleet starts: they wait in their queue. If a task won't stop, look at it in ECS.",
  },
  work: {
    heading: "Check that the worker keeps running",
    look:
      "The reasons quote ECS and the stopped tasks. Jobs that the new " +
      "version had taken become available again by the queue's own rules.",
  },
  afterSwitch: { heading: "Run the hook `afterSwitch`", look: output },
  drain: {
    heading: "Wait for clients to leave",
    look:
      "Production is watched: the step fails if fewer than half of its targets are healthy for 10 seconds, or an alarm goes into " +
      "ALARM. If the old load balancer does not become quiet, the wait ends after `maxQuietSeconds` without a " +
      "failure: late clients are forwarded to the new fleet.",
  },
  recheck: {
    heading: "Check the worker once more",
    look: "The reasons name the alarm, or quote ECS on the worker's tasks.",
  },
  "6": {
    heading: "Stop the old fleet",
    alias: "stop",
    look:
      "Open requests at the old fleet get the time that `plan` showed, then ECS stops the tasks. " +
      "If a task won't stop after the `up` is recorded, the release is over: this is a warning, and ECS stops the " +
      "task in time.",
  },
  afterRetire: { heading: "Run the hook `afterRetire`", look: output },
  close: {
    heading: "End the release",
    look: "The reasons say what Pulumi or AWS refused.",
    commands: [history],
  },
  back: {
    heading: "Roll production back to the old fleet",
    alias: "roll back",
    look: "Both load balancers forward to the old fleet from the first `up` on, so clients are served whichever address they get. Each name server's answer is listed.",
    commands: [verify],
  },
  undo: {
    heading: "Stop the candidate",
    look: "If a task of the candidate won't stop, look at it in ECS. Production is not affected.",
  },
};
