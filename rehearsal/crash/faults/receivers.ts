import { readFileSync } from "node:fs";
import { join } from "node:path";
import { releaseRecordSchema } from "../../../automation/record/schema";
import { mostSeconds } from "../../../automation/world/notifier";
import { type Manner, receiverAt } from "../announced/receiver";
import type { Play } from "../playRow";
import { recover } from "../recover";
import { deployArgs, type Fault, unlessCode, unlessEqual } from "./fault";

/** What goes wrong when events are sent. None of it changes a release. */
export const receiverFaults: Fault[] = [
  { name: "receiver-hangs", phase: "idle", play: broken("hangs", "no answer within 3 s") },
  { name: "receiver-fails", phase: "idle", play: broken("fails", "it answered 500") },
  {
    name: "receiver-redirects",
    phase: "idle",
    play: broken("redirects", "it answered 307; redirects are not followed"),
  },
  {
    name: "receiver-resets",
    phase: "idle",
    play: broken("resets", "the request failed (UND_ERR_SOCKET)"),
  },
  { name: "outcome-unsent", phase: "switched", play: outcomeUnsent },
];

/** In which a busy machine ends the command. */
const endsInSeconds = 2;

/** A whole release is as without a receiver, and its command waits no longer than an attempt may take. */
function broken(manner: Manner, answer: string): Play {
  return async ({ scene, receiver }, starting) => {
    receiver.manner = manner;
    const file = join(scene.workDir.root, "record.json");
    const ended = await scene.run([...deployArgs(starting), "--record", file]);
    const endedMs = Date.now();
    const { atMs = 0 } = receiver.received.findLast(({ event }) => event.verb === "done") ?? {};
    const waitedSeconds = (endedMs - atMs) / 1000;
    const expected = ["done", "staged", "started", "switched"].map(
      (verb) => `webhook (${receiverAt.url}) was not notified of \`${verb}\`: ${answer}`,
    );
    const { notes } = releaseRecordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    const most = mostSeconds + endsInSeconds;
    return {
      way: [],
      unlocked: false,
      ends: ["done"],
      waitedSeconds,
      result: ended.json,
      problems: [
        ...unlessCode(0, ended),
        ...unlessEqual("the warnings", warningsIn(ended.lines), expected),
        ...unlessEqual("those recorded", warningsIn(notes.map(({ text }) => text)), expected),
        ...unlessEqual("the number of redirects that were followed", receiver.followed, 0),
        ...(waitedSeconds > most ? [`it waited ${waitedSeconds} s for the receiver`] : []),
      ],
    };
  };
}

function warningsIn(lines: readonly string[]): string[] {
  return lines
    .filter((line) => /webhook .* was not notified of/.test(line))
    .map((line) => line.replace(/^.*(?=webhook \()/, ""))
    .sort();
}

/** Its deployer dies once the release has ended, before anybody is notified; somebody runs `resume`. */
async function outcomeUnsent(...[{ scene, receiver }, starting]: Parameters<Play>) {
  const command = scene.start(deployArgs(starting), () => undefined);
  receiver.loses = ({ verb }) => {
    if (verb === "done") command.kill("SIGKILL");
    return verb === "done";
  };
  const killed = await command.ended;
  receiver.loses = () => false;
  const { ended, unlocked } = await recover(scene, ["resume"]);
  return {
    way: ["resume"],
    unlocked,
    ends: ["done"] as const,
    problems: [
      ...unlessEqual("the exit code of the killed deployer", killed.code, null),
      ...unlessCode(2, ended),
    ],
  };
}
