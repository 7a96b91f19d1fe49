import type { HookName } from "../../config/hooks";
import { hookId } from "../../config/hooks";
import type { Phase } from "../../release/state";
import {
  beginHooks,
  define,
  handOver,
  leave,
  retire,
  retireAndStay,
  shift,
  stage,
  start,
  switchBack,
  switchOver,
} from "../../release/transitions";
import { waitingWorkers } from "../../release/workers";
import { canarySteps } from "./canaried";
import { hooked, narrows } from "./hooked";
import { askStep, holdStep } from "./resting";
import type { Step } from "./step";

/**
 * The course of a release: the one place that knows its order. `deploy`, `resume`, `abort` and `rollback`
 * follow it (runbook/walk.ts), `plan` walks it without touching anything, `status` and `explain` read it, and
 * the simulation checks that no `up` leaves it. A new phase is a new row.
 *
 * A step is part of a release when it has a title there (titles.ts). It first applies its `up`, then waits
 * until what `until` says is true. `resume` enters at the step that made the recorded phase true, and
 * only waits there.
 */
const hookStep = (hook: HookName, fails: Pick<Step, "fails" | "withoutWayBack">): Step => ({
  id: hook,
  hook,
  up: {
    verb: "note",
    to: "same",
    make: (release, { settings, service = "" }) => {
      const id = hookId(service, hook);
      const begun = release.current?.begunHooks ?? [];
      const once = settings.services[service]?.hooks[hook]?.once === true;
      return once && !begun.includes(id) ? beginHooks(release, [id]) : null;
    },
  },
  until: "the service's own command has ended with exit code 0",
  ...fails,
});

const look: Step = {
  id: "0",
  until: "production is as recorded, every image exists, and no alarm of the service is missing",
  fails: "refuse",
};

const switchStep: Step = {
  id: "5",
  up: {
    verb: ({ current }) => (current?.leaves ? "withdraw" : "switch"),
    to: ["switched"],
    make: (release, { ttlSeconds }) => switchOver(release, ttlSeconds),
  },
  until: "every authoritative server answers the candidate's load balancer for production's names",
  reachesUsers: true,
  fails: "back",
  // Going back would need the same servers to follow.
  waitFails: "pause",
};

const handOverStep: Step = {
  id: "handover",
  up: {
    verb: "handover",
    to: "same",
    make: (release) => (waitingWorkers(release).length > 0 ? handOver(release) : null),
  },
  until: "no task of the worker's other fleet is left; then the fleet that takes over starts",
  fails: "back",
  withoutWayBack: "pause",
};

const work: Step = {
  id: "work",
  until: "the worker's tasks run on the expected digest, the same ones in four looks",
  fails: "back",
  // A worker that is down does not keep the release from its end.
  withoutWayBack: "report",
};

const drain: Step = {
  id: "drain",
  until: "the TTL and its margin are over, and the old load balancer has been quiet for a while",
  fails: "back",
};

/** Nobody has to leave a worker; it is looked at once more before its old fleet is gone. */
const recheck: Step = {
  id: "recheck",
  until: "the worker's tasks run, and no alarm went off since the release began",
  fails: "back",
};

const stop: Step = {
  id: "6",
  up: {
    verb: "retire",
    to: ["idle", "retired"],
    make: (release, { settings }) => {
      const { current } = release;
      const stays =
        !current?.leaves &&
        (hooked(settings, release, "afterRetire").length > 0 || narrows(settings, release));
      return (stays ? retireAndStay : retire)(release);
    },
  },
  until: "no task of the old fleet is left",
  fails: "pause",
};

const close: Step = {
  id: "close",
  up: {
    verb: "close",
    to: ["idle"],
    optional: true,
    make: (release) => release.current && retire(release),
  },
  until: "no release is recorded any more",
  fails: "pause",
};

const undo: Step = {
  id: "undo",
  up: {
    verb: ({ current }) => (current ? "retire" : "undo"),
    to: ["idle"],
    // When the stage `up` itself failed, nothing of it is recorded: applying the record again removes it.
    make: (release) => (release.current ? retire(release) : release),
  },
  until: "no task of the candidate is left",
  fails: "pause",
};

export type CourseName = "release" | "decommission" | "hold" | "back" | "undo" | "close";

/** Every way that a release can take, each in its order. */
export const courses: Readonly<Record<CourseName, readonly Step[]>> = {
  /** A release of new versions: the six steps. */
  release: [
    look,
    {
      id: "define",
      up: {
        verb: "define",
        to: ["defined"],
        optional: true,
        make: (release, { settings, request }) => {
          if (!request) return null;
          const defined = define(release, request);
          return hooked(settings, defined, "beforeStage").length > 0 ? defined : null;
        },
      },
      until: "the candidate's image is known to its fleet; none of its tasks runs yet",
      fails: "undo",
    },
    hookStep("beforeStage", { fails: "undo" }),
    {
      id: "1",
      up: {
        verb: "stage",
        to: ["staged"],
        make: (release, { request }) => {
          if (release.current?.phase === "defined") return start(release);
          return request ? stage(release, request) : null;
        },
        // Its tests may take long, and no user may be on the candidate meanwhile.
        again: (release) => (release.current?.hasCanary ? release : null),
      },
      until: "the candidate's tasks run",
      fails: "undo",
    },
    { id: "2", until: "every target is healthy on the expected digest", fails: "undo" },
    {
      id: "3",
      until: "every authoritative server answers the candidate's load balancer for the test name",
      fails: "undo",
    },
    { id: "4", until: "every check, test command and self-test has passed", fails: "undo" },
    {
      id: "compare",
      until: "the result for each request is clear, or the time is up",
      fails: "undo",
    },
    {
      id: "warm",
      until: "the load has risen to the rate of its settings and was held there",
      fails: "undo",
    },
    hookStep("beforeSwitch", { fails: "undo" }),
    askStep,
    {
      id: "canary",
      reachesUsers: true,
      up: {
        verb: "canary",
        to: ["canary"],
        optional: true,
        make: (release, { settings }) => shift(release, canarySteps(settings, release)),
        again: (release) => release,
      },
      until:
        "the share has served for its minutes, with no alarm and no evidence that the candidate is slower or " +
        "fails more requests than allowed",
      // A change of a rule may still arrive after its `up` has failed, so the candidate has to run on for a while.
      fails: "back",
      waitFails: "undo",
    },
    switchStep,
    handOverStep,
    work,
    hookStep("afterSwitch", { fails: "back", withoutWayBack: "report" }),
    drain,
    recheck,
    stop,
    hookStep("afterRetire", { fails: "report" }),
    close,
  ],
  /** Services leave production: a release whose candidates are nothing. */
  decommission: [
    {
      id: "decommission",
      up: {
        verb: "stage",
        to: ["staged"],
        make: (release, { decommission }) => (decommission ? leave(release, decommission) : null),
      },
      until: "the decommission is recorded: from here on no plain `up` can bring a name back",
      fails: "undo",
    },
    switchStep,
    drain,
    stop,
  ],
  /** A canary that may not go on for now: its share is taken back, and the candidates keep running. */
  hold: [holdStep],
  /** After a switch that happened or may have: production returns first. */
  back: [
    {
      id: "back",
      up: {
        verb: "return",
        to: ["returning"],
        // A return that is recorded already is made true again: something may have moved since.
        make: (release, { ttlSeconds }) =>
          release.current?.phase === "returning" ? release : switchBack(release, ttlSeconds),
      },
      until: "every authoritative server answers the old load balancer for production's names",
      fails: "pause",
    },
    { ...handOverStep, fails: "pause" },
    // What served before is all there is to go back to: it ends there, well or not.
    { ...work, fails: "report" },
    { ...drain, fails: "pause" },
    undo,
  ],
  /** Before the switch: the candidates stop; production was never touched. */
  undo: [undo],
  /** Only the last hooks are left out. */
  close: [close],
};

/** The way on from each phase at rest, and the way that ends the release without its candidate. */
export const ways: Record<Phase, { on: "release" | "back"; off: "undo" | "back" | "close" }> = {
  defined: { on: "release", off: "undo" },
  staged: { on: "release", off: "undo" },
  canary: { on: "release", off: "undo" },
  switched: { on: "release", off: "back" },
  returning: { on: "back", off: "back" },
  retired: { on: "release", off: "close" },
};
